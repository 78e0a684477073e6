//! A plan on the GPU: buffers, compiled shaders and bind groups are made once; a step encodes and submits.

use std::future::Future;
use std::sync::Arc;

use super::device::{GpuDevice, Health, Pipeline};
use super::kernel::{Binding, Join, Kernel};
use super::MAX_BINDINGS;
use crate::error::Error;
use crate::plan::{Launch, Place, Plan, Slot};

/// A plan with its own memory, ready to run on one device.
#[derive(Debug)]
pub struct GpuProgram {
    plan: Plan,
    /// By slot.
    buffers: Vec<wgpu::Buffer>,
    steps: Vec<Step>,
    queue: wgpu::Queue,
    health: Arc<Health>,
    most_buffers: usize,
}

#[derive(Debug)]
struct Step {
    pipeline: wgpu::ComputePipeline,
    bind_group: wgpu::BindGroup,
    workgroups: [u32; 3],
}

/// A launch as it will be bound: the places of its declared bindings and its source.
struct Bound<'a> {
    kernel: &'a Kernel,
    source: String,
    declared: Vec<(&'a Binding, Place)>,
}

impl GpuDevice {
    /// Makes a plan ready to run.
    ///
    /// # Errors
    /// [`Error::NoKernel`] for an op without a shader, [`Error::RegionSize`], [`Error::Gpu`] where the GPU refuses
    /// (too little memory, too many buffers in a shader) or is lost.
    pub async fn load(&mut self, plan: Plan) -> Result<GpuProgram, Error> {
        self.check()?;
        let limit = self.device.limits().max_storage_buffers_per_shader_stage as usize;
        let kernel = |launch: &Launch| Ok(launch.op.gpu(&launch.shapes)?.fit(&self.tiles));
        let kernels = plan.launches.iter().map(kernel).collect::<Result<Vec<_>, Error>>()?;
        let mut bound = Vec::with_capacity(kernels.len());
        for (launch, kernel) in plan.launches.iter().zip(&kernels) {
            bound.push(bind(launch, kernel, limit)?);
        }
        let most_buffers = bound.iter().map(|b| b.declared.len()).max().unwrap_or(0);
        let device = self.device.clone();
        let out_of_memory = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let validation = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let internal = device.push_error_scope(wgpu::ErrorFilter::Internal);
        let made = self.make(&plan, &bound);
        // Popped in reverse order and before any wait, so that scopes of other tasks never interleave.
        let caught = [internal.pop(), validation.pop(), out_of_memory.pop()].map(Box::pin);
        let mut refused = None;
        for caught in caught {
            refused = caught.await.or(refused);
        }
        if let Some(error) = refused {
            self.forget_pipelines();
            return Err(Error::Gpu(error.to_string()));
        }
        self.check()?;
        let (buffers, steps) = made?;
        for (slot, buffer) in plan.slots.iter().zip(&buffers) {
            if let Slot::Shared { region, len } = slot {
                self.keep_region(region, buffer.clone(), *len);
            }
        }
        Ok(GpuProgram { plan, buffers, steps, queue: self.queue.clone(), health: self.health.clone(), most_buffers })
    }

    fn make(&mut self, plan: &Plan, bound: &[Bound<'_>]) -> Result<(Vec<wgpu::Buffer>, Vec<Step>), Error> {
        let mut buffers = Vec::with_capacity(plan.slots.len());
        for slot in &plan.slots {
            buffers.push(match slot {
                Slot::Shared { region, len } => match self.region(region, *len)? {
                    Some(buffer) => buffer,
                    None => self.buffer(region, *len)?,
                },
                Slot::Const(values) => {
                    let buffer = self.buffer("constant", values.len())?;
                    self.queue.write_buffer(&buffer, 0, bytemuck::cast_slice(values));
                    buffer
                }
                Slot::Private(len) => self.buffer("private", *len)?,
            });
        }
        let mut steps = Vec::with_capacity(bound.len());
        for b in bound {
            let declared: Vec<_> = b.declared.iter().map(|(binding, _)| *binding).collect();
            let Pipeline { pipeline, layout } = self.pipeline(b.kernel.name, b.source.clone(), &declared);
            let entries: Vec<_> = (0..)
                .zip(&b.declared)
                .map(|(binding, (_, place))| wgpu::BindGroupEntry {
                    binding,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer: &buffers[place.slot],
                        offset: place.offset as u64 * 4,
                        size: std::num::NonZeroU64::new(place.len as u64 * 4),
                    }),
                })
                .collect();
            self.health.count(|calls| calls.bind_groups += 1);
            let bind_group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some(b.kernel.name),
                layout: &layout,
                entries: &entries,
            });
            steps.push(Step { pipeline, bind_group, workgroups: b.kernel.workgroups });
        }
        Ok((buffers, steps))
    }

    /// Runs every launch once, in order: one encoder, one pass, one submission. Returns without waiting; several runs
    /// may be under way.
    ///
    /// # Errors
    /// [`Error::Gpu`] with what went wrong at any time before.
    pub fn run(&self, program: &GpuProgram) -> Result<(), Error> {
        self.check()?;
        let mut encoder = self.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            for step in &program.steps {
                pass.set_pipeline(&step.pipeline);
                pass.set_bind_group(0, &step.bind_group, &[]);
                let [x, y, z] = step.workgroups;
                pass.dispatch_workgroups(x, y, z);
            }
        }
        self.health.count(|calls| calls.submits += 1);
        self.queue.submit([encoder.finish()]);
        Ok(())
    }

    /// A copy of an input or a kept output as it is after all runs so far. The future borrows nothing.
    pub fn read(&self, program: &GpuProgram, name: &str) -> impl Future<Output = Result<Vec<f32>, Error>> + 'static {
        let copy = program.plan.find(name).and_then(|p| self.read_buffer(&program.buffers[p.slot], p.offset, p.len));
        async { copy?.await }
    }
}

impl GpuProgram {
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Launches of one run.
    pub fn launches(&self) -> usize {
        self.steps.len()
    }

    /// Buffers of the launch that has most of them.
    pub fn most_buffers(&self) -> usize {
        self.most_buffers
    }

    /// Writes an input; the runs that follow see it, those before do not.
    pub fn write(&self, name: &str, values: &[f32]) -> Result<(), Error> {
        let place = self.plan.find(name)?;
        if place.len != values.len() {
            return Err(Error::Length { name: name.to_string(), want: place.len, got: values.len() });
        }
        self.health.count(|calls| calls.bytes += values.len() * 4);
        self.queue.write_buffer(&self.buffers[place.slot], place.offset as u64 * 4, bytemuck::cast_slice(values));
        Ok(())
    }
}

/// Checks a launch against WebGPU's rules and joins tensors of one buffer if it has too many.
fn bind<'a>(launch: &Launch, kernel: &'a Kernel, limit: usize) -> Result<Bound<'a>, Error> {
    let refuse = |why: String| Error::NoKernel { op: launch.op.name(), why };
    let places: Vec<Place> = launch.inputs.iter().chain(&launch.updates).chain(&launch.outputs).copied().collect();
    if places.len() != kernel.bindings.len() {
        return Err(refuse(format!("{} tensors, {} bindings", places.len(), kernel.bindings.len())));
    }
    for (binding, place) in kernel.bindings.iter().zip(&places) {
        if place.len == 0 || place.offset % crate::graph::Arena::ALIGN != 0 {
            return Err(refuse(format!("\"{}\" is empty or not aligned", binding.name)));
        }
        // WebGPU takes a buffer as a whole here, even where the ranges are apart.
        let other = |(b, p): (&Binding, &Place)| p.slot == place.slot && b.writes != binding.writes;
        if kernel.bindings.iter().zip(&places).any(other) {
            return Err(refuse(format!("\"{}\" lies in a buffer that is read and written", binding.name)));
        }
    }
    if kernel.workgroups.iter().any(|g| *g > 65_535) {
        return Err(refuse(format!("{:?} workgroups", kernel.workgroups)));
    }
    let (joins, places) = join(kernel, &places);
    let all = kernel.bindings.iter().zip(places).zip(&joins);
    let declared: Vec<_> = all.filter(|(_, join)| join.is_none()).map(|(bound, _)| bound).collect();
    if declared.len() > limit {
        return Err(refuse(format!("{} buffers, {limit} allowed", declared.len())));
    }
    Ok(Bound { kernel, source: kernel.source_joined(&joins), declared })
}

/// Joins read-only quads that lie in one buffer until no more than [`MAX_BINDINGS`] buffers remain.
fn join(kernel: &Kernel, places: &[Place]) -> (Vec<Option<Join>>, Vec<Place>) {
    let mut places = places.to_vec();
    let mut joins = vec![None; places.len()];
    let mut excess = places.len().saturating_sub(MAX_BINDINGS);
    for index in (0..places.len()).rev() {
        let binding = &kernel.bindings[index];
        if joins.iter().flatten().any(|j: &Join| j.host == index) {
            continue;
        }
        let fits = |host: &usize| {
            let (b, p) = (&kernel.bindings[*host], &places[*host]);
            let alike = b.element == binding.element && b.quads.is_some() && !b.writes;
            alike && p.slot == places[index].slot && p.offset <= places[index].offset
        };
        if excess == 0 || binding.quads.is_none() || binding.writes {
            continue;
        }
        if let Some(host) = (0..index).find(|h| fits(h)) {
            let base = places[index].offset - places[host].offset;
            joins[index] = Some(Join { host, base });
            places[host].len = places[host].len.max(base + places[index].len);
            excess -= 1;
        }
    }
    (joins, places)
}

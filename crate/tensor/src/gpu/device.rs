//! The GPU as a device: its memory that outlives plans, its compiled shaders, and how it fares.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::adapter::{request, AdapterInfo, GpuOptions};
use super::kernel::Binding;
use super::readback::Readback;
use super::tile::Tiles;
use crate::error::Error;
use crate::graph::Graph;
use crate::named::Named;
use crate::plan::Plan;

/// Calls of WebGPU so far, counted natively for tests of what a step costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    pub submits: usize,
    pub buffers: usize,
    pub bind_groups: usize,
    /// Bytes written.
    pub bytes: usize,
}

/// What has gone wrong, written by callbacks.
#[derive(Debug, Default)]
pub(super) struct Health {
    lost: AtomicBool,
    /// The first trouble: why the device was lost, or an error that no scope caught.
    trouble: Mutex<Option<String>>,
    #[cfg(not(target_arch = "wasm32"))]
    calls: Mutex<Calls>,
}

impl Health {
    fn record(&self, what: String) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.get_or_insert(what);
    }

    /// Counts a call.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn count(&self, call: impl FnOnce(&mut Calls)) {
        call(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner));
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn count(&self, _: impl FnOnce(&mut Calls)) {}

    /// The first trouble as an error.
    pub(super) fn check(&self) -> Result<(), Error> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match &*trouble {
            Some(what) => Err(Error::Gpu(what.clone())),
            None => Ok(()),
        }
    }
}

/// A compiled shader and the layout of its buffers.
#[derive(Clone, Debug)]
pub(super) struct Pipeline {
    pub(super) pipeline: wgpu::ComputePipeline,
    pub(super) layout: wgpu::BindGroupLayout,
}

/// A GPU with the shared regions by name, zero when new.
#[derive(Debug)]
pub struct GpuDevice {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    info: AdapterInfo,
    pub(super) tiles: Tiles,
    pub(super) health: Arc<Health>,
    /// Buffer and length in elements.
    regions: Named<(wgpu::Buffer, usize)>,
    /// By complete source.
    pipelines: Named<Pipeline>,
    /// By which bindings are written.
    layouts: Vec<(Vec<bool>, wgpu::BindGroupLayout)>,
    readback: Readback,
}

impl GpuDevice {
    /// Asks for the fastest adapter and a device on it.
    ///
    /// # Errors
    /// [`Error::Gpu`] where there is none.
    pub async fn request(options: GpuOptions) -> Result<Self, Error> {
        let (info, device, queue) = request(options).await?;
        let health = Arc::new(Health::default());
        let on_lost = health.clone();
        device.set_device_lost_callback(move |reason, message| {
            on_lost.record(format!("the device was lost ({reason:?}): {message}"));
            on_lost.lost.store(true, Ordering::Release);
        });
        let on_error = health.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| on_error.record(error.to_string())));
        let readback = Readback::new(device.clone(), queue.clone(), health.clone());
        let tiles = if info.software { Tiles::SOFTWARE } else { Tiles::PORTABLE };
        Ok(GpuDevice {
            device,
            queue,
            info,
            tiles,
            health,
            regions: Named::default(),
            pipelines: Named::default(),
            layouts: Vec::new(),
            readback,
        })
    }

    /// Which GPU this is.
    pub fn info(&self) -> &AdapterInfo {
        &self.info
    }

    /// A plan with what this GPU gains from fused.
    pub fn compile(&self, graph: Graph) -> Result<Plan, Error> {
        Plan::compile_for_gpu(graph, self.tiles.meet)
    }

    /// Cuts the work of plans loaded from now on like this.
    pub fn set_tiles(&mut self, tiles: Tiles) {
        self.tiles = tiles;
    }

    /// Takes a software adapter for a real one from now on (for tests of what is measured of those).
    #[cfg(not(target_arch = "wasm32"))]
    pub fn pass_for_real(&mut self) {
        self.info.software = false;
    }

    /// Calls of WebGPU so far.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn calls(&self) -> Calls {
        *self.health.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the device is gone for good, with all its memory.
    pub fn is_lost(&self) -> bool {
        self.health.lost.load(Ordering::Acquire)
    }

    /// The first trouble that the device reported outside of a call's own result.
    pub fn check(&self) -> Result<(), Error> {
        self.health.check()
    }

    /// Gives the device up, as if it were lost (for tests of what follows then).
    pub fn destroy(&self) {
        self.device.destroy();
    }

    /// Creates or overwrites a whole region.
    pub fn write_region(&mut self, name: &str, values: &[f32]) -> Result<(), Error> {
        let (buffer, len) = match self.regions.get(name) {
            Some(known) => known.clone(),
            None => {
                let made = (self.buffer(name, values.len())?, values.len());
                self.regions.insert(name.to_string(), made.clone());
                made
            }
        };
        if len != values.len() {
            return Err(Error::RegionSize(name.to_string()));
        }
        self.health.count(|calls| calls.bytes += values.len() * 4);
        self.queue.write_buffer(&buffer, 0, bytemuck::cast_slice(values));
        self.check()
    }

    /// Forgets all regions. Compiled shaders stay.
    pub fn clear(&mut self) {
        self.regions = Named::default();
    }

    /// Forgets a region. Its memory is freed when no program holds it any more.
    pub fn drop_region(&mut self, name: &str) {
        self.regions.remove(name);
    }

    /// A copy of a shared region as it is after all runs so far. The future borrows nothing; runs may go on.
    pub fn read_region(&self, name: &str) -> impl Future<Output = Result<Vec<f32>, Error>> + 'static {
        let copy = match self.regions.get(name) {
            Some((buffer, len)) => self.readback.copy(buffer, 0, *len),
            None => Err(Error::NoTensor(name.to_string())),
        };
        async { copy?.await }
    }

    /// A copy of a part of a buffer, in elements.
    pub(super) fn read_buffer(
        &self,
        buffer: &wgpu::Buffer,
        offset: usize,
        len: usize,
    ) -> Result<impl Future<Output = Result<Vec<f32>, Error>> + 'static, Error> {
        self.readback.copy(buffer, offset, len)
    }

    /// A new buffer of zeros, `len` elements long.
    pub(super) fn buffer(&self, label: &str, len: usize) -> Result<wgpu::Buffer, Error> {
        // Whole quads, and never nothing.
        let size = len.div_ceil(4).max(1) as u64 * 16;
        let limits = self.device.limits();
        let most = limits.max_buffer_size.min(limits.max_storage_buffer_binding_size);
        if size > most {
            return Err(Error::Gpu(format!("\"{label}\" takes {size} bytes, more than the GPU's {most}")));
        }
        self.health.count(|calls| calls.buffers += 1);
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        Ok(self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size,
            usage,
            mapped_at_creation: false,
        }))
    }

    /// The buffer of a region, if there is one of this length.
    pub(super) fn region(&self, name: &str, len: usize) -> Result<Option<wgpu::Buffer>, Error> {
        match self.regions.get(name) {
            Some((buffer, known)) if *known == len => Ok(Some(buffer.clone())),
            Some(_) => Err(Error::RegionSize(name.to_string())),
            None => Ok(None),
        }
    }

    pub(super) fn keep_region(&mut self, name: &str, buffer: wgpu::Buffer, len: usize) {
        self.regions.insert(name.to_string(), (buffer, len));
    }

    /// The compiled shader of this source, whose declared bindings are these.
    pub(super) fn pipeline(&mut self, label: &str, source: String, bindings: &[&Binding]) -> Pipeline {
        if let Some(known) = self.pipelines.get(&source) {
            return known.clone();
        }
        let writes: Vec<bool> = bindings.iter().map(|b| b.writes).collect();
        let device = &self.device;
        let known = self.layouts.iter().find(|(other, _)| *other == writes).map(|(_, layout)| layout.clone());
        let layout = known.unwrap_or_else(|| {
            let made = layout(device, &writes);
            self.layouts.push((writes, made.clone()));
            made
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(label),
            source: wgpu::ShaderSource::Wgsl(source.as_str().into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(label),
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: Default::default(),
            cache: None,
        });
        let made = Pipeline { pipeline, layout };
        self.pipelines.insert(source, made.clone());
        made
    }

    /// Forgets compiled shaders: some of them may have failed.
    pub(super) fn forget_pipelines(&mut self) {
        self.pipelines.clear();
    }
}

fn layout(device: &wgpu::Device, writes: &[bool]) -> wgpu::BindGroupLayout {
    let entries: Vec<_> = (0..)
        .zip(writes)
        .map(|(binding, writes)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only: !writes },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries })
}

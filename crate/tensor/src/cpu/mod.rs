//! The CPU: fast kernels, one file an op, and the executor that replays a plan with them.

pub mod batch_norm;
pub mod conv2d;
pub mod conv2d_filter_grad;
pub mod conv2d_input_grad;
pub mod depthwise_conv2d;
mod lanes;
pub mod matmul;
pub mod max_pool;
pub mod shards;
mod split;
mod tile;
mod winograd;

use smallvec::SmallVec;

use crate::error::Error;
use crate::named::Named;
use crate::op::Args;
use crate::plan::{Place, Plan, Slot};
pub use lanes::vector_bits;
use split::Sharing;

/// Which kernels run a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernels {
    /// The fast ones.
    Fast,
    /// The plain loops that specify each op.
    Reference,
}

/// Memory that kernels use while they run, and how they share their work; it is kept from step to step. What the memory
/// holds at the start is undefined.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Weights in panels.
    pub packed: Vec<f32>,
    /// The same of filters that were transformed.
    pub filters: Vec<f32>,
    /// Inputs with a border of zeros, or columns filled up to a panel.
    pub padded: Vec<f32>,
    pub columns: Vec<f32>,
    /// Partial sums.
    pub sums: Vec<f32>,
    pub sharing: Sharing,
}

/// Memory that outlives plans: the shared regions by name, zero when new.
#[derive(Debug, Default)]
pub struct CpuDevice {
    regions: Vec<Vec<f32>>,
    index: Named<usize>,
}

/// A plan with its own memory, ready to run on one device.
#[derive(Debug)]
pub struct CpuProgram {
    plan: Plan,
    /// Own memory by slot; empty where the slot is a shared region.
    own: Vec<Vec<f32>>,
    /// Region of each shared slot.
    regions: Vec<Option<usize>>,
    scratch: Scratch,
    kernels: Kernels,
    /// Base address of each slot, filled anew in each run; kept so that a step allocates nothing.
    bases: Vec<usize>,
}

impl CpuDevice {
    pub fn new() -> Self {
        Self::default()
    }

    fn region_index(&mut self, name: &str, len: usize) -> Result<usize, Error> {
        if let Some(index) = self.index.get(name) {
            return match self.regions[*index].len() == len {
                true => Ok(*index),
                false => Err(Error::RegionSize(name.to_string())),
            };
        }
        self.regions.push(vec![0.0; len]);
        self.index.insert(name.to_string(), self.regions.len() - 1);
        Ok(self.regions.len() - 1)
    }

    /// A shared region; it exists once a plan that names it was loaded or it was written.
    pub fn region(&self, name: &str) -> Option<&[f32]> {
        self.index.get(name).map(|i| self.regions[*i].as_slice())
    }

    /// Creates or overwrites a whole region.
    pub fn write_region(&mut self, name: &str, values: &[f32]) -> Result<(), Error> {
        let index = self.region_index(name, values.len())?;
        self.regions[index].copy_from_slice(values);
        Ok(())
    }

    /// Makes a plan ready to run.
    pub fn load(&mut self, plan: Plan, kernels: Kernels) -> Result<CpuProgram, Error> {
        self.load_apart(plan, kernels, &[])
    }

    /// The same, with memory of its own for the shared slots in `local`.
    fn load_apart(&mut self, plan: Plan, kernels: Kernels, local: &[usize]) -> Result<CpuProgram, Error> {
        let mut own = Vec::with_capacity(plan.slots.len());
        let mut regions = Vec::with_capacity(plan.slots.len());
        for (index, slot) in plan.slots.iter().enumerate() {
            let (memory, region) = match slot {
                Slot::Shared { len, .. } if local.contains(&index) => (vec![0.0; *len], None),
                Slot::Shared { region, len } => (Vec::new(), Some(self.region_index(region, *len)?)),
                Slot::Const(values) => (values.to_vec(), None),
                Slot::Private(len) => (vec![0.0; *len], None),
            };
            own.push(memory);
            regions.push(region);
        }
        let bases = Vec::with_capacity(own.len());
        Ok(CpuProgram { plan, own, regions, scratch: Scratch::default(), kernels, bases })
    }

    /// Runs every launch once, in order.
    pub fn run(&mut self, program: &mut CpuProgram) {
        self.locate(program);
        program.launch_all();
    }

    /// Tells a program where its slots lie.
    fn locate(&mut self, program: &mut CpuProgram) {
        let CpuProgram { own, regions, bases, .. } = program;
        bases.clear();
        for (own, region) in own.iter_mut().zip(regions.iter()) {
            let memory = match region {
                Some(index) => &mut self.regions[*index],
                None => own,
            };
            bases.push(memory.as_mut_ptr() as usize);
        }
    }

    /// Values of an input or a kept output.
    pub fn read<'a>(&'a self, program: &'a CpuProgram, name: &str) -> Result<&'a [f32], Error> {
        let place = program.plan.find(name)?;
        Ok(&program.memory(self, place.slot)[place.offset..place.offset + place.len])
    }
}

impl CpuProgram {
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// A slot's memory.
    fn memory<'a>(&'a self, device: &'a CpuDevice, slot: usize) -> &'a [f32] {
        match self.regions[slot] {
            Some(index) => &device.regions[index],
            None => &self.own[slot],
        }
    }

    fn memory_mut<'a>(&'a mut self, device: &'a mut CpuDevice, slot: usize) -> &'a mut [f32] {
        match self.regions[slot] {
            Some(index) => &mut device.regions[index],
            None => &mut self.own[slot],
        }
    }

    /// Runs some launches. The caller has just [located](CpuDevice::locate) the program and holds the device mutably.
    fn launch(&mut self, range: std::ops::Range<usize>) {
        let CpuProgram { plan, scratch, kernels, bases, .. } = self;
        for launch in &plan.launches[range] {
            let pointer = |place: &Place| (bases[place.slot] as *mut f32).wrapping_add(place.offset);
            // SAFETY: a place lies within its slot's memory (`Plan::compile` made slots at least as long as what lies
            // in them, `load` and `region_index` made memory as long as the slots). No launch's written places overlap
            // its other ones (`Launch::check`). The program is borrowed mutably for the whole run, and so is the device by
            // the callers; those that run several programs on it see to it that one alone writes to a region (`shards`).
            let mut args = unsafe {
                Args {
                    shapes: &launch.shapes,
                    inputs: launch
                        .inputs
                        .iter()
                        .map(|p| std::slice::from_raw_parts(pointer(p), p.len))
                        .collect::<SmallVec<_>>(),
                    updates: launch
                        .updates
                        .iter()
                        .map(|p| std::slice::from_raw_parts_mut(pointer(p), p.len))
                        .collect::<SmallVec<_>>(),
                    outputs: launch
                        .outputs
                        .iter()
                        .map(|p| std::slice::from_raw_parts_mut(pointer(p), p.len))
                        .collect::<SmallVec<_>>(),
                }
            };
            match kernels {
                Kernels::Fast => launch.op.cpu(&mut args, scratch),
                Kernels::Reference => launch.op.reference(&mut args),
            }
        }
    }

    /// The same with all launches.
    fn launch_all(&mut self) {
        let all = 0..self.plan.launches.len();
        // On a thread of the pool where launches share their work: each would otherwise wake the pool up, and wait for it to
        // wake this thread up.
        #[cfg(not(target_arch = "wasm32"))]
        if self.scratch.sharing.has_cut() {
            return rayon::scope(|_| self.launch(all));
        }
        self.launch(all);
    }

    /// Writes an input.
    pub fn write(&mut self, name: &str, values: &[f32]) -> Result<(), Error> {
        let place = self.plan.find(name)?;
        if place.len != values.len() {
            return Err(Error::Length { name: name.to_string(), want: place.len, got: values.len() });
        }
        self.own[place.slot][place.offset..place.offset + place.len].copy_from_slice(values);
        Ok(())
    }
}

//! What computes: one interface over the CPU executor and the GPU executor.

use tensor::cpu::shards::{shards_of, ShardProgram};
use tensor::cpu::{CpuDevice, CpuProgram, Kernels};
use tensor::{Error, Graph, Plan};

/// In wasm the shaders of a GPU are no part of the program: [`put_shaders`] takes them, before anything is loaded on a GPU.
pub use tensor::gpu::text::{is_here as has_shaders, put as put_shaders};

/// A device with the memory that its programs share.
#[derive(Debug)]
pub enum Device {
    Cpu(CpuDevice),
    #[cfg(feature = "gpu")]
    Gpu(tensor::gpu::GpuDevice),
}

/// A plan loaded on a device.
#[derive(Debug)]
pub enum Program {
    Cpu(CpuProgram),
    /// A training step in shards.
    Shards(ShardProgram),
    #[cfg(feature = "gpu")]
    Gpu(tensor::gpu::GpuProgram),
}

impl Device {
    /// A CPU without memory yet.
    pub fn cpu() -> Self {
        Device::Cpu(CpuDevice::new())
    }

    /// `cpu` or `gpu`.
    pub fn backend(&self) -> &'static str {
        match self {
            Device::Cpu(_) => "cpu",
            #[cfg(feature = "gpu")]
            Device::Gpu(_) => "gpu",
        }
    }

    /// Creates or overwrites a shared region.
    pub fn write_region(&mut self, name: &str, values: &[f32]) -> Result<(), Error> {
        match self {
            Device::Cpu(device) => device.write_region(name, values),
            #[cfg(feature = "gpu")]
            Device::Gpu(device) => device.write_region(name, values),
        }
    }

    /// Values of a shared region.
    pub async fn read_region(&self, name: &str) -> Result<Vec<f32>, Error> {
        match self {
            Device::Cpu(device) => {
                device.region(name).map(<[f32]>::to_vec).ok_or_else(|| Error::NoTensor(name.to_string()))
            }
            #[cfg(feature = "gpu")]
            Device::Gpu(device) => device.read_region(name).await,
        }
    }

    /// Forgets all shared regions.
    pub fn clear(&mut self) {
        match self {
            Device::Cpu(device) => *device = CpuDevice::new(),
            #[cfg(feature = "gpu")]
            Device::Gpu(device) => device.clear(),
        }
    }

    /// Waits until all that was run is done.
    pub async fn done(&self) -> Result<(), Error> {
        match self {
            Device::Cpu(_) => Ok(()),
            #[cfg(feature = "gpu")]
            Device::Gpu(device) => device.done().await,
        }
    }

    /// A plan with what this device gains from fused.
    pub fn compile(&self, graph: Graph) -> Result<Plan, Error> {
        match self {
            Device::Cpu(_) => Plan::compile(graph),
            #[cfg(feature = "gpu")]
            Device::Gpu(device) => device.compile(graph),
        }
    }

    /// Makes a plan ready to run.
    pub async fn load(&mut self, plan: Plan) -> Result<Program, Error> {
        match self {
            Device::Cpu(device) => Ok(Program::Cpu(device.load(plan, Kernels::Fast)?)),
            #[cfg(feature = "gpu")]
            Device::Gpu(device) => Ok(Program::Gpu(device.load(plan).await?)),
        }
    }

    /// Into how many shards a batch is cut: `plan` in [`load_step`](Self::load_step) is of one of them.
    pub fn shards(&self, batch: usize) -> usize {
        match self {
            Device::Cpu(_) => shards_of(batch),
            #[cfg(feature = "gpu")]
            Device::Gpu(_) => 1,
        }
    }

    /// Makes a training step ready to run.
    pub async fn load_step(&mut self, plan: Plan, shards: usize) -> Result<Program, Error> {
        match self {
            Device::Cpu(device) => Ok(Program::Shards(device.load_shards(plan, shards, 0..shards)?)),
            #[cfg(feature = "gpu")]
            Device::Gpu(_) => self.load(plan).await,
        }
    }

    /// Writes an input of a program.
    pub fn write(&mut self, program: &mut Program, name: &str, values: &[f32]) -> Result<(), Error> {
        match (self, program) {
            (Device::Cpu(_), Program::Cpu(program)) => program.write(name, values),
            (Device::Cpu(_), Program::Shards(program)) => program.write(name, values),
            #[cfg(feature = "gpu")]
            (Device::Gpu(_), Program::Gpu(program)) => program.write(name, values),
            #[cfg(feature = "gpu")]
            _ => Err(mixed()),
        }
    }

    /// Runs a program once. On a GPU this returns before the work is done.
    pub fn run(&mut self, program: &mut Program) -> Result<(), Error> {
        match (self, program) {
            (Device::Cpu(device), Program::Cpu(program)) => {
                device.run(program);
                Ok(())
            }
            (Device::Cpu(device), Program::Shards(program)) => {
                program.run(device);
                Ok(())
            }
            #[cfg(feature = "gpu")]
            (Device::Gpu(device), Program::Gpu(program)) => device.run(program),
            #[cfg(feature = "gpu")]
            _ => Err(mixed()),
        }
    }

    /// Values of an input or a kept output after the runs so far.
    pub async fn read(&self, program: &Program, name: &str) -> Result<Vec<f32>, Error> {
        match (self, program) {
            (Device::Cpu(device), Program::Cpu(program)) => device.read(program, name).map(<[f32]>::to_vec),
            // What a step gives lies in regions.
            (_, Program::Shards(_)) => Err(Error::NoTensor(name.to_string())),
            #[cfg(feature = "gpu")]
            (Device::Gpu(device), Program::Gpu(program)) => device.read(program, name).await,
            #[cfg(feature = "gpu")]
            _ => Err(mixed()),
        }
    }
}

#[cfg(feature = "gpu")]
fn mixed() -> Error {
    Error::Gpu("a program of one device was given to another".into())
}

/// Waits for a future natively, where nothing else would drive it: it is polled until it is done.
#[cfg(not(target_arch = "wasm32"))]
pub fn block_on<T>(future: impl std::future::Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        std::thread::yield_now();
    }
}

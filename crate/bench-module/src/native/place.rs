//! Where is measured.

use std::cell::RefCell;
use std::time::Instant;

use tensor::gpu::{GpuDevice, GpuOptions};
use train::device::{block_on, Device};

use super::Outcome;

/// What computes.
#[derive(Debug)]
pub enum Place {
    /// The processor, with as many threads as rayon was given.
    Cpu,
    /// A graphics card: its name, and what is known of its tiles since they were measured.
    Gpu { name: String, tiles: RefCell<String> },
}

fn now() -> f64 {
    thread_local!(static START: Instant = Instant::now());
    START.with(|start| start.elapsed().as_secs_f64() * 1e3)
}

impl Place {
    /// `gpu`, or a number of threads.
    ///
    /// # Errors
    /// Neither of both, or there is no GPU.
    pub fn named(name: &str) -> Outcome<Self> {
        if name == "gpu" {
            let device = block_on(GpuDevice::request(GpuOptions::default()))?;
            let software = if device.info().software { " (software)" } else { "" };
            let name = format!("{}{software}, {}", device.info().name, device.info().backend);
            return Ok(Place::Gpu { name, tiles: RefCell::default() });
        }
        rayon::ThreadPoolBuilder::new().num_threads(name.parse()?).build_global()?;
        Ok(Place::Cpu)
    }

    pub fn is_gpu(&self) -> bool {
        matches!(self, Place::Gpu { .. })
    }

    /// A device that has done nothing yet, with the tiles that suit it.
    ///
    /// # Errors
    /// The GPU is gone.
    pub fn device(&self) -> Outcome<Device> {
        let Place::Gpu { tiles, .. } = self else { return Ok(Device::cpu()) };
        let mut device = block_on(GpuDevice::request(GpuOptions::default()))?;
        let known = tiles.borrow().clone();
        *tiles.borrow_mut() = block_on(device.tune(&known, now))?;
        Ok(Device::Gpu(device))
    }

    /// What the report says of it.
    pub fn about(&self) -> String {
        let Place::Gpu { name, tiles } = self else {
            return format!("vectors of {} bits", tensor::cpu::vector_bits());
        };
        let tiles = tiles.borrow();
        // What is kept begins with a version, rows and columns of a register tile, and the depth of what is staged.
        let words: Vec<&str> = tiles.split(' ').take(4).collect();
        match words[..] {
            [_, rows, columns, "0"] => format!("{name}, tiles {rows} × {columns}"),
            [_, rows, columns, stage] => format!("{name}, tiles {rows} × {columns}, staged by {stage}"),
            _ => name.clone(),
        }
    }
}

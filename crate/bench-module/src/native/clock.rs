//! Time in the way that `web/clock.js` takes it in a page.

use std::time::Instant;

use tensor::Error;
use train::device::{block_on, Device};

/// Seconds that a sample takes at least, so that the clock's grain does not matter.
const SAMPLE: f64 = 0.05;
/// Samples of a row at most.
const SAMPLES: usize = 12;

/// What is timed.
pub trait Timed {
    /// Begins a computation; on the CPU, does it.
    ///
    /// # Errors
    /// The device has failed.
    fn start(&mut self) -> Result<(), Error>;

    /// What it computes on.
    fn device(&self) -> &Device;

    /// Waits until all that were begun are done.
    ///
    /// # Errors
    /// The device has failed.
    fn wait(&self) -> Result<(), Error> {
        block_on(self.device().done())
    }
}

fn timed(thing: &mut impl Timed, calls: usize) -> Result<f64, Error> {
    let start = Instant::now();
    for _ in 0..calls {
        thing.start()?;
    }
    thing.wait()?;
    Ok(start.elapsed().as_secs_f64() / calls as f64)
}

/// Seconds of a call in each sample, of what has been started before; no further sample begins after `budget` seconds.
///
/// # Errors
/// The device has failed.
pub fn clock(budget: f64, thing: &mut impl Timed) -> Result<Vec<f64>, Error> {
    let warm = timed(thing, 1)?.max(1e-7);
    let calls = (SAMPLE / warm).ceil() as usize;
    let start = Instant::now();
    let mut samples = Vec::new();
    while samples.is_empty() || (samples.len() < SAMPLES && start.elapsed().as_secs_f64() < budget) {
        samples.push(timed(thing, calls)?);
    }
    Ok(samples)
}

//! Time in the way that `web/clock.js` takes it in a page.

use std::time::Instant;

use super::Outcome;

/// Seconds that a sample takes at least, so that the clock's grain does not matter.
const SAMPLE: f64 = 0.05;
/// Samples of a row at most.
const SAMPLES: usize = 12;

/// What is timed: `start` begins a computation, `wait` is back when all that were begun are done (at once on the CPU, where
/// `start` has done the work).
pub trait Timed {
    /// # Errors
    /// The device has failed.
    fn start(&mut self) -> Outcome<()>;
    /// # Errors
    /// The device has failed.
    fn wait(&self) -> Outcome<()>;
}

fn timed(thing: &mut impl Timed, calls: usize) -> Outcome<f64> {
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
pub fn clock(budget: f64, thing: &mut impl Timed) -> Outcome<Vec<f64>> {
    let warm = timed(thing, 1)?.max(1e-7);
    let calls = (SAMPLE / warm).ceil() as usize;
    let start = Instant::now();
    let mut samples = Vec::new();
    while samples.is_empty() || (samples.len() < SAMPLES && start.elapsed().as_secs_f64() < budget) {
        samples.push(timed(thing, calls)?);
    }
    Ok(samples)
}

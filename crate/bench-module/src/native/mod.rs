//! This engine measured natively: on the processor, and on a graphics card through Vulkan.

mod clock;
pub mod export;
mod fma;
mod limit;
#[cfg(target_arch = "x86_64")]
pub mod peak;
mod place;

use std::fs;
use std::path::Path;
use std::time::Instant;

use nn::Weights;
use serde_json::{json, Value};
use tensor::gpu::Calls;
use tensor::random::unit;
use tensor::Error;
use train::device::{block_on, Device};

use clock::{clock, Timed};
pub use place::Place;

use crate::shapes::{Convolution, Scope, COMPARED_STEPS};
use crate::steps::Steps;
use crate::work::{self, Direction, Work};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Share of the largest value by which a GPU's value may be off: sums of some thousand terms in another order.
const TOLERANCE: f32 = 1e-4;

impl Timed for Work {
    fn start(&mut self) -> Result<(), Error> {
        self.run()
    }

    fn device(&self) -> &Device {
        self.device()
    }
}

impl Timed for Steps {
    fn start(&mut self) -> Result<(), Error> {
        self.run()
    }

    fn device(&self) -> &Device {
        self.device()
    }
}

fn floats(folder: &Path, file: &str) -> Outcome<Vec<f32>> {
    let bytes = fs::read(folder.join(file))?;
    Ok(bytes.chunks_exact(4).map(|word| f32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect())
}

/// Random numbers from -1 to 1. Not zeros nor what a product makes tiny: those would be slower or faster than others. Nor what
/// repeats itself: its sums grow far above what is added to them, and rounding with them.
fn fill(work: &mut Work, inputs: &[(&str, usize)]) -> Outcome<()> {
    for (seed, (name, length)) in (1..).zip(inputs) {
        let values: Vec<f32> = (0..*length as u32).map(|i| unit(seed, i) * 2.0 - 1.0).collect();
        work.write(name, &values)?;
    }
    Ok(())
}

/// Measures the rows of a part whose names hold `rows`, with so many seconds a row, and prints each; `folder` is what
/// [`export::export`] wrote.
///
/// # Errors
/// The folder is not complete, there is no such part, the device fails, or it computes what the processor does not.
pub fn time(folder: &Path, place: Place, part: &str, budget: f64, rows: &str) -> Outcome<()> {
    let work: Value = serde_json::from_slice(&fs::read(folder.join("work.json"))?)?;
    let scope = work["scope"].as_str().and_then(Scope::named).ok_or("work.json tells of no scope")?;
    let bench = Bench { folder, place, scope, budget, rows };
    match part {
        "matmul" => bench.products(),
        "convolution" => bench.convolutions(),
        "step" => scope.widths.iter().try_for_each(|width| bench.training(*width)),
        "forward" => scope.widths.iter().try_for_each(|width| bench.forward(*width)),
        "limit" => bench.limits(),
        _ => Err(format!("there is no part {part}").into()),
    }
}

/// What is measured where and how long.
struct Bench<'a> {
    folder: &'a Path,
    place: Place,
    scope: Scope,
    budget: f64,
    rows: &'a str,
}

impl Bench<'_> {
    /// A line of JSON: the row and what `more` tells of it.
    fn print(&self, row: &str, first: f64, samples: Vec<f64>, more: Value) {
        let mut line = json!({ "row": row, "first": first, "samples": samples, "about": self.place.about() });
        if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
            line.extend(more);
        }
        println!("{line}");
    }

    /// Measures work, once it has computed on a GPU what the processor computes.
    fn single(&self, row: &str, inputs: &[(&str, usize)], make: impl Fn(&Place) -> Outcome<Work>) -> Outcome<()> {
        if !row.contains(self.rows) {
            return Ok(());
        }
        let begun = Instant::now();
        let mut work = make(&self.place)?;
        fill(&mut work, inputs)?;
        work.start()?;
        work.wait()?;
        let first = begun.elapsed().as_secs_f64();
        if self.place.is_gpu() {
            let mut right = make(&Place::Cpu)?;
            fill(&mut right, inputs)?;
            right.run()?;
            agree(row, &block_on(right.output())?, &block_on(work.output())?)?;
        }
        self.print(row, first, clock(self.budget, &mut work)?, Value::Null);
        Ok(())
    }

    fn products(&self) -> Outcome<()> {
        for n in self.scope.matrices.iter().copied() {
            let make = |place: &Place| Ok(block_on(Work::matmul(place.device()?, n))?);
            self.single(&format!("n = {n}"), &[("a", n * n), ("b", n * n)], make)?;
        }
        Ok(())
    }

    fn convolutions(&self) -> Outcome<()> {
        for (index, c) in self.scope.convolutions().into_iter().enumerate() {
            for (direction, name) in [
                (Direction::Forward, "forward"),
                (Direction::Data, "data gradient"),
                (Direction::Filter, "filter gradient"),
            ] {
                let make = |place: &Place| Ok(block_on(Work::convolution(place.device()?, c, direction))?);
                self.single(&format!("{index} {name}"), &inputs(&c, direction), make)?;
            }
        }
        Ok(())
    }

    /// The weights that all engines start from.
    fn weights(&self, width: usize) -> Outcome<Weights> {
        Ok(work::weights(width, &floats(self.folder, &format!("w{width}.f32"))?)?)
    }

    fn training(&self, width: usize) -> Outcome<()> {
        let (pixels, labels) = (fs::read(self.folder.join("pixels.u8"))?, floats(self.folder, "labels.f32")?);
        let weights = self.weights(width)?;
        let row = |batch: &usize| format!("w = {width}, batch {batch}");
        for batch in self.scope.batches.iter().filter(|batch| row(batch).contains(self.rows)) {
            let device = self.place.device()?;
            let begun = Instant::now();
            let mut steps = block_on(Steps::new(device, width, *batch, &pixels, &labels, &weights))?;
            steps.start()?;
            steps.wait()?;
            let first = begun.elapsed().as_secs_f64();
            for _ in 1..COMPARED_STEPS {
                steps.start()?;
            }
            let losses = block_on(steps.losses())?;
            let samples = clock(self.budget, &mut steps)?;
            let mut more = json!({ "losses": losses });
            if self.place.is_gpu() {
                more["launches"] = steps.launches().into();
                more["counts"] = counts(&mut steps)?;
            }
            self.print(&row(batch), first, samples, more);
        }
        Ok(())
    }

    fn forward(&self, width: usize) -> Outcome<()> {
        let weights = self.weights(width)?;
        for batch in self.scope.forward_batches {
            let make = |place: &Place| Ok(block_on(Work::forward(place.device()?, width, *batch, &weights))?);
            self.single(&format!("w = {width}, batch {batch}"), &[("picture", batch * vision::SIDE_BYTES)], make)?;
        }
        Ok(())
    }
}

/// Calls of the GPU for a step.
fn counts(steps: &mut Steps) -> Outcome<Value> {
    let calls = |steps: &Steps| match steps.device() {
        Device::Gpu(device) => device.calls(),
        Device::Cpu(_) => Calls::default(),
    };
    let before = calls(steps);
    steps.start()?;
    steps.wait()?;
    let after = calls(steps);
    Ok(json!({
        "submits": after.submits - before.submits,
        "bindGroups": after.bind_groups - before.bind_groups,
        "buffers": after.buffers - before.buffers,
        "written": after.bytes - before.bytes,
        "read": 0,
    }))
}

/// Lengths of what a convolution, or a gradient of it, is given.
fn inputs(c: &Convolution, direction: Direction) -> [(&'static str, usize); 2] {
    let x = c.batch * c.side * c.side * c.c_in;
    let w = c.kernel * c.kernel * c.c_in * c.c_out;
    let y = c.batch * c.out() * c.out() * c.c_out;
    let (a, b) = match direction {
        Direction::Forward => (x, w),
        Direction::Data => (y, w),
        Direction::Filter => (x, y),
    };
    [("a", a), ("b", b)]
}

/// Whether two results are the same but for rounding.
fn agree(row: &str, right: &[f32], got: &[f32]) -> Outcome<()> {
    let most = right.iter().fold(0.0f32, |most, value| most.max(value.abs())) * TOLERANCE;
    if right.len() != got.len() {
        return Err(format!("{row}: {} values instead of {}", got.len(), right.len()).into());
    }
    // Not `>`: what is no number must not pass.
    let fits = |(want, got): &(&f32, &f32)| (*want - *got).abs() <= most;
    match right.iter().zip(got).find(|pair| !fits(pair)) {
        None => Ok(()),
        Some((want, got)) => Err(format!("{row}: wrong result: {got} instead of {want}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_that_is_wrong_or_no_number_is_refused() {
        let right = [1.0, -2.0, 0.5];
        assert!(agree("", &right, &[1.0, -2.0001, 0.5]).is_ok());
        for wrong in [&[1.0, -2.0, 0.501][..], &[1.0, f32::NAN, 0.5], &[1.0, -2.0], &[]] {
            assert!(agree("", &right, wrong).is_err(), "{wrong:?}");
        }
    }
}

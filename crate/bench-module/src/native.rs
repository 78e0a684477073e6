//! This engine measured natively, in the way that `web/clock.js` measures in a page.

use std::fs;
use std::path::Path;
use std::time::Instant;

use nn::Weights;
use serde_json::json;
use train::device::{block_on, Device};

use crate::shapes::{convolutions, BATCHES, COMPARED_STEPS, FORWARD_BATCHES, MATRICES, WIDTHS};
use crate::steps::Steps;
use crate::work::{model, Direction, Work};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Seconds that a sample takes at least, so that the clock's grain does not matter.
const SAMPLE: f64 = 0.05;
/// Samples of a row at most.
const SAMPLES: usize = 12;

/// Seconds of the first call, and of a call in each sample.
type Times = (f64, Vec<f64>);

/// Begins no further sample after `budget` seconds. (What is timed cannot fail: it is on the CPU, with inputs that fit.)
fn clock(budget: f64, mut call: impl FnMut()) -> Times {
    let mut timed = |calls: usize| {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        start.elapsed().as_secs_f64() / calls as f64
    };
    let first = timed(1);
    let warm = timed(1).max(1e-7);
    let calls = (SAMPLE / warm).ceil() as usize;
    let start = Instant::now();
    let mut samples = Vec::new();
    while samples.is_empty() || (samples.len() < SAMPLES && start.elapsed().as_secs_f64() < budget) {
        samples.push(timed(calls));
    }
    (first, samples)
}

fn floats(folder: &Path, file: &str) -> Outcome<Vec<f32>> {
    let bytes = fs::read(folder.join(file))?;
    Ok(bytes.chunks_exact(4).map(|word| f32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect())
}

/// Neither zeros nor numbers that a product makes tiny: those would be slower or faster than others.
fn fill(work: &mut Work, inputs: &[(&str, usize)]) -> Outcome<()> {
    for (name, length) in inputs {
        let values: Vec<f32> = (0..*length).map(|i| (i * 7919 % 1000) as f32 / 500.0 - 1.0).collect();
        work.write(name, &values)?;
    }
    Ok(())
}

fn print(row: &str, (first, samples): Times, losses: Option<Vec<f32>>) {
    println!("{}", json!({ "row": row, "first": first, "samples": samples, "losses": losses }));
}

/// Measures the rows of a part with so many threads and seconds a row; `folder` is what [`crate::export::export`] wrote.
///
/// # Errors
/// The folder is not complete, or there is no such part.
pub fn time(folder: &Path, threads: usize, part: &str, budget: f64) -> Outcome<()> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    match part {
        "matmul" => products(budget),
        "convolution" => single_convolutions(budget),
        "step" => WIDTHS.into_iter().try_for_each(|width| training(folder, width, budget)),
        "forward" => WIDTHS.into_iter().try_for_each(|width| forward(folder, width, budget)),
        _ => Err(format!("there is no part {part}").into()),
    }
}

fn products(budget: f64) -> Outcome<()> {
    for n in MATRICES {
        let mut work = block_on(Work::matmul(Device::cpu(), n))?;
        fill(&mut work, &[("a", n * n), ("b", n * n)])?;
        print(&format!("n = {n}"), clock(budget, || drop(work.run())), None);
    }
    Ok(())
}

fn single_convolutions(budget: f64) -> Outcome<()> {
    for (index, c) in convolutions(WIDTHS[0], BATCHES[0]).into_iter().enumerate() {
        let x = c.batch * c.side * c.side * c.c_in;
        let w = c.kernel * c.kernel * c.c_in * c.c_out;
        let y = c.batch * c.out() * c.out() * c.c_out;
        for (direction, name, a, b) in [
            (Direction::Forward, "forward", x, w),
            (Direction::Data, "data gradient", y, w),
            (Direction::Filter, "filter gradient", x, y),
        ] {
            let mut work = block_on(Work::convolution(Device::cpu(), c, direction))?;
            fill(&mut work, &[("a", a), ("b", b)])?;
            print(&format!("{index} {name}"), clock(budget, || drop(work.run())), None);
        }
    }
    Ok(())
}

/// The weights that all engines start from.
fn weights(folder: &Path, width: usize) -> Outcome<Weights> {
    let values = floats(folder, &format!("w{width}.f32"))?;
    let (parameters, statistics) = values.split_at(model(width)?.parameter_arena().len().min(values.len()));
    Ok(Weights { parameters: parameters.to_vec(), statistics: statistics.to_vec() })
}

fn training(folder: &Path, width: usize, budget: f64) -> Outcome<()> {
    let (pixels, labels) = (fs::read(folder.join("pixels.u8"))?, floats(folder, "labels.f32")?);
    let weights = weights(folder, width)?;
    for batch in BATCHES {
        let begun = Instant::now();
        let mut steps = block_on(Steps::new(Device::cpu(), width, batch, &pixels, &labels, &weights))?;
        steps.run()?;
        let first = begun.elapsed().as_secs_f64();
        for _ in 1..COMPARED_STEPS {
            steps.run()?;
        }
        let losses = block_on(steps.losses())?;
        let (_, samples) = clock(budget, || drop(steps.run()));
        print(&format!("w = {width}, batch {batch}"), (first, samples), Some(losses));
    }
    Ok(())
}

fn forward(folder: &Path, width: usize, budget: f64) -> Outcome<()> {
    let weights = weights(folder, width)?;
    for batch in FORWARD_BATCHES {
        let mut work = block_on(Work::forward(Device::cpu(), width, batch, &weights))?;
        fill(&mut work, &[("picture", batch * vision::SIDE_BYTES)])?;
        print(&format!("w = {width}, batch {batch}"), clock(budget, || drop(work.run())), None);
    }
    Ok(())
}

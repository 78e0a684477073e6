//! What training changed in a network, in as few bytes as its predictions allow.
//!
//! [`equivalent`] leaves out what no prediction depends on, [`frequency`] gathers what is alike in neighbouring
//! weights, [`step`] says how finely each tensor is written, and [`level`] codes the whole numbers that come out, with
//! [`coder`]. [`pack`] looks for the finest steps that fit. Described, with measurements, in `docs/share.md`.

mod coder;
mod equivalent;
mod frequency;
mod level;
mod step;

use nn::{Model, Weights};
use train::protocol::Change;

use coder::{Coder, Decoder, Encoder};
use level::Levels;
use step::{Kind, Tensor, FINENESSES};

/// What became of a change of weights.
#[derive(Clone, Debug, PartialEq)]
pub enum Made {
    /// It fits.
    Packed {
        bytes: Vec<u8>,
        /// Exactly what [`unpack`] gives for these bytes: the change as whoever opens the link will have it.
        change: Change,
    },
    /// Even as coarse as still makes sense it takes this many bytes.
    TooLong { bytes: usize },
}

/// Bytes that are no change of this model: cut off, of another model, or changed on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no change of this network's weights")]
pub struct Broken;

/// Packs what training changed into at most `most_bytes`, as fine as that allows. `start` and `trained` are of `model`;
/// values that are not finite, as after a run that diverged, count as not changed.
///
/// The network that `change` makes of `start` predicts as `trained` does, but not all of its values are near those of
/// `trained`: the running statistics of batch norms stay as they were, and their weights and biases make up for it.
pub fn pack(model: &Model, start: &Weights, trained: &Weights, most_bytes: usize) -> Made {
    let tensors = step::tensors(model);
    let mut change = equivalent::change(model, start, trained);
    for tensor in &tensors {
        if tensor.kind == Kind::Window {
            frequency::forward(part(&mut change, tensor));
        }
    }
    let mut best = write(&tensors, &mut change, 0);
    if best.0.len() > most_bytes {
        return Made::TooLong { bytes: best.0.len() };
    }
    let (mut fits, mut too_long) = (0, FINENESSES);
    while fits + 1 < too_long {
        let middle = (fits + too_long) / 2;
        let tried = write(&tensors, &mut change, middle);
        if tried.0.len() <= most_bytes {
            (fits, best) = (middle, tried);
        } else {
            too_long = middle;
        }
    }
    let (bytes, levels) = best;
    Made::Packed { bytes, change: values(model, &tensors, &levels, fits) }
}

/// Reads what [`pack`] made for the same model. Any bytes are safe: the time is linear in the model's size, values are
/// finite, and bytes that are missing or left over are found.
pub fn unpack(model: &Model, bytes: &[u8]) -> Result<Change, Broken> {
    let tensors = step::tensors(model);
    let mut decoder = Decoder::new(bytes);
    let fineness = decoder.bits(7, 0);
    if fineness >= FINENESSES {
        return Err(Broken);
    }
    let mut levels = Levels::new();
    let mut all = Vec::with_capacity(tensors.len());
    for tensor in &tensors {
        if decoder.is_over() {
            return Err(Broken);
        }
        let mut read = vec![0; tensor.len()];
        levels.code(&mut decoder, tensor, &mut read);
        all.push(read);
    }
    match decoder.is_done() {
        true => Ok(values(model, &tensors, &all, fineness)),
        false => Err(Broken),
    }
}

/// A tensor's values.
fn part<'a>(change: &'a mut Change, tensor: &Tensor) -> &'a mut [f32] {
    let all = if tensor.statistic { &mut change.statistics } else { &mut change.parameters };
    &mut all[tensor.offset..tensor.offset + tensor.len()]
}

/// A tensor's steps, for each of its parts of equal length: one, or one for each frequency.
fn steps(tensor: &Tensor, fineness: u32) -> Vec<f32> {
    let step = step::base(fineness) * tensor.coarseness;
    match tensor.kind {
        Kind::Window => frequency::COARSENESS.iter().map(|coarseness| step * coarseness).collect(),
        _ => vec![step],
    }
}

/// The bytes of a change (windows as frequencies) at a fineness, and the levels in them.
fn write(tensors: &[Tensor], change: &mut Change, fineness: u32) -> (Vec<u8>, Vec<Vec<i32>>) {
    let mut encoder = Encoder::new();
    encoder.bits(7, fineness);
    let mut levels = Levels::new();
    let mut all = Vec::with_capacity(tensors.len());
    for tensor in tensors {
        let steps = steps(tensor, fineness);
        let size = tensor.len() / steps.len();
        let zone = if matches!(tensor.kind, Kind::Window | Kind::Plain) { 0.36 } else { 0.5 };
        let values = part(change, tensor);
        let mut written = Vec::with_capacity(values.len());
        for (values, step) in values.chunks(size.max(1)).zip(steps) {
            written.extend(values.iter().map(|value| {
                let size = value.abs() / step;
                // Cut where it is too large: a number as a float, then as a whole one, saturates.
                let level = (size + if size < 1.0 { zone } else { 0.45 }) as i32;
                if *value < 0.0 {
                    -level
                } else {
                    level
                }
            }));
        }
        levels.code(&mut encoder, tensor, &mut written);
        all.push(written);
    }
    (encoder.finish(), all)
}

/// What levels stand for. Multiplications and sums of f32 in one order, so the same bits everywhere.
fn values(model: &Model, tensors: &[Tensor], levels: &[Vec<i32>], fineness: u32) -> Change {
    let mut change = Change {
        parameters: vec![0.0; model.parameter_arena().len()],
        statistics: vec![0.0; model.statistic_arena().len()],
    };
    for (tensor, levels) in tensors.iter().zip(levels) {
        let steps = steps(tensor, fineness);
        let size = tensor.len() / steps.len();
        let values = part(&mut change, tensor);
        for ((values, levels), step) in values.chunks_mut(size.max(1)).zip(levels.chunks(size.max(1))).zip(steps) {
            for (value, level) in values.iter_mut().zip(levels) {
                *value = *level as f32 * step;
            }
        }
        if tensor.kind == Kind::Window {
            frequency::backward(values);
        }
    }
    change
}

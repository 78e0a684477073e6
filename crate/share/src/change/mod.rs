//! What training changed in a network, in as few bytes as its predictions allow.
//!
//! Each tensor's change is written as whole numbers times a step ([`quantise`]), the numbers with adaptive arithmetic
//! coding ([`coder`]); [`pack`] looks for the finest steps that fit. Described, with measurements, in `docs/share.md`.

mod coder;
mod quantise;

use nn::{Model, Weights};
use train::protocol::Change;

use coder::{Decoder, Encoder};

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
pub fn pack(model: &Model, start: &Weights, trained: &Weights, most_bytes: usize) -> Made {
    let made = |fineness: u32| {
        let mut encoder = Encoder::new();
        let change = quantise::write(&mut encoder, model, start, trained, fineness);
        (encoder.finish(), change)
    };
    let mut best = made(0);
    if best.0.len() > most_bytes {
        return Made::TooLong { bytes: best.0.len() };
    }
    let (mut fits, mut too_long) = (0, quantise::FINEST + 1);
    while fits + 1 < too_long {
        let middle = (fits + too_long) / 2;
        let tried = made(middle);
        if tried.0.len() <= most_bytes {
            (fits, best) = (middle, tried);
        } else {
            too_long = middle;
        }
    }
    Made::Packed { bytes: best.0, change: best.1 }
}

/// Reads what [`pack`] made for the same model. Any bytes are safe: the time is linear in the model's size, values are
/// finite, and bytes that are missing or left over are found.
pub fn unpack(model: &Model, bytes: &[u8]) -> Result<Change, Broken> {
    let mut decoder = Decoder::new(bytes);
    let change = quantise::read(&mut decoder, model)?;
    match decoder.is_done() {
        true => Ok(change),
        false => Err(Broken),
    }
}

//! The pictures that networks read: where they come from, and how their bytes become numbers.
//!
//! Runs natively and in wasm alike and gives the same bits on both: own random numbers, no transcendental functions.
//!
//! - [`normalise`](fn@normalise) turns bytes into `f32` with the statistics of the pretraining pictures.
//! - [`Draw`] says how one picture is shifted and flipped in one epoch.
//! - [`Manifest`] describes a dataset pack, [`decode_sheet`] opens one of its chunks.
//! - [`Random`] is the counter-based generator behind every random choice of a run.

mod augment;
mod normalise;
mod pack;
mod random;
mod sheet;
mod sheet_png;

pub use augment::{epoch_draws, pack_words, Draw, MAX_SHIFT};
pub use normalise::{normalise, Statistics, CIFAR10};
pub use pack::{Chunk, Class, Manifest, PackError, Source, Split, FORMAT};
pub use random::{permutation, shuffle, Random, Stream};
pub use sheet::{decode_sheet, sha256_hex, sheet_size};
pub use sheet_png::SheetError;

/// Width and height, in pixels, of the pictures that the networks read.
pub const SIDE: usize = 32;

/// Bytes of one such picture: 32 rows of 32 pixels of red, green, blue.
pub const SIDE_BYTES: usize = SIDE * SIDE * 3;

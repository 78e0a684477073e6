//! Pictures, from the bytes of a file to the numbers that a network reads.
//!
//! Runs natively and in wasm alike and gives the same bits on both: own random numbers, own
//! resize, no transcendental functions.
//!
//! - [`decode`](fn@decode) turns a file that anybody may have made into a [`Picture`], in bounded memory.
//! - [`centre_square_resize`] makes it as small as the network wants it.
//! - [`normalise`](fn@normalise) turns bytes into `f32` with the statistics of the pretraining pictures.
//! - [`Draw`] says how one picture is shifted and flipped in one epoch.
//! - [`Manifest`] describes a dataset pack, [`decode_sheet`] opens one of its chunks.
//! - [`Random`] is the counter-based generator behind every random choice of a run.

mod augment;
mod decode;
mod normalise;
mod pack;
mod picture;
mod random;
mod resize;
mod sheet;

pub use augment::{epoch_draws, pack_words, Draw, MAX_SHIFT};
pub use decode::{decode, Limits, PictureError};
pub use normalise::{normalise, Statistics, CIFAR10};
pub use pack::{Chunk, Class, Manifest, PackError, Source, Split, FORMAT};
pub use picture::{Picture, SIDE, SIDE_BYTES};
pub use random::{permutation, shuffle, Random, Stream};
pub use resize::centre_square_resize;
pub use sheet::{decode_sheet, sha256_hex, sheet_size};

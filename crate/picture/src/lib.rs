//! Picture files of the student's own, from bytes to a few pixels: PNG, JPEG and WebP.
//!
//! - [`decode`](fn@decode) turns a file that anybody may have made into a [`Picture`], in bounded memory.
//! - [`centre_square_resize`] makes it as small as the network wants it.
//! - [`door`] is what this crate exports as a wasm module of its own.
//!
//! A module of its own, and not a part of the program that trains, for three reasons: nobody waits for decoders who
//! gives no picture (they are a quarter of the program's size); a module is made anew for every picture, so that the
//! memory of a large one goes back to the browser; and a decoder that breaks ends itself alone, not the run.

mod decode;
pub mod door;
mod picture;
mod resize;

pub use decode::{decode, Limits, PictureError};
pub use picture::Picture;
pub use resize::centre_square_resize;

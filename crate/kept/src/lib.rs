//! What is kept of a student's work on the device. Where it is kept is the page's business (`web/src/service/vault.rs`);
//! here is what stands under which key, how it is written, what is accepted on the way back, and all of it as one file.
//!
//! | key | value |
//! |---|---|
//! | `lesson.ID` | progress in a lesson, as text of the page's own |
//! | `run.N` | a [`Note`]: settings and curves of a run |
//! | `state.N` | [`train::protocol::Kept`]: weights and everything else that it goes on with |
//! | `picture.N` | 32 × 32 × 3 bytes of red, green, blue |
//!
//! `N` is the time at which it began, in milliseconds since 1970, so that keys are in the order of time.

pub mod archive;
mod key;
mod note;
mod packed;
pub mod progress;
mod refusal;
mod version;

pub use key::{Kind, LESSON_VERSION, PICTURE_BYTES};
pub use note::{End, Note};
pub use packed::{pack_state, unpack_state, Unreadable, VERSION};
pub use refusal::Refusal;

/// A key and what is kept under it.
pub type Entry = (String, Vec<u8>);

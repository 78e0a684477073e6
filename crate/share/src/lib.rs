//! What a link holds of an experiment, and how it is written and safely read.

pub mod change;
mod message;
mod record;
mod shared;

pub use message::{Answer, Links, Make, Request, Sheet};
pub use record::{Packed, Point, Prediction, Record, Result, Validation};
pub use shared::{Part, Place, Refusal, Shared, Teaching};

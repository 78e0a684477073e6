//! What a link holds of an experiment, and how it is written and safely read.

mod message;
mod receipt;
mod record;
mod shared;

pub use message::{Answer, Links, Make, Request, Sheet};
pub use receipt::{compare, hash_start, Here, Receipt, Why};
pub use record::{Packed, Point, Prediction, Record, Result, Validation};
pub use shared::{Part, Place, Refusal, Shared, Teaching};

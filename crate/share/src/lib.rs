//! What a link holds of an experiment, and how it is written and safely read.
//!
//! A link's fragment is `s`, a version, a dot and a body in base64url ([`fragment`]). Each version has a module that is
//! frozen once links of it are about ([`v1`]). [`open`] reads any of them with nothing trusted, [`make`] makes links of a
//! run, [`draw`] draws one as a QR code, and [`answer`] does what the page asks of `share.wasm`.

mod answer;
mod byte;
pub mod change;
mod code;
pub mod fragment;
mod make;
mod message;
mod open;
mod receipt;
mod record;
mod shared;
mod thin;
mod v1;

pub use answer::answer;
pub use code::draw;
pub use make::{make, MOST_HEAD, MOST_LINK};
pub use message::{Answer, Links, Make, Request, Sheet};
pub use open::{open, write, MOST_TOLD, MOST_VALUES};
pub use receipt::{compare, hash_start, Here, Receipt, Why};
pub use record::{Packed, Point, Prediction, Record, Result, Validation};
pub use shared::{Part, Place, Refusal, Shared, Teaching};

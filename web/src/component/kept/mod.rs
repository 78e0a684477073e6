//! What is kept on the device: the offer to go on with a run that was cut off, and everything there is, with what can be
//! done to it.

mod banner;
mod health;
mod line;
mod own;
mod runs;
mod section;

pub use banner::{interrupted_notice, use_interrupted};
pub use health::health_notice;
pub use own::{earlier_pictures, use_earlier_pictures};
pub use section::KeptWork;

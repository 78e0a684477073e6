//! What pages are put together from.

mod all_pictures;
mod curves;
mod device_line;
mod field;
mod frame;
mod icon;
mod inside;
mod kept;
mod modal;
mod offline;
mod own;
mod predictions;
mod problem;
pub mod setting;
mod share;
mod shared_card;
mod shortcuts;
mod transport;
mod wait;
pub mod words;

pub use curves::{curves, error_curve};
pub use device_line::device_line;
pub use frame::{frame, Framed, Link};
pub use icon::Icon;
pub use inside::Inside;
pub use kept::{health_notice, interrupted_notice, use_interrupted, KeptWork};
pub use offline::{offline_line, update_line};
pub use own::Own;
pub use predictions::{decided_cells, Predictions};
pub use problem::problems;
pub use setting::Settings;
pub use share::Share;
pub use shared_card::SharedCard;
pub use shortcuts::shortcuts;
pub use transport::{play_button, transport};
pub use wait::{run_progress, wait};

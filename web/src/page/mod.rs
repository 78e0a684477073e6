//! The pages.

mod bench;
mod home;
mod lab;
mod lesson;
mod lessons;
mod unknown;

pub use bench::Bench;
pub use home::Home;
pub use lab::Lab;
pub use lesson::Lesson;
pub use lessons::{lessons, Path};
pub use unknown::unknown;

//! The pages.

mod home;
mod lab;
mod lesson;
mod lessons;
mod unknown;

pub use home::Home;
pub use lab::Lab;
pub use lesson::Lesson;
pub use lessons::{lessons, Path};
pub use unknown::unknown;

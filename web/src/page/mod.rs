//! The pages.

mod home;
mod lab;
mod unknown;

pub use home::Home;
pub use lab::Lab;
pub use unknown::Unknown;

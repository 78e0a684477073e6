//! The built site in a real headless Chromium: what the browser tests and the benchmark stand on.
//!
//! `EPOCH_DIST`, `EPOCH_CHROMEDRIVER` and `EPOCH_CHROMIUM` name the site's folder and the programs; without them they
//! are looked for in `dist/` and on the PATH. What is missing is a failure, never a skipped test.

mod browser;
mod command;
mod driver;
mod page;
mod part;
mod place;
mod server;

pub use browser::{browse, Home, Setup};
pub use page::Page;
pub use part::Part;
pub use place::{axe, repository, Programs};
pub use server::{Fault, Line, Server};

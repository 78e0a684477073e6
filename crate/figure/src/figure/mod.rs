//! The figures, a file (or a folder) each.

pub mod confident;
pub mod nudge;
pub mod sealed;
pub mod split;
pub mod swing;

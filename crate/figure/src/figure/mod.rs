//! The figures, a file (or a folder) each.

pub mod confident;
pub mod seeing;

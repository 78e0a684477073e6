//! The figures, a file (or a folder) each.

pub mod confident;
pub mod descent;
pub mod words;

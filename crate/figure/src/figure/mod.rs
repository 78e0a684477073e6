//! The figures, a file (or a folder) each.

pub mod confident;
pub mod descent;
pub mod machine;
pub mod nudge;
pub mod rules;
pub mod sealed;
pub mod seeing;
pub mod split;
pub mod swing;
pub mod weight;
pub mod words;

//! What several figures need: numbers as words, scales, axes, random numbers.

pub mod format;
pub mod pixel;
pub mod random;

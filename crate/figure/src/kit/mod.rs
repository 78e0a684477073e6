//! What several figures need: numbers as words, scales, axes, random numbers.

pub mod format;
pub mod head;
pub mod pixel;
pub mod random;
pub mod score;

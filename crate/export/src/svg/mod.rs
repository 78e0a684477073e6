//! Drawings: SVG files that stand alone, in the light colours of the page, for reports and slides.

mod axis;
pub mod chart;
mod frame;
pub mod pictures;
mod png;
mod write;

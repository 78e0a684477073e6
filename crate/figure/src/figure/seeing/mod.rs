//! What a network sees: its first filters, its feature maps, and where it looked.
//!
//! | file | what |
//! |---|---|
//! | `filters` | the figure of the first layer's filters, with names for them |
//! | `measure` | what a filter does, measured from its weights |
//! | `maps` | the figure of the feature maps of a picture |
//! | `attention` | the figure of the class activation map |
//! | `cam` | the class activation map itself |
//! | `patch` | parts of pictures that a channel answers to, and pictures to choose from |

pub mod attention;
mod cam;
pub mod filters;
pub mod maps;
pub mod measure;
mod patch;

#[cfg(test)]
mod sample;

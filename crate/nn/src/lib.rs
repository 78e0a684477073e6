//! Neural networks on top of `tensor`: models as data, the graphs that train and evaluate them, their initial weights
//! and their files.
//!
//! A [`ModelSpec`] becomes a [`Model`]: a tree of layers and the places of its parameters and running statistics.
//! [`training_graph`], [`evaluation_graph`] and [`inspection_graph`] turn it into graphs over the shared regions of
//! [`region`], so that all plans of a run work on the same weights. [`initial_weights`] and [`start_from`] make the
//! values that a run starts with; [`weights`] reads and writes them. [`number`] writes numbers in few bytes of code.

mod architecture;
mod build;
mod evaluation;
mod group;
mod initial;
pub mod layer;
pub mod metrics;
mod model;
pub mod number;
mod random;
pub mod region;
mod spec;
mod training;
pub mod weights;

pub use build::{Normalisation, Source};
pub use evaluation::{evaluation_graph, inspection_graph};
pub use group::{Group, GROUPS};
pub use initial::{initial_weights, start_from, Weights};
pub use model::{LayerInfo, Model, Parameter, Statistic};
pub use spec::{Architecture, ModelSpec, SpecError};
pub use training::{training_graph, Optimiser, TrainingOptions};

//! Tensors as a static plan: a [`graph::Graph`] is differentiated ([`gradient::gradient`]), fused and compiled
//! ([`plan::Plan`]) into a flat list of kernel launches with their memory assigned, which an executor replays step
//! after step: [`cpu::CpuDevice`], or with the feature `gpu` the one in [`gpu`].
//!
//! Layout is NHWC, weights are `[kh, kw, c_in, c_out]`, all values are f32 in four-byte words.

/// The text of a shader of `gpu/`; one that is not there does not compile.
macro_rules! shader {
    ($name:literal) => {{
        const _: &str = include_str!(concat!(env!("OUT_DIR"), "/", $name, ".wgsl"));
        crate::gpu::text::of($name)
    }};
}
pub(crate) use shader;

pub mod cpu;
pub mod error;
pub mod fuse;
pub mod gpu;
pub mod gradient;
pub mod graph;
pub mod math;
pub mod named;
pub mod op;
pub mod plan;
pub mod random;
pub mod shape;

pub use error::Error;
pub use graph::{Arena, Graph, TensorId};
pub use plan::Plan;
pub use shape::Shape;

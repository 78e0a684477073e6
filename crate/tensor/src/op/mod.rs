//! One op a file: shape rule, gradient rule and the plain reference. The fast kernels stand beside it under
//! the same name: `cpu/NAME.rs` and `gpu/NAME.wgsl`.

pub mod adamw;
pub mod add;
pub mod batch_norm;
pub mod batch_norm_sum;
pub mod bias;
pub mod conv2d;
pub mod conv2d_moments;
pub mod depthwise_conv2d;
pub mod dropout;
pub mod gather_pictures;
pub mod global_average_pool;
pub mod linear;
pub mod matmul;
pub mod max_pool;
pub mod mean_squared_error;
pub mod record;
pub mod relu;
pub mod relu6;
pub mod reshape;
pub mod sgd;
pub mod sigmoid;
pub mod softmax_cross_entropy;
pub mod tanh;
pub mod track_statistics;

use std::any::Any;
use std::fmt;

use smallvec::SmallVec;

use crate::cpu::Scratch;
use crate::error::Error;
use crate::gpu::Kernel;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// Names of all ops: what a table of cases, shaders or lessons must cover. `tests/cpu/completeness.rs` checks that
/// it holds the name of every `impl Op` in this folder.
pub const NAMES: &[&str] = &[
    "adamw",
    "add",
    "batch_norm",
    "batch_norm_grad_input",
    "batch_norm_grad_reduce",
    "batch_norm_stats",
    "batch_norm_sum",
    "bias",
    "bias_grad",
    "conv2d",
    "conv2d_filter_grad",
    "conv2d_input_grad",
    "conv2d_input_grad_masked",
    "conv2d_moments",
    "depthwise_conv2d",
    "depthwise_conv2d_filter_grad",
    "depthwise_conv2d_input_grad",
    "dropout",
    "gather_pictures",
    "global_average_pool",
    "global_average_pool_grad",
    "linear",
    "linear_grad",
    "matmul",
    "max_pool",
    "max_pool_grad",
    "mean_squared_error",
    "mean_squared_error_grad",
    "merge_moments",
    "record",
    "relu",
    "relu6",
    "relu6_grad",
    "relu_grad",
    "reshape",
    "sgd",
    "sigmoid",
    "sigmoid_grad",
    "softmax_cross_entropy",
    "softmax_cross_entropy_grad",
    "softmax_cross_entropy_step",
    "tanh",
    "tanh_grad",
    "track_statistics",
];

/// Shapes of a launch's tensors, in the order in which the op defines them.
#[derive(Clone, Debug)]
pub struct Shapes {
    pub inputs: Vec<Shape>,
    /// Tensors that are read and changed in place (parameters, running statistics).
    pub updates: Vec<Shape>,
    pub outputs: Vec<Shape>,
}

/// Memory of one launch on the CPU. Lengths agree with `shapes`.
pub struct Args<'a> {
    pub shapes: &'a Shapes,
    pub inputs: SmallVec<[&'a [f32]; 8]>,
    pub updates: SmallVec<[&'a mut [f32]; 4]>,
    pub outputs: SmallVec<[&'a mut [f32]; 4]>,
}

/// What a launch on a part of a batch gives, seen from the whole batch: see [`crate::cpu::shards`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// What is of the part's own pictures, or is wanted by none but the update.
    Own,
    /// Averages over the part's pictures, and gradients of such.
    Average,
    /// Pairs of mean and variance.
    Moments,
    /// Works on what the whole batch gave, once.
    Whole,
}

/// What an op does, independent of the tensors that it does it to.
pub trait Op: Send + Sync + Any {
    /// The file it stands in.
    fn name(&self) -> &'static str;

    /// Shapes of the outputs. The page goes without this for ops that fusion alone makes.
    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], updates: &[Shape]) -> Result<Vec<Shape>, Error>;
    #[cfg(target_arch = "wasm32")]
    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        Err(misfit(self.name(), inputs, ""))
    }

    /// Adds the nodes that compute the gradients of the inputs and returns them, one per input.
    /// `d` holds the gradient of each output, absent where nothing depends on it; `wanted` says which inputs need one.
    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        wanted: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let _ = (graph, node, d);
        match wanted.iter().position(|w| *w) {
            Some(input) => Err(Error::NoGradient { op: self.name(), input }),
            None => Ok(vec![None; wanted.len()]),
        }
    }

    /// The specification: plain loops that a student could read. The page, which runs fast kernels, goes without those of
    /// ops that have one.
    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>);
    #[cfg(target_arch = "wasm32")]
    fn reference(&self, _: &mut Args<'_>) {
        unreachable!()
    }

    /// The fast kernel; the reference where that is fast enough. Must give the same bits for every lane width and
    /// number of threads. `scratch` keeps its memory from step to step.
    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        let _ = scratch;
        self.reference(args);
    }

    /// What the outputs are to a batch of which the inputs are a part.
    fn across(&self) -> Across {
        Across::Own
    }

    /// The shader and its launch geometry.
    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let _ = shapes;
        Err(Error::NoKernel { op: self.name(), why: "no shader".into() })
    }
}

/// The name alone: a description of every field of every op would be a part of each program that holds an op.
impl fmt::Debug for dyn Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Refuses shapes with a reason.
#[cold]
#[inline(never)]
pub(crate) fn misfit(op: &'static str, shapes: &[Shape], why: &'static str) -> Error {
    Error::Shapes { op, shapes: shapes.to_vec(), why }
}

//! The kinds of layers, one a file. A layer knows its parameters and how they start, adds itself to a graph, and tells
//! a page what it is.

mod batch_norm;
mod conv2d;
mod dropout;
mod flatten;
mod global_average_pool;
mod linear;
mod max_pool;
mod relu;
mod residual;
mod window;

use std::fmt;
use std::sync::Arc;

use tensor::{Error, Shape, TensorId};

pub use batch_norm::BatchNorm;
pub use conv2d::Conv2d;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use global_average_pool::GlobalAveragePool;
pub use linear::Linear;
pub use max_pool::MaxPool;
pub use relu::Relu;
pub use residual::Residual;
pub use window::Window;

use crate::build::Build;
use crate::group::Group;

/// How a tensor's values start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// Normal distribution around 0.
    Normal {
        std: f32,
    },
    /// Even between -bound and bound.
    Uniform {
        bound: f32,
    },
    Constant(f32),
}

/// A tensor that belongs to a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Within the layer: `weight`, `running_mean`.
    pub name: &'static str,
    pub shape: Shape,
    pub init: Init,
    /// Whether weight decay pulls on it.
    pub decay: bool,
}

/// What a kind of layer has to know.
pub trait LayerKind: Send + Sync {
    /// For pages: `conv2d`.
    fn kind(&self) -> &'static str;

    /// Trained tensors.
    fn parameters(&self) -> Vec<Held> {
        Vec::new()
    }

    /// Tensors that are gathered while training.
    fn statistics(&self) -> Vec<Held> {
        Vec::new()
    }

    /// Shape of its output for one picture, from that of its input (`[h, w, c]` or `[features]`).
    fn output(&self, input: &Shape) -> Shape;

    /// Which part of its input a value of its output is computed from.
    fn window(&self) -> Window {
        Window::POINT
    }

    /// Layers inside of it: paths that all start from its input.
    fn paths(&self) -> Vec<&[Layer]> {
        Vec::new()
    }

    /// Adds it to the graph; its output for the batch.
    fn forward(&self, layer: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error>;
}

/// The kind alone, as with [ops](tensor::op::Op).
impl fmt::Debug for dyn LayerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// A layer with its place in the model.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Full name: `stage1.0.conv1`.
    pub name: String,
    pub group: Group,
    pub kind: Arc<dyn LayerKind>,
}

impl Layer {
    pub fn new(name: impl Into<String>, group: Group, kind: impl LayerKind + 'static) -> Self {
        Layer { name: name.into(), group, kind: Arc::new(kind) }
    }

    /// Adds the layer to the graph, and keeps its output if someone wants to look at it.
    pub(crate) fn forward(&self, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        let y = self.kind.forward(self, build, x)?;
        if y != x {
            build.show(self, y);
        }
        Ok(y)
    }

    /// Calls `f` with every layer, those inside before the one that holds them, and its output for one picture.
    pub(crate) fn visit(&self, input: &Shape, f: &mut dyn FnMut(&Layer, &Shape)) -> Shape {
        for path in self.kind.paths() {
            visit_path(path, input, f);
        }
        let output = self.kind.output(input);
        f(self, &output);
        output
    }
}

/// [`Layer::visit`] along a path.
pub(crate) fn visit_path(path: &[Layer], input: &Shape, f: &mut dyn FnMut(&Layer, &Shape)) -> Shape {
    path.iter().fold(input.clone(), |shape, layer| layer.visit(&shape, f))
}

/// Adds a path of layers to the graph.
pub(crate) fn forward_path(path: &[Layer], build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
    path.iter().try_fold(x, |x, layer| layer.forward(build, x))
}

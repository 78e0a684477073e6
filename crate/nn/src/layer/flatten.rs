//! From feature maps or pixels to one row a picture.

use tensor::{op::reshape::Reshape, Error, Shape, TensorId};

use super::{Layer, LayerKind};
use crate::build::Build;

/// `[h, w, c]` to `[h w c]`, in the order in which they lie in memory.
#[derive(Clone, Debug)]
pub struct Flatten;

impl LayerKind for Flatten {
    fn kind(&self) -> &'static str {
        "flatten"
    }

    fn output(&self, input: &Shape) -> Shape {
        Shape::from([input.len()])
    }

    fn forward(&self, _: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        let shape = build.graph.shape(x).clone();
        let batch = shape.sizes()[0];
        build.graph.apply(Reshape(Shape::from([batch, shape.len() / batch])), &[x])
    }
}

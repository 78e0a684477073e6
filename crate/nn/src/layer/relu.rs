//! Rectified linear unit.

use tensor::{op::relu::Relu as ReluOp, Error, Shape, TensorId};

use super::{Layer, LayerKind};
use crate::build::Build;

/// max(x, 0).
#[derive(Clone, Debug)]
pub struct Relu;

impl LayerKind for Relu {
    fn kind(&self) -> &'static str {
        "relu"
    }

    fn output(&self, input: &Shape) -> Shape {
        input.clone()
    }

    fn forward(&self, _: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        build.graph.apply(ReluOp, &[x])
    }
}

//! Mean of every feature map.

use tensor::{op::global_average_pool::GlobalAveragePool as PoolOp, Error, Shape, TensorId};

use super::{Layer, LayerKind};
use crate::build::Build;

/// `[h, w, c]` to `[c]`.
#[derive(Clone, Debug)]
pub struct GlobalAveragePool;

impl LayerKind for GlobalAveragePool {
    fn kind(&self) -> &'static str {
        "global_average_pool"
    }

    fn output(&self, input: &Shape) -> Shape {
        Shape::from([input.channels()])
    }

    fn forward(&self, _: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        build.graph.apply(PoolOp, &[x])
    }
}

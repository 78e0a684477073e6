//! Largest value of each window of 2×2.

use tensor::op::{conv2d::Window, max_pool::MaxPool as PoolOp};
use tensor::{Error, Shape, TensorId};

use super::{Layer, LayerKind, Window as Seen};
use crate::build::Build;

/// Halves height and width; an odd last row or column is left out.
#[derive(Clone, Debug)]
pub struct MaxPool;

impl LayerKind for MaxPool {
    fn kind(&self) -> &'static str {
        "max_pool"
    }

    fn output(&self, input: &Shape) -> Shape {
        let [h, w, c] = input.dims().unwrap_or_default();
        Shape::from([h / 2, w / 2, c])
    }

    fn window(&self) -> Seen {
        Seen { size: 2, step: 2, before: 0 }
    }

    fn forward(&self, _: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        build.graph.apply(PoolOp { kernel: 2, window: Window { stride: 2, padding: 0 } }, &[x])
    }
}

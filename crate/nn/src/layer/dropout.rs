//! Dropout (Srivastava et al. 2014).

use tensor::{op::dropout::Dropout as DropoutOp, Error, Shape, TensorId};

use super::{Layer, LayerKind};
use crate::build::Build;

/// Drops each feature with this probability while training; passes everything on in evaluation and where its group is
/// frozen.
#[derive(Clone, Debug)]
pub struct Dropout {
    pub rate: f32,
}

impl LayerKind for Dropout {
    fn kind(&self) -> &'static str {
        "dropout"
    }

    fn output(&self, input: &Shape) -> Shape {
        input.clone()
    }

    fn forward(&self, layer: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        if !build.trains(layer.group) {
            return Ok(x);
        }
        let (seed, number) = build.dropout_seed();
        build.graph.apply(DropoutOp { rate: self.rate, layer: number }, &[x, seed])
    }
}

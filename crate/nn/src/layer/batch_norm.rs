//! Batch normalisation (Ioffe and Szegedy 2015).

use tensor::op::batch_norm::{BatchNorm as NormOp, Statistics};
use tensor::{Error, Shape, TensorId};

use super::{Held, Init, Layer, LayerKind};
use crate::build::Build;

/// Normalises by the batch's statistics where it is trained, by the running ones in evaluation and where it is frozen.
#[derive(Clone, Debug)]
pub struct BatchNorm {
    pub channels: usize,
}

impl BatchNorm {
    fn held(&self, name: &'static str, value: f32) -> Held {
        Held { name, shape: Shape::from([self.channels]), init: Init::Constant(value), decay: false }
    }
}

impl LayerKind for BatchNorm {
    fn kind(&self) -> &'static str {
        "batch_norm"
    }

    fn parameters(&self) -> Vec<Held> {
        vec![self.held("weight", 1.0), self.held("bias", 0.0)]
    }

    fn statistics(&self) -> Vec<Held> {
        vec![self.held("running_mean", 0.0), self.held("running_var", 1.0)]
    }

    fn output(&self, input: &Shape) -> Shape {
        input.clone()
    }

    fn forward(&self, layer: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        let names = ["running_mean", "running_var"];
        let (statistics, [mean, variance]) = match build.trains(layer.group) {
            true => (Statistics::Batch, build.moments(layer, names, x)?),
            false => (Statistics::Running, [build.statistic(layer, names[0])?, build.statistic(layer, names[1])?]),
        };
        let gamma = build.parameter(layer, "weight")?;
        let beta = build.parameter(layer, "bias")?;
        let op = NormOp { statistics, residual: false, relu: false };
        build.graph.apply(op, &[x, mean, variance, gamma, beta])
    }
}

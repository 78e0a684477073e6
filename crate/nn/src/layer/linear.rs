//! Fully connected layer with a bias.

use tensor::op::{bias::Bias, matmul::MatMul};
use tensor::{Error, Shape, TensorId};

use super::{Held, Init, Layer, LayerKind};
use crate::build::Build;

/// x W + b with W `[features_in, features_out]`.
#[derive(Clone, Debug)]
pub struct Linear {
    pub features_in: usize,
    pub features_out: usize,
}

impl LayerKind for Linear {
    fn kind(&self) -> &'static str {
        "linear"
    }

    /// Weight and bias start even in ±1/sqrt(fan_in), as PyTorch's `nn.Linear` does.
    fn parameters(&self) -> Vec<Held> {
        let init = Init::Uniform { bound: 1.0 / (self.features_in as f32).sqrt() };
        vec![
            Held { name: "weight", shape: Shape::from([self.features_in, self.features_out]), init, decay: true },
            Held { name: "bias", shape: Shape::from([self.features_out]), init, decay: false },
        ]
    }

    fn output(&self, _: &Shape) -> Shape {
        Shape::from([self.features_out])
    }

    fn forward(&self, layer: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        let weight = build.parameter(layer, "weight")?;
        let bias = build.parameter(layer, "bias")?;
        let y = build.graph.apply(MatMul::default(), &[x, weight])?;
        build.graph.apply(Bias, &[y, bias])
    }
}

//! The end of a residual block whose shortcut has a batch norm too: what `fuse::gpu` makes of both.

#[cfg(not(target_arch = "wasm32"))]
use super::batch_norm::inv_std;
use super::batch_norm::EPSILON;
#[cfg(not(target_arch = "wasm32"))]
use super::{misfit, Args};
use super::{Kernel, Op, Shapes};
use crate::error::Error;
#[cfg(not(target_arch = "wasm32"))]
use crate::shape::Shape;

/// y = the sum of two batch norms, then ReLU as chosen. Inputs `x`, `mean`, `variance`, `γ`, `β` of the one and then of the
/// other; both `x` are of one shape.
#[derive(Clone, Debug)]
pub struct BatchNormSum {
    pub relu: bool,
}

impl Op for BatchNormSum {
    fn name(&self) -> &'static str {
        "batch_norm_sum"
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let fits = inputs.len() == 10 && inputs[0] == inputs[5] && {
            let mut values = inputs[1..5].iter().chain(&inputs[6..]);
            values.all(|s| s.sizes() == [inputs[0].channels()])
        };
        match fits {
            true => Ok(vec![inputs[0].clone()]),
            false => Err(misfit("batch_norm_sum", inputs, "twice x and four values a channel are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let c = args.shapes.inputs[0].channels();
        for (i, y) in args.outputs[0].iter_mut().enumerate() {
            let channel = i % c;
            let normal = |t: &[&[f32]]| {
                let scale = t[3][channel] * inv_std(t[2][channel]);
                (t[0][i] - t[1][channel]) * scale + t[4][channel]
            };
            let sum = normal(&args.inputs[..5]) + normal(&args.inputs[5..]);
            *y = if !self.relu || sum > 0.0 { sum } else { 0.0 };
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let c = shapes.inputs[0].channels();
        let rows = shapes.inputs[0].len() / c;
        let kernel = Kernel::rows(self.name(), crate::shader!("batch_norm"), rows, c);
        Ok(kernel.number("EPSILON", EPSILON).flag("SUM", true).flag("RELU", self.relu))
    }
}

//! Batch normalisation (Ioffe and Szegedy 2015) over all axes but the channels.
//!
//! Training takes two launches, [`BatchNormStats`] and [`BatchNorm`], so that the second can absorb a residual sum
//! and a ReLU. The gradient of [`BatchNorm`] with [`Statistics::Batch`] accounts for the statistics' dependence on x,
//! so none flows into the statistics' node. What running statistics learn from a batch's is
//! [another op](super::track_statistics), once a step for the whole network.

use super::{misfit, Across, Args, Kernel, Op, Shapes};
use crate::cpu::Scratch;
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// Added to the variance before its square root is taken, as in PyTorch.
pub const EPSILON: f32 = 1e-5;

/// Mean and variance (the mean squared deviation) of each channel. Input `x` `[.., c]`; outputs `mean`, `variance` `[c]`.
/// `fuse::gpu` gives it a second `x` of the same shape, whose mean and variance follow.
#[derive(Clone, Debug)]
pub struct BatchNormStats;

/// Which statistics normalise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistics {
    /// The batch's own.
    Batch,
    /// Those gathered in training.
    Running,
}

/// y = (x - mean) / sqrt(variance + ε) γ + β, then + residual, then ReLU, as chosen.
/// Inputs `x` `[.., c]`, `mean`, `variance`, `γ`, `β` `[c]`, and with `residual` a tensor shaped like `x`.
#[derive(Clone, Debug)]
pub struct BatchNorm {
    pub statistics: Statistics,
    pub residual: bool,
    pub relu: bool,
}

/// dγ[c] = sum of dy x̂, dβ[c] = sum of dy. Inputs `dy`, `x`, `mean`, `variance`, and with `relu` the forward output `y`:
/// dy counts only where y > 0. Outputs `dγ`, `dβ`.
#[derive(Clone, Debug)]
pub struct BatchNormGradReduce {
    pub relu: bool,
}

/// Gradient of x: with batch statistics γ inv_std (dy - dβ/m - x̂ dγ/m), where m is the number of values a channel;
/// with running ones γ inv_std dy, where inv_std = 1/sqrt(variance + ε). Inputs `dy`, `x`, `mean`, `variance`, `γ`, `dγ`, `dβ`
/// (both absent with running statistics), and with `relu` the forward output `y`.
#[derive(Clone, Debug)]
pub struct BatchNormGradInput {
    pub statistics: Statistics,
    pub relu: bool,
}

fn per_channel(inputs: &[Shape], which: std::ops::Range<usize>) -> bool {
    let c = inputs[0].channels();
    inputs[which].iter().all(|s| s.sizes() == [c])
}

impl Op for BatchNormStats {
    fn name(&self) -> &'static str {
        "batch_norm_stats"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [x] => Ok(vec![Shape::from([x.channels()]); 2]),
            [x, other] if x == other => Ok(vec![Shape::from([x.channels()]); 4]),
            _ => Err(misfit("batch_norm_stats", inputs, "one tensor or two of one shape are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let c = args.shapes.inputs[0].channels();
        for (x, moments) in args.inputs.iter().zip(args.outputs.chunks_exact_mut(2)) {
            let [means, variances] = moments else { return };
            let rows = (x.len() / c) as f32;
            for (channel, (mean, variance)) in means.iter_mut().zip(variances.iter_mut()).enumerate() {
                let mut sum = 0.0;
                for x in x.iter().skip(channel).step_by(c) {
                    sum += x;
                }
                *mean = sum / rows;
                let mut squares = 0.0;
                for x in x.iter().skip(channel).step_by(c) {
                    squares += (x - *mean) * (x - *mean);
                }
                *variance = squares / rows;
            }
        }
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::batch_norm::stats(args, scratch);
    }

    fn across(&self) -> Across {
        Across::Moments
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let c = shapes.inputs[0].channels();
        let rows = shapes.inputs[0].len() / c;
        let two = shapes.inputs.len() == 2;
        let kernel = Kernel::sums(self.name(), crate::shader!("batch_norm_stats"), rows, c).flag("TWO", two);
        Ok(kernel.layers(shapes.inputs.len()))
    }
}

/// 1/sqrt(variance + ε).
pub(crate) fn inv_std(variance: f32) -> f32 {
    1.0 / (variance + EPSILON).sqrt()
}

impl Op for BatchNorm {
    fn name(&self) -> &'static str {
        "batch_norm"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let count = 5 + usize::from(self.residual);
        if inputs.len() == count && per_channel(inputs, 1..5) && (!self.residual || inputs[5] == inputs[0]) {
            Ok(vec![inputs[0].clone()])
        } else {
            Err(misfit("batch_norm", inputs, "x and four values a channel are wanted"))
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        wanted: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let Some(dy) = d[0] else { return Ok(vec![None; node.inputs.len()]) };
        // Residual and ReLU are absorbed only after differentiation, by `fuse`.
        if self.residual || self.relu {
            return Err(Error::NoGradient { op: self.name(), input: 0 });
        }
        let (x, mean, variance, gamma) = (node.inputs[0], node.inputs[1], node.inputs[2], node.inputs[3]);
        let input = |relu| BatchNormGradInput { statistics: self.statistics, relu };
        if self.statistics == Statistics::Running {
            if wanted[3] || wanted[4] {
                return Err(Error::NoGradient { op: self.name(), input: 3 });
            }
            let dx = graph.apply(input(false), &[dy, x, mean, variance, gamma])?;
            return Ok(vec![Some(dx), None, None, None, None]);
        }
        let sums = graph.node(BatchNormGradReduce { relu: false }, &[dy, x, mean, variance], &[])?;
        let dx = match wanted[0] {
            true => Some(graph.apply(input(false), &[dy, x, mean, variance, gamma, sums[0], sums[1]])?),
            false => None,
        };
        Ok(vec![dx, None, None, Some(sums[0]), Some(sums[1])])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let c = args.shapes.inputs[0].channels();
        for (i, x) in args.inputs[0].iter().enumerate() {
            let channel = i % c;
            let inv_std = inv_std(args.inputs[2][channel]);
            let scale = args.inputs[3][channel] * inv_std;
            let mut y = (x - args.inputs[1][channel]) * scale + args.inputs[4][channel];
            if self.residual {
                y += args.inputs[5][i];
            }
            let live = !self.relu || y > 0.0;
            args.outputs[0][i] = if live { y } else { 0.0 };
        }
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::batch_norm::apply(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let c = shapes.inputs[0].channels();
        let rows = shapes.inputs[0].len() / c;
        Ok(Kernel::rows(self.name(), crate::shader!("batch_norm"), rows, c)
            .number("EPSILON", EPSILON)
            .flag("RESIDUAL", self.residual)
            .flag("RELU", self.relu))
    }
}

impl Op for BatchNormGradReduce {
    fn name(&self) -> &'static str {
        "batch_norm_grad_reduce"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let same = inputs.len() == 4 + usize::from(self.relu)
            && inputs[0] == inputs[1]
            && per_channel(inputs, 2..4)
            && inputs.get(4).is_none_or(|y| *y == inputs[0]);
        match same {
            true => Ok(vec![inputs[2].clone(), inputs[2].clone()]),
            false => Err(misfit("batch_norm_grad_reduce", inputs, "dy, x and two values a channel are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let c = args.shapes.inputs[0].channels();
        for channel in 0..c {
            let (mut dgamma, mut dbeta) = (0.0, 0.0);
            for i in (channel..args.inputs[0].len()).step_by(c) {
                let live = !self.relu || args.inputs[4][i] > 0.0;
                let dy = if live { args.inputs[0][i] } else { 0.0 };
                let normal = (args.inputs[1][i] - args.inputs[2][channel]) * inv_std(args.inputs[3][channel]);
                dgamma += dy * normal;
                dbeta += dy;
            }
            args.outputs[0][channel] = dgamma;
            args.outputs[1][channel] = dbeta;
        }
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::batch_norm::grad_reduce(self, args, scratch);
    }

    fn across(&self) -> Across {
        Across::Average
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let c = shapes.inputs[0].channels();
        let rows = shapes.inputs[0].len() / c;
        Ok(Kernel::sums(self.name(), crate::shader!("batch_norm_grad_reduce"), rows, c)
            .number("EPSILON", EPSILON)
            .flag("RELU", self.relu))
    }
}

impl Op for BatchNormGradInput {
    fn name(&self) -> &'static str {
        "batch_norm_grad_input"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let values = self.values();
        let same = inputs.len() == values + usize::from(self.relu)
            && inputs[0] == inputs[1]
            && per_channel(inputs, 2..values)
            && inputs.get(values).is_none_or(|y| *y == inputs[0]);
        match same {
            true => Ok(vec![inputs[0].clone()]),
            false => Err(misfit("batch_norm_grad_input", inputs, "dy, x and values a channel are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let c = args.shapes.inputs[0].channels();
        let rows = (args.inputs[0].len() / c) as f32;
        for i in 0..args.inputs[0].len() {
            let channel = i % c;
            let live = !self.relu || args.inputs[self.values()][i] > 0.0;
            let mut dy = if live { args.inputs[0][i] } else { 0.0 };
            let inv_std = inv_std(args.inputs[3][channel]);
            let scale = args.inputs[4][channel] * inv_std;
            if self.statistics == Statistics::Batch {
                let normal = (args.inputs[1][i] - args.inputs[2][channel]) * inv_std;
                dy = dy - args.inputs[6][channel] / rows - normal * (args.inputs[5][channel] / rows);
            }
            args.outputs[0][i] = scale * dy;
        }
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::batch_norm::grad_input(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let c = shapes.inputs[0].channels();
        let rows = shapes.inputs[0].len() / c;
        let batch = self.statistics == Statistics::Batch;
        Ok(Kernel::rows(self.name(), crate::shader!("batch_norm_grad_input"), rows, c)
            .number("EPSILON", EPSILON)
            .flag("RUNNING", !batch)
            .flag("RELU", self.relu))
    }
}

impl BatchNormGradInput {
    /// Number of inputs before the optional `y`.
    pub(crate) fn values(&self) -> usize {
        match self.statistics {
            Statistics::Batch => 7,
            Statistics::Running => 5,
        }
    }
}

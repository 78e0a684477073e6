//! Mean squared error: the loss of regression.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// loss = mean over all elements of (p - t)². Inputs `p`, `t` of one shape; output `[1]`.
#[derive(Clone, Debug)]
pub struct MeanSquaredError;

/// dp = 2 (p - t) dloss / number of elements. Inputs `p`, `t`, `dloss` `[1]`. With `p` and `t` swapped it is the
/// gradient of t.
#[derive(Clone, Debug)]
pub struct MeanSquaredErrorGrad;

impl Op for MeanSquaredError {
    fn name(&self) -> &'static str {
        "mean_squared_error"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [p, t] if p == t && !p.is_empty() => Ok(vec![Shape::from([1])]),
            _ => Err(misfit("mean_squared_error", inputs, "two tensors of one shape are wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        wanted: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let Some(dloss) = d[0] else { return Ok(vec![None, None]) };
        let (p, t) = (node.inputs[0], node.inputs[1]);
        let mut grad = |wanted, from, to| match wanted {
            true => graph.apply(MeanSquaredErrorGrad, &[from, to, dloss]).map(Some),
            false => Ok(None),
        };
        Ok(vec![grad(wanted[0], p, t)?, grad(wanted[1], t, p)?])
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (p, t) = (args.inputs[0], args.inputs[1]);
        let mut sum = 0.0;
        for (p, t) in p.iter().zip(t) {
            sum += (p - t) * (p - t);
        }
        args.outputs[0][0] = sum / p.len() as f32;
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let len = shapes.inputs[0].len();
        Ok(Kernel::new(self.name(), crate::shader!("mean_squared_error")).with_tree(len).size("LEN", len))
    }
}

impl Op for MeanSquaredErrorGrad {
    fn name(&self) -> &'static str {
        "mean_squared_error_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [p, t, d] if p == t && d.len() == 1 => Ok(vec![p.clone()]),
            _ => Err(misfit("mean_squared_error_grad", inputs, "two tensors of one shape and [1] are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (p, t) = (args.inputs[0], args.inputs[1]);
        let scale = 2.0 * args.inputs[2][0] / p.len() as f32;
        for ((dp, p), t) in args.outputs[0].iter_mut().zip(p).zip(t) {
            *dp = (p - t) * scale;
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let len = shapes.inputs[0].len();
        Ok(Kernel::new(self.name(), crate::shader!("mean_squared_error_grad")).size("LEN", len).over(len.div_ceil(4)))
    }
}

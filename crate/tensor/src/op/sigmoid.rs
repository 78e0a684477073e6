//! Logistic function: from any number to one between 0 and 1.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::math::sigmoid;
use crate::shape::Shape;

/// y = 1 / (1 + e^-x).
#[derive(Clone, Debug)]
pub struct Sigmoid;

/// dx = dy y (1 - y). Inputs `dy`, `y` of one shape.
#[derive(Clone, Debug)]
pub struct SigmoidGrad;

impl Op for Sigmoid {
    fn name(&self) -> &'static str {
        "sigmoid"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [x] => Ok(vec![x.clone()]),
            _ => Err(misfit("sigmoid", inputs, "one tensor is wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        _: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let Some(dy) = d[0] else { return Ok(vec![None]) };
        Ok(vec![Some(graph.apply(SigmoidGrad, &[dy, node.outputs[0]])?)])
    }

    fn reference(&self, args: &mut Args<'_>) {
        for (y, x) in args.outputs[0].iter_mut().zip(args.inputs[0]) {
            *y = sigmoid(*x);
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(Kernel::map(self.name(), crate::shader!("sigmoid"), shapes.inputs[0].len()))
    }
}

impl Op for SigmoidGrad {
    fn name(&self) -> &'static str {
        "sigmoid_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [dy, y] if dy == y => Ok(vec![dy.clone()]),
            _ => Err(misfit("sigmoid_grad", inputs, "two tensors of one shape are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (dy, y) = (args.inputs[0], args.inputs[1]);
        for ((dx, dy), y) in args.outputs[0].iter_mut().zip(dy).zip(y) {
            *dx = dy * (y * (1.0 - y));
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let body = crate::shader!("sigmoid_grad");
        Ok(Kernel::map(self.name(), body, shapes.inputs[0].len()))
    }
}

//! Rectified linear unit.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y = max(x, 0).
#[derive(Clone, Debug)]
pub struct Relu;

/// dx = dy where y > 0, otherwise 0. Inputs `dy`, `y`.
#[derive(Clone, Debug)]
pub struct ReluGrad;

impl Op for Relu {
    fn name(&self) -> &'static str {
        "relu"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [x] => Ok(vec![x.clone()]),
            _ => Err(misfit("relu", inputs, "one tensor is wanted")),
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
        Ok(vec![Some(graph.apply(ReluGrad, &[dy, node.outputs[0]])?)])
    }

    fn reference(&self, args: &mut Args<'_>) {
        for (y, x) in args.outputs[0].iter_mut().zip(args.inputs[0]) {
            *y = if *x > 0.0 { *x } else { 0.0 };
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(Kernel::map(self.name(), crate::shader!("relu"), shapes.inputs[0].len()))
    }
}

impl Op for ReluGrad {
    fn name(&self) -> &'static str {
        "relu_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [dy, y] if dy == y => Ok(vec![dy.clone()]),
            _ => Err(misfit("relu_grad", inputs, "two tensors of one shape are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (dy, y) = (args.inputs[0], args.inputs[1]);
        // Both are read whatever comes of it: a branch on what the other holds would be guessed wrong half of the time.
        for ((dx, &dy), &y) in args.outputs[0].iter_mut().zip(dy).zip(y) {
            *dx = if y > 0.0 { dy } else { 0.0 };
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let body = crate::shader!("relu_grad");
        Ok(Kernel::map(self.name(), body, shapes.inputs[0].len()))
    }
}

//! Rectified linear unit with a ceiling of 6 (Krizhevsky 2010; the unit of MobileNet).

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y = min(max(x, 0), 6).
#[derive(Clone, Debug)]
pub struct Relu6;

/// dx = dy where 0 < y < 6, otherwise 0. Inputs `dy`, `y` of one shape.
#[derive(Clone, Debug)]
pub struct Relu6Grad;

impl Op for Relu6 {
    fn name(&self) -> &'static str {
        "relu6"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [x] => Ok(vec![x.clone()]),
            _ => Err(misfit("relu6", inputs, "one tensor is wanted")),
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
        Ok(vec![Some(graph.apply(Relu6Grad, &[dy, node.outputs[0]])?)])
    }

    fn reference(&self, args: &mut Args<'_>) {
        for (y, x) in args.outputs[0].iter_mut().zip(args.inputs[0]) {
            let positive = if *x > 0.0 { *x } else { 0.0 };
            *y = if positive < 6.0 { positive } else { 6.0 };
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(Kernel::map(self.name(), crate::shader!("relu6"), shapes.inputs[0].len()))
    }
}

impl Op for Relu6Grad {
    fn name(&self) -> &'static str {
        "relu6_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [dy, y] if dy == y => Ok(vec![dy.clone()]),
            _ => Err(misfit("relu6_grad", inputs, "two tensors of one shape are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (dy, y) = (args.inputs[0], args.inputs[1]);
        for ((dx, dy), y) in args.outputs[0].iter_mut().zip(dy).zip(y) {
            // `&` and not `&&`: without a branch the loop runs in vectors.
            *dx = if (*y > 0.0) & (*y < 6.0) { *dy } else { 0.0 };
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let body = crate::shader!("relu6_grad");
        Ok(Kernel::map(self.name(), body, shapes.inputs[0].len()))
    }
}

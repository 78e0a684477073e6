//! Hyperbolic tangent: from any number to one between -1 and 1.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::math::tanh;
use crate::shape::Shape;

/// y = (e^x - e^-x) / (e^x + e^-x).
#[derive(Clone, Debug)]
pub struct Tanh;

/// dx = dy (1 - y²). Inputs `dy`, `y` of one shape.
#[derive(Clone, Debug)]
pub struct TanhGrad;

impl Op for Tanh {
    fn name(&self) -> &'static str {
        "tanh"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [x] => Ok(vec![x.clone()]),
            _ => Err(misfit("tanh", inputs, "one tensor is wanted")),
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
        Ok(vec![Some(graph.apply(TanhGrad, &[dy, node.outputs[0]])?)])
    }

    fn reference(&self, args: &mut Args<'_>) {
        for (y, x) in args.outputs[0].iter_mut().zip(args.inputs[0]) {
            *y = tanh(*x);
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(Kernel::map(self.name(), crate::shader!("tanh"), shapes.inputs[0].len()))
    }
}

impl Op for TanhGrad {
    fn name(&self) -> &'static str {
        "tanh_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [dy, y] if dy == y => Ok(vec![dy.clone()]),
            _ => Err(misfit("tanh_grad", inputs, "two tensors of one shape are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (dy, y) = (args.inputs[0], args.inputs[1]);
        for ((dx, dy), y) in args.outputs[0].iter_mut().zip(dy).zip(y) {
            *dx = dy * (1.0 - y * y);
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let body = crate::shader!("tanh_grad");
        Ok(Kernel::map(self.name(), body, shapes.inputs[0].len()))
    }
}

//! Sum of two tensors of one shape: the residual connection.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y = a + b. Inputs `a`, `b` of one shape.
#[derive(Clone, Debug)]
pub struct Add;

impl Op for Add {
    fn name(&self) -> &'static str {
        "add"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [a, b] if a == b => Ok(vec![a.clone()]),
            _ => Err(misfit("add", inputs, "two tensors of one shape are wanted")),
        }
    }

    fn gradient(
        &self,
        _: &mut Graph,
        _: &Node,
        d: &[Option<TensorId>],
        _: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        Ok(vec![d[0], d[0]])
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (a, b) = (args.inputs[0], args.inputs[1]);
        for ((y, a), b) in args.outputs[0].iter_mut().zip(a).zip(b) {
            *y = a + b;
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(Kernel::map(self.name(), crate::shader!("add"), shapes.inputs[0].len()))
    }
}

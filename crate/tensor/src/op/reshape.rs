//! The same values in another shape.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y holds the values of x, in order, in the given shape of as many elements.
#[derive(Clone, Debug)]
pub struct Reshape(pub Shape);

impl Op for Reshape {
    fn name(&self) -> &'static str {
        "reshape"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [x] if x.len() == self.0.len() => Ok(vec![self.0.clone()]),
            _ => Err(misfit("reshape", inputs, "the number of elements must stay")),
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
        let shape = graph.shape(node.inputs[0]).clone();
        Ok(vec![Some(graph.apply(Reshape(shape), &[dy])?)])
    }

    fn reference(&self, args: &mut Args<'_>) {
        args.outputs[0].copy_from_slice(args.inputs[0]);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(Kernel::map(self.name(), crate::shader!("reshape"), shapes.inputs[0].len()))
    }
}

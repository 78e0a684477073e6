//! One number added to each channel.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y[.., c] = x[.., c] + b[c]. Inputs `x` `[.., c]`, `b` `[c]`.
#[derive(Clone, Debug)]
pub struct Bias;

/// db[c] = sum over all rows of dy[.., c]. Input `dy` `[.., c]`.
#[derive(Clone, Debug)]
pub struct BiasGrad;

impl Op for Bias {
    fn name(&self) -> &'static str {
        "bias"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [x, b] if b.sizes() == [x.channels()] => Ok(vec![x.clone()]),
            _ => Err(misfit("bias", inputs, "a bias per channel is wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        _: &Node,
        d: &[Option<TensorId>],
        wanted: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let Some(dy) = d[0] else { return Ok(vec![None, None]) };
        let db = if wanted[1] { Some(graph.apply(BiasGrad, &[dy])?) } else { None };
        Ok(vec![Some(dy), db])
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (x, b) = (args.inputs[0], args.inputs[1]);
        for (y, x) in args.outputs[0].chunks_exact_mut(b.len()).zip(x.chunks_exact(b.len())) {
            for ((y, x), b) in y.iter_mut().zip(x).zip(b) {
                *y = x + b;
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let c = shapes.inputs[0].channels();
        Ok(Kernel::rows(self.name(), crate::shader!("bias"), shapes.inputs[0].len() / c, c))
    }
}

impl Op for BiasGrad {
    fn name(&self) -> &'static str {
        "bias_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [dy] => Ok(vec![Shape::from([dy.channels()])]),
            _ => Err(misfit("bias_grad", inputs, "one tensor is wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let db = &mut *args.outputs[0];
        db.fill(0.0);
        for dy in args.inputs[0].chunks_exact(db.len()) {
            for (db, dy) in db.iter_mut().zip(dy) {
                *db += dy;
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let c = shapes.inputs[0].channels();
        Ok(Kernel::sums(self.name(), crate::shader!("bias_grad"), shapes.inputs[0].len() / c, c))
    }
}

//! Dropout (Srivastava et al. 2014), inverted: what is kept is scaled up in training, so evaluation leaves it out.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::random::{hash, mix};
use crate::shape::Shape;

/// y[i] = x[i] / (1 - rate) where element i is kept, otherwise 0. It is kept when
/// hash(seed ^ mix(layer), i) >= rate 2^32 ([`crate::random`]): nothing is stored, and the gradient is the same op
/// on dy, which finds the same elements.
///
/// Inputs `x` `[n, ..]`, `seed` `[2]` (words: one that is another each step, and how many rows of the batch stand before
/// `x`, where it is a part of one: i counts from there). Output shaped like `x`.
#[derive(Clone, Debug)]
pub struct Dropout {
    /// Probability of dropping an element, from 0 to below 1.
    pub rate: f32,
    /// Tells apart the dropouts of a network, which share the step's seed.
    pub layer: u32,
}

impl Dropout {
    /// A word below this one drops its element.
    pub fn threshold(&self) -> u32 {
        // Saturates at both ends; the product is exact in f64.
        (f64::from(self.rate) * 4_294_967_296.0) as u32
    }

    /// What kept elements are multiplied by.
    pub fn scale(&self) -> f32 {
        1.0 / (1.0 - self.rate)
    }

    /// Elements of a row of x.
    fn row(&self, shapes: &Shapes) -> usize {
        let x = &shapes.inputs[0];
        x.len() / x.sizes().first().copied().unwrap_or(1).max(1)
    }

    /// What the step's seed is combined with (exclusive or), so that layers differ.
    pub fn key(&self) -> u32 {
        mix(self.layer)
    }
}

impl Op for Dropout {
    fn name(&self) -> &'static str {
        "dropout"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        if !(0.0..1.0).contains(&self.rate) {
            return Err(misfit("dropout", inputs, "the rate must be from 0 to below 1"));
        }
        match inputs {
            [x, seed] if seed.len() == 2 => Ok(vec![x.clone()]),
            _ => Err(misfit("dropout", inputs, "a tensor and two words are wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        wanted: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        if wanted[1] {
            return Err(Error::NoGradient { op: self.name(), input: 1 });
        }
        let Some(dy) = d[0] else { return Ok(vec![None, None]) };
        Ok(vec![Some(graph.apply(self.clone(), &[dy, node.inputs[1]])?), None])
    }

    fn reference(&self, args: &mut Args<'_>) {
        let seed = args.inputs[1][0].to_bits() ^ self.key();
        let (threshold, scale) = (self.threshold(), self.scale());
        let first = args.inputs[1][1].to_bits() * self.row(args.shapes) as u32;
        for (index, (y, x)) in (first..).zip(args.outputs[0].iter_mut().zip(args.inputs[0])) {
            *y = if hash(seed, index) >= threshold { x * scale } else { 0.0 };
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let len = shapes.inputs[0].len();
        Ok(Kernel::new(self.name(), crate::shader!("dropout"))
            .size("LEN", len)
            .size("ROW", self.row(shapes))
            .size("KEY", self.key() as usize)
            .size("THRESHOLD", self.threshold() as usize)
            .number("SCALE", self.scale())
            .over(len.div_ceil(4)))
    }
}

//! Largest value of each window of a picture, channel by channel.

use super::conv2d::{Sizes, Window};
use super::{misfit, Args, Kernel, Op, Shapes};
use crate::cpu::Scratch;
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y[n, oy, ox, c] = max over ky, kx < kernel of x[n, oy s + ky - p, ox s + kx - p, c], over what lies inside of the
/// picture (padding never wins). Input `x` `[n, h, w, c]`; output `[n, oh, ow, c]`.
#[derive(Clone, Debug)]
pub struct MaxPool {
    /// Height and width of the windows.
    pub kernel: usize,
    pub window: Window,
}

/// Gradient of the input: each dy goes to the first largest value of its window, row by row. Inputs `dy`
/// `[n, oh, ow, c]`, `x` `[n, h, w, c]`; output shaped like `x`. Where windows overlap, contributions add up in
/// ascending order of the windows.
#[derive(Clone, Debug)]
pub struct MaxPoolGrad(pub MaxPool);

/// Whether `x` takes the place of the largest value so far. NaN does, and stays, so that it is not hidden.
pub(crate) fn beats(x: f32, best: f32) -> bool {
    (x > best) | x.is_nan()
}

impl MaxPool {
    /// Sizes for an input `[n, h, w, c]`, with 1 as `c_out`.
    pub fn sizes(&self, x: &Shape) -> Option<Sizes> {
        self.window.sizes(x, &Shape::from([self.kernel, self.kernel, x.channels(), 1]))
    }
}

impl Op for MaxPool {
    fn name(&self) -> &'static str {
        "max_pool"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match (inputs, inputs.first().and_then(|x| self.sizes(x))) {
            ([_], Some(s)) => Ok(vec![Shape::from([s.n, s.oh, s.ow, s.c_in])]),
            _ => Err(misfit("max_pool", inputs, "[n, h, w, c] with room for a window is wanted")),
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
        Ok(vec![Some(graph.apply(MaxPoolGrad(self.clone()), &[dy, node.inputs[0]])?)])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = self.sizes(&args.shapes.inputs[0]) else { return };
        let (x, y) = (args.inputs[0], &mut *args.outputs[0]);
        y.fill(f32::NEG_INFINITY);
        s.taps(|input, _, pixel| {
            for c in 0..s.c_in {
                let y = &mut y[pixel * s.c_in + c];
                if beats(x[input + c], *y) {
                    *y = x[input + c];
                }
            }
        });
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::max_pool::forward(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let s = self.sizes(&shapes.inputs[0]).ok_or_else(|| misfit(self.name(), &shapes.inputs, "no window fits"))?;
        let kernel = Kernel::new(self.name(), crate::shader!("max_pool")).size("KERNEL", self.kernel);
        Ok(s.constants(kernel, s.c_in).over(s.n * s.oh * s.ow * s.c_in.div_ceil(4)))
    }
}

impl Op for MaxPoolGrad {
    fn name(&self) -> &'static str {
        "max_pool_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let sizes = inputs.get(1).and_then(|x| self.0.sizes(x));
        match (inputs, sizes) {
            ([dy, x], Some(s)) if *dy == Shape::from([s.n, s.oh, s.ow, s.c_in]) => Ok(vec![x.clone()]),
            _ => Err(misfit("max_pool_grad", inputs, "dy, x and the window must belong together")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = self.0.sizes(&args.shapes.inputs[1]) else { return };
        let (dy, x, dx) = (args.inputs[0], args.inputs[1], &mut *args.outputs[0]);
        // For each output, the largest value so far and where it stands.
        let mut best = vec![(f32::NEG_INFINITY, None); dy.len()];
        s.taps(|input, _, pixel| {
            for c in 0..s.c_in {
                let best = &mut best[pixel * s.c_in + c];
                if beats(x[input + c], best.0) {
                    *best = (x[input + c], Some(input + c));
                }
            }
        });
        dx.fill(0.0);
        for ((_, place), dy) in best.iter().zip(dy) {
            // None: nothing in the window is larger than minus infinity.
            if let Some(place) = place {
                dx[*place] += dy;
            }
        }
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::max_pool::input_grad(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let sizes = self.0.sizes(&shapes.inputs[1]);
        let s = sizes.ok_or_else(|| misfit(self.name(), &shapes.inputs, "no window fits"))?;
        let kernel = Kernel::new(self.name(), crate::shader!("max_pool_grad"));
        let kernel = kernel.size("KERNEL", self.0.kernel);
        Ok(s.constants(kernel, s.c_in).over(s.n * s.h * s.w * s.c_in.div_ceil(4)))
    }
}

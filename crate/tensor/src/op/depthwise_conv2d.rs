//! Depthwise convolution (the first half of MobileNet's separable one; Howard et al. 2017): every channel has its own
//! filter and channels do not mix. NHWC pictures, `[kh, kw, c]` weights.

use super::conv2d::{Sizes, Window};
use super::{misfit, Args, Kernel, Op, Shapes};
use crate::cpu::Scratch;
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y[n, oy, ox, c] = sum over ky, kx of x[n, oy s + ky - p, ox s + kx - p, c] w[ky, kx, c].
/// Inputs `x` `[n, h, w, c]`, `w` `[kh, kw, c]`; output `[n, oh, ow, c]`.
#[derive(Clone, Debug)]
pub struct DepthwiseConv2d(pub Window);

/// Gradient of the input. Inputs `dy` `[n, oh, ow, c]`, `w` `[kh, kw, c]`; output `[n, h, w, c]`.
#[derive(Clone, Debug)]
pub struct DepthwiseConv2dInputGrad {
    pub window: Window,
    /// `[n, h, w, c]`.
    pub input: Shape,
}

/// Gradient of the weights `[kh, kw, c]`. Inputs `x` `[n, h, w, c]`, `dy` `[n, oh, ow, c]`.
#[derive(Clone, Debug)]
pub struct DepthwiseConv2dFilterGrad {
    pub window: Window,
    /// `[kh, kw]`.
    pub kernel: [usize; 2],
}

/// Sizes for an input `[n, h, w, c]` and weights `[kh, kw, c]`, with 1 as `c_out`: so tap `weight` is an index of
/// channel 0 and tap `output` counts pixels.
pub(crate) fn sizes(window: Window, x: &Shape, weight: &Shape) -> Option<Sizes> {
    let [kh, kw, c] = weight.dims()?;
    window.sizes(x, &Shape::from([kh, kw, c, 1]))
}

fn output(s: &Sizes) -> Shape {
    Shape::from([s.n, s.oh, s.ow, s.c_in])
}

impl Op for DepthwiseConv2d {
    fn name(&self) -> &'static str {
        "depthwise_conv2d"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let sizes = match inputs {
            [x, w] => sizes(self.0, x, w),
            _ => None,
        };
        match sizes {
            Some(s) => Ok(vec![output(&s)]),
            None => Err(misfit("depthwise_conv2d", inputs, "[n, h, w, c] and [kh, kw, c] are wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        wanted: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let Some(dy) = d[0] else { return Ok(vec![None, None]) };
        let (x, w) = (node.inputs[0], node.inputs[1]);
        let dx = if wanted[0] {
            let input = graph.shape(x).clone();
            Some(graph.apply(DepthwiseConv2dInputGrad { window: self.0, input }, &[dy, w])?)
        } else {
            None
        };
        let dw = if wanted[1] {
            let kernel = [graph.shape(w).sizes()[0], graph.shape(w).sizes()[1]];
            Some(graph.apply(DepthwiseConv2dFilterGrad { window: self.0, kernel }, &[x, dy])?)
        } else {
            None
        };
        Ok(vec![dx, dw])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = sizes(self.0, &args.shapes.inputs[0], &args.shapes.inputs[1]) else { return };
        let (x, w, y) = (args.inputs[0], args.inputs[1], &mut *args.outputs[0]);
        y.fill(0.0);
        s.taps(|input, weight, pixel| {
            for c in 0..s.c_in {
                y[pixel * s.c_in + c] += x[input + c] * w[weight + c];
            }
        });
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::depthwise_conv2d::forward(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let sizes = sizes(self.0, &shapes.inputs[0], &shapes.inputs[1]);
        let s = sizes.ok_or_else(|| misfit(self.name(), &shapes.inputs, "no window fits"))?;
        let kernel = Kernel::new(self.name(), crate::shader!("depthwise_conv2d"));
        Ok(s.constants(kernel, s.c_in).over(s.n * s.oh * s.ow * s.c_in.div_ceil(4)))
    }
}

impl DepthwiseConv2dInputGrad {
    /// Sizes of the convolution whose input's gradient this is.
    pub fn sizes(&self, inputs: &[Shape]) -> Option<Sizes> {
        let [dy, w] = inputs else { return None };
        sizes(self.window, &self.input, w).filter(|s| *dy == output(s))
    }
}

impl Op for DepthwiseConv2dInputGrad {
    fn name(&self) -> &'static str {
        "depthwise_conv2d_input_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match self.sizes(inputs) {
            Some(_) => Ok(vec![self.input.clone()]),
            None => {
                Err(misfit("depthwise_conv2d_input_grad", inputs, "dy, w and the input's shape must belong together"))
            }
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = self.sizes(&args.shapes.inputs) else { return };
        let (dy, w, dx) = (args.inputs[0], args.inputs[1], &mut *args.outputs[0]);
        dx.fill(0.0);
        s.taps(|input, weight, pixel| {
            for c in 0..s.c_in {
                dx[input + c] += dy[pixel * s.c_in + c] * w[weight + c];
            }
        });
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::depthwise_conv2d::input_grad(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let sizes = self.sizes(&shapes.inputs);
        let s = sizes.ok_or_else(|| misfit(self.name(), &shapes.inputs, "no window fits"))?;
        let kernel = Kernel::new(self.name(), crate::shader!("depthwise_conv2d_input_grad"));
        Ok(s.constants(kernel, s.c_in).over(s.n * s.h * s.w * s.c_in.div_ceil(4)))
    }
}

impl DepthwiseConv2dFilterGrad {
    /// Sizes of the convolution whose weights' gradient this is.
    pub fn sizes(&self, inputs: &[Shape]) -> Option<Sizes> {
        let [x, dy] = inputs else { return None };
        let weight = Shape::from([self.kernel[0], self.kernel[1], x.channels()]);
        sizes(self.window, x, &weight).filter(|s| *dy == output(s))
    }
}

impl Op for DepthwiseConv2dFilterGrad {
    fn name(&self) -> &'static str {
        "depthwise_conv2d_filter_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match self.sizes(inputs) {
            Some(s) => Ok(vec![Shape::from([s.kh, s.kw, s.c_in])]),
            None => Err(misfit("depthwise_conv2d_filter_grad", inputs, "x, dy and the window must belong together")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = self.sizes(&args.shapes.inputs) else { return };
        let (x, dy, dw) = (args.inputs[0], args.inputs[1], &mut *args.outputs[0]);
        dw.fill(0.0);
        s.taps(|input, weight, pixel| {
            for c in 0..s.c_in {
                dw[weight + c] += x[input + c] * dy[pixel * s.c_in + c];
            }
        });
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::depthwise_conv2d::filter_grad(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let sizes = self.sizes(&shapes.inputs);
        let s = sizes.ok_or_else(|| misfit(self.name(), &shapes.inputs, "no window fits"))?;
        let kernel = Kernel::new(self.name(), crate::shader!("depthwise_conv2d_filter_grad"));
        Ok(s.constants(kernel.with_tree(s.n * s.oh * s.ow), s.c_in).groups(s.kh * s.kw * s.c_in.div_ceil(4)))
    }
}

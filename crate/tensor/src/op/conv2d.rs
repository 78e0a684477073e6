//! Two-dimensional convolution (cross-correlation, as the field calls it) of NHWC pictures with
//! `[kh, kw, c_in, c_out]` weights, and its two gradients.

#[cfg(not(target_arch = "wasm32"))]
use smallvec::SmallVec;

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::cpu::Scratch;
use crate::error::Error;
use crate::gpu::Product;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// Geometry of a convolution: how far the window moves, and how many zeros are set around the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub stride: usize,
    pub padding: usize,
}

/// All sizes of a convolution.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub n: usize,
    /// Input height, width and channels.
    pub h: usize,
    pub w: usize,
    pub c_in: usize,
    /// Kernel height and width.
    pub kh: usize,
    pub kw: usize,
    /// Output height, width and channels.
    pub oh: usize,
    pub ow: usize,
    pub c_out: usize,
    pub stride: usize,
    pub padding: usize,
}

impl Window {
    /// Sizes for an input `[n, h, w, c_in]` and weights `[kh, kw, c_in, c_out]`.
    pub fn sizes(&self, x: &Shape, weight: &Shape) -> Option<Sizes> {
        let ([n, h, w, c_in], [kh, kw, wc, c_out]) = (x.dims()?, weight.dims()?);
        let Window { stride, padding } = *self;
        if wc != c_in || stride == 0 || padding >= kh.min(kw) || h + 2 * padding < kh || w + 2 * padding < kw {
            return None;
        }
        let oh = (h + 2 * padding - kh) / stride + 1;
        let ow = (w + 2 * padding - kw) / stride + 1;
        Some(Sizes { n, h, w, c_in, kh, kw, oh, ow, c_out, stride, padding })
    }
}

impl Sizes {
    /// Appends all sizes but the output channels to a kernel's constants; `channels` are the input's.
    pub(crate) fn constants(&self, kernel: Kernel, channels: usize) -> Kernel {
        let kernel = kernel.size("PICTURES", self.n).size("H", self.h).size("W", self.w).size("CHANNELS", channels);
        let kernel = kernel.size("KH", self.kh).size("KW", self.kw).size("OH", self.oh).size("OW", self.ow);
        kernel.size("STRIDE", self.stride).size("PADDING", self.padding)
    }

    /// Appends what `window.wgsl` asks for: the size of the picture that is read, and the places in it.
    fn windows(&self, kernel: Kernel, from: [usize; 2], grid: [usize; 2], step: usize) -> Kernel {
        let kernel = kernel.size("H", from[0]).size("W", from[1]).size("STEP", step);
        let kernel = kernel.size("GRID_H", grid[0]).size("GRID_W", grid[1]).size("C_IN", self.c_in);
        kernel.size("KH", self.kh).size("KW", self.kw).size("PADDING", self.padding)
    }

    /// Calls `f(input index, weight index, output index)` for every product of the convolution, `c_in` and `c_out`
    /// innermost excluded: indices are of channel 0.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn taps(&self, mut f: impl FnMut(usize, usize, usize)) {
        for n in 0..self.n {
            for oy in 0..self.oh {
                for ox in 0..self.ow {
                    for ky in 0..self.kh {
                        for kx in 0..self.kw {
                            let y = (oy * self.stride + ky).wrapping_sub(self.padding);
                            let x = (ox * self.stride + kx).wrapping_sub(self.padding);
                            if y < self.h && x < self.w {
                                let input = ((n * self.h + y) * self.w + x) * self.c_in;
                                let weight = (ky * self.kw + kx) * self.c_in * self.c_out;
                                let output = ((n * self.oh + oy) * self.ow + ox) * self.c_out;
                                f(input, weight, output);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// y[n, oy, ox, co] = sum over ky, kx, ci of x[n, oy s + ky - p, ox s + kx - p, ci] w[ky, kx, ci, co].
/// Inputs `x` `[n, h, w, c_in]`, `w` `[kh, kw, c_in, c_out]`.
#[derive(Clone, Debug)]
pub struct Conv2d(pub Window);

/// Gradient of the input. Inputs `dy` `[n, oh, ow, c_out]`, `w`, and with `accumulate` a tensor of the input's shape
/// that is added to the result (another path's gradient).
#[derive(Clone, Debug)]
pub struct Conv2dInputGrad {
    pub window: Window,
    /// `[n, h, w, c_in]`.
    pub input: Shape,
    pub accumulate: bool,
}

/// An accumulating gradient of the input, where what is added counts only where a further input `y` of its shape is positive:
/// what `fuse::gpu` makes of it and the gradient of a ReLU.
#[derive(Clone, Debug)]
pub struct Conv2dInputGradMasked(pub Conv2dInputGrad);

/// Gradient of the weights `[kh, kw, c_in, c_out]`. Inputs `x`, `dy`.
#[derive(Clone, Debug)]
pub struct Conv2dFilterGrad {
    pub window: Window,
    /// `[kh, kw]`.
    pub kernel: [usize; 2],
}

impl Op for Conv2d {
    fn name(&self) -> &'static str {
        "conv2d"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let sizes = match inputs {
            [x, w] => self.0.sizes(x, w),
            _ => None,
        };
        let s =
            sizes.ok_or_else(|| misfit("conv2d", inputs, "[n, h, w, c_in] and [kh, kw, c_in, c_out] are wanted"))?;
        Ok(vec![Shape::from([s.n, s.oh, s.ow, s.c_out])])
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
            Some(graph.apply(Conv2dInputGrad { window: self.0, input, accumulate: false }, &[dy, w])?)
        } else {
            None
        };
        let dw = if wanted[1] {
            let kernel = [graph.shape(w).sizes()[0], graph.shape(w).sizes()[1]];
            Some(graph.apply(Conv2dFilterGrad { window: self.0, kernel }, &[x, dy])?)
        } else {
            None
        };
        Ok(vec![dx, dw])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = self.0.sizes(&args.shapes.inputs[0], &args.shapes.inputs[1]) else { return };
        let (x, w, y) = (args.inputs[0], args.inputs[1], &mut *args.outputs[0]);
        y.fill(0.0);
        s.taps(|input, weight, output| {
            for ci in 0..s.c_in {
                for co in 0..s.c_out {
                    y[output + co] += x[input + ci] * w[weight + ci * s.c_out + co];
                }
            }
        });
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::conv2d::forward(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        self.kernel(self.name(), shapes, 0)
    }
}

impl Conv2d {
    /// The launch; with moments of so many rows at a time as a second output, or none for 0.
    pub(crate) fn kernel(&self, name: &'static str, shapes: &Shapes, part: usize) -> Result<Kernel, Error> {
        let sizes = self.0.sizes(&shapes.inputs[0], &shapes.inputs[1]);
        let s = sizes.ok_or_else(|| misfit(name, &shapes.inputs, "no window fits"))?;
        let product = Product { size: [s.n * s.oh * s.ow, s.c_out], depth: s.c_in, part, ..Product::default() };
        Ok(s.windows(Kernel::product(name, crate::shader!("conv2d"), product), [s.h, s.w], [s.oh, s.ow], s.stride))
    }
}

impl Conv2dInputGrad {
    /// Sizes of the convolution whose input's gradient this is.
    pub fn sizes(&self, inputs: &[Shape]) -> Option<Sizes> {
        let s = self.window.sizes(&self.input, inputs.get(1)?)?;
        let same = inputs[0] == Shape::from([s.n, s.oh, s.ow, s.c_out])
            && inputs.len() == 2 + usize::from(self.accumulate)
            && (!self.accumulate || inputs[2] == self.input);
        same.then_some(s)
    }

    fn kernel(&self, name: &'static str, inputs: &[Shape], masked: bool) -> Result<Kernel, Error> {
        let s = self.sizes(inputs).ok_or_else(|| misfit(name, inputs, "no window fits"))?;
        // The pixels of a phase; some of the last may lie outside of the picture.
        let grid = [s.h.div_ceil(s.stride), s.w.div_ceil(s.stride)];
        let product = Product {
            size: [s.n * grid[0] * grid[1], s.c_in],
            depth: s.c_out,
            layers: s.stride * s.stride,
            b_along: true,
            ..Product::default()
        };
        let kernel = Kernel::product(name, crate::shader!("conv2d_input_grad"), product);
        Ok(s.windows(kernel, [s.oh, s.ow], grid, 1)
            .size("STRIDE", s.stride)
            .size("IN_H", s.h)
            .size("IN_W", s.w)
            .flag("ACCUMULATE", self.accumulate)
            .flag("MASKED", masked))
    }
}

impl Op for Conv2dInputGrad {
    fn name(&self) -> &'static str {
        "conv2d_input_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match self.sizes(inputs) {
            Some(_) => Ok(vec![self.input.clone()]),
            None => Err(misfit("conv2d_input_grad", inputs, "dy, w and the input's shape must belong together")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = self.sizes(&args.shapes.inputs) else { return };
        let (dy, w, dx) = (args.inputs[0], args.inputs[1], &mut *args.outputs[0]);
        match self.accumulate {
            true => dx.copy_from_slice(args.inputs[2]),
            false => dx.fill(0.0),
        }
        s.taps(|input, weight, output| {
            for ci in 0..s.c_in {
                for co in 0..s.c_out {
                    dx[input + ci] += dy[output + co] * w[weight + ci * s.c_out + co];
                }
            }
        });
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::conv2d_input_grad::input_grad(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        self.kernel(self.name(), &shapes.inputs, false)
    }
}

impl Op for Conv2dInputGradMasked {
    fn name(&self) -> &'static str {
        "conv2d_input_grad_masked"
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [rest @ .., y] if self.0.accumulate && self.0.sizes(rest).is_some() && *y == self.0.input => {
                Ok(vec![y.clone()])
            }
            _ => Err(misfit("conv2d_input_grad_masked", inputs, "dy, w, another path's gradient and y are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let [dy, w, other, y] = [0, 1, 2, 3].map(|input| args.inputs[input]);
        let other: Vec<f32> = other.iter().zip(y).map(|(other, y)| if *y > 0.0 { *other } else { 0.0 }).collect();
        let shapes = &Shapes { inputs: args.shapes.inputs[..3].to_vec(), updates: vec![], outputs: vec![] };
        let outputs = args.outputs.iter_mut().map(|dx| &mut **dx).collect();
        let inputs = SmallVec::from_slice(&[dy, w, &other]);
        self.0.reference(&mut Args { shapes, inputs, updates: SmallVec::new(), outputs });
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        self.0.kernel(self.name(), &shapes.inputs[..3], true)
    }
}

impl Conv2dFilterGrad {
    /// Sizes of the convolution whose weights' gradient this is.
    pub fn sizes(&self, inputs: &[Shape]) -> Option<Sizes> {
        let [x, dy] = inputs else { return None };
        let weight = Shape::from([self.kernel[0], self.kernel[1], x.channels(), dy.channels()]);
        let s = self.window.sizes(x, &weight)?;
        (*dy == Shape::from([s.n, s.oh, s.ow, s.c_out])).then_some(s)
    }
}

impl Op for Conv2dFilterGrad {
    fn name(&self) -> &'static str {
        "conv2d_filter_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match self.sizes(inputs) {
            Some(s) => Ok(vec![Shape::from([s.kh, s.kw, s.c_in, s.c_out])]),
            None => Err(misfit("conv2d_filter_grad", inputs, "x, dy and the window must belong together")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Some(s) = self.sizes(&args.shapes.inputs) else { return };
        let (x, dy, dw) = (args.inputs[0], args.inputs[1], &mut *args.outputs[0]);
        dw.fill(0.0);
        s.taps(|input, weight, output| {
            for ci in 0..s.c_in {
                for co in 0..s.c_out {
                    dw[weight + ci * s.c_out + co] += x[input + ci] * dy[output + co];
                }
            }
        });
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::conv2d_filter_grad::filter_grad(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let sizes = self.sizes(&shapes.inputs);
        let s = sizes.ok_or_else(|| misfit(self.name(), &shapes.inputs, "no window fits"))?;
        let product = Product {
            size: [s.c_in, s.c_out],
            steps: s.n * s.oh,
            depth: s.ow,
            layers: s.kh * s.kw,
            a_across: true,
            ..Product::default()
        };
        Ok(s.constants(Kernel::product(self.name(), crate::shader!("conv2d_filter_grad"), product), s.c_in)
            .size("C_IN", s.c_in))
    }
}

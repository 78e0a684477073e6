//! Two-dimensional convolution without bias (a batch norm follows it everywhere).

use tensor::op::conv2d::{Conv2d as ConvOp, Window};
use tensor::{Error, Shape, TensorId};

use super::{Held, Init, Layer, LayerKind, Window as Seen};
use crate::build::Build;

/// A square kernel whose padding keeps the picture's size at stride 1 and halves it at stride 2.
#[derive(Clone, Debug)]
pub struct Conv2d {
    pub channels_in: usize,
    pub channels_out: usize,
    /// Side of the kernel, odd.
    pub kernel: usize,
    pub stride: usize,
}

impl Conv2d {
    fn op_window(&self) -> Window {
        Window { stride: self.stride, padding: self.kernel / 2 }
    }
}

impl LayerKind for Conv2d {
    fn kind(&self) -> &'static str {
        "conv2d"
    }

    /// Kaiming normal by fan-out: std = sqrt(2 / (k k c_out)), which keeps gradients at one scale through ReLUs
    /// (He et al. 2015, arXiv:1502.01852, eq. 14).
    fn parameters(&self) -> Vec<Held> {
        let fan_out = (self.kernel * self.kernel * self.channels_out) as f32;
        vec![Held {
            name: "weight",
            shape: Shape::from([self.kernel, self.kernel, self.channels_in, self.channels_out]),
            init: Init::Normal { std: (2.0 / fan_out).sqrt() },
            decay: true,
        }]
    }

    fn output(&self, input: &Shape) -> Shape {
        let [h, w, _] = input.dims().unwrap_or_default();
        Shape::from([h.div_ceil(self.stride), w.div_ceil(self.stride), self.channels_out])
    }

    fn window(&self) -> Seen {
        Seen { size: self.kernel, step: self.stride, before: self.kernel / 2 }
    }

    fn forward(&self, layer: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        let weight = build.parameter(layer, "weight")?;
        build.graph.apply(ConvOp(self.op_window()), &[x, weight])
    }
}

//! Mean over height and width: from feature maps to one number per channel.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// y[n, c] = mean over h and w of x[n, h, w, c].
#[derive(Clone, Debug)]
pub struct GlobalAveragePool;

/// dx[n, h, w, c] = dy[n, c] / (h w). Input `dy` `[n, c]`.
#[derive(Clone, Debug)]
pub struct GlobalAveragePoolGrad {
    pub height: usize,
    pub width: usize,
}

impl Op for GlobalAveragePool {
    fn name(&self) -> &'static str {
        "global_average_pool"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs.first().and_then(Shape::dims) {
            Some([n, _, _, c]) if inputs.len() == 1 => Ok(vec![Shape::from([n, c])]),
            _ => Err(misfit("global_average_pool", inputs, "[n, h, w, c] is wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        _: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let (Some(dy), Some([_, height, width, _])) = (d[0], graph.shape(node.inputs[0]).dims()) else {
            return Ok(vec![None]);
        };
        Ok(vec![Some(graph.apply(GlobalAveragePoolGrad { height, width }, &[dy])?)])
    }

    fn reference(&self, args: &mut Args<'_>) {
        let [_, h, w, c] = args.shapes.inputs[0].dims().unwrap_or_default();
        let scale = 1.0 / (h * w) as f32;
        let pictures = args.inputs[0].chunks_exact(h * w * c);
        for (y, x) in args.outputs[0].chunks_exact_mut(c).zip(pictures) {
            y.fill(0.0);
            for x in x.chunks_exact(c) {
                for (y, x) in y.iter_mut().zip(x) {
                    *y += x;
                }
            }
            for y in y {
                *y *= scale;
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let [n, h, w, c] = shapes.inputs[0].dims().unwrap_or_default();
        Ok(Kernel::new(self.name(), crate::shader!("global_average_pool"))
            .size("PICTURES", n)
            .size("AREA", h * w)
            .size("CHANNELS", c)
            .over(n * c.div_ceil(4)))
    }
}

impl Op for GlobalAveragePoolGrad {
    fn name(&self) -> &'static str {
        "global_average_pool_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs.first().and_then(Shape::dims) {
            Some([n, c]) if inputs.len() == 1 => Ok(vec![Shape::from([n, self.height, self.width, c])]),
            _ => Err(misfit("global_average_pool_grad", inputs, "[n, c] is wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let c = args.shapes.inputs[0].channels();
        let area = self.height * self.width;
        let scale = 1.0 / area as f32;
        for (dx, dy) in args.outputs[0].chunks_exact_mut(area * c).zip(args.inputs[0].chunks_exact(c)) {
            for dx in dx.chunks_exact_mut(c) {
                for (dx, dy) in dx.iter_mut().zip(dy) {
                    *dx = dy * scale;
                }
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let [n, c] = shapes.inputs[0].dims().unwrap_or_default();
        let area = self.height * self.width;
        Ok(Kernel::new(self.name(), crate::shader!("global_average_pool_grad"))
            .size("PICTURES", n)
            .size("AREA", area)
            .size("CHANNELS", c)
            .over(n * area * c.div_ceil(4)))
    }
}

//! A convolution that batch norm follows, where invocations of a GPU meet: what `fuse::gpu` makes of it and of the batch's
//! statistics. The convolution's workgroups have its values at hand; nobody reads the picture again for its moments.

#[cfg(not(target_arch = "wasm32"))]
use smallvec::SmallVec;

use super::conv2d::{Conv2d, Window};
#[cfg(not(target_arch = "wasm32"))]
use super::{misfit, Args};
use super::{Kernel, Op, Shapes};
use crate::error::Error;
use crate::shape::Shape;

/// Rows (pixels) of a part whose moments are taken together, whatever a device's tiles are.
pub(crate) const PART: usize = 64;

/// [`Conv2d`], whose second output holds the moments of its first by parts of [`PART`] pixels, the last part with what is
/// left: `[2 parts, c_out]`, where row 2i has the means of part i and row 2i + 1 its sums of squared deviations from them.
#[derive(Clone, Debug)]
pub struct Conv2dMoments(pub Window);

/// Mean and variance of each channel from the moments of parts (Chan et al.). Input `[2 parts, c]`; outputs `mean`,
/// `variance` `[c]`. A second input of the same shape has its mean and variance follow.
#[derive(Clone, Debug)]
pub struct MergeMoments {
    /// Rows in all parts.
    pub rows: usize,
}

/// Shape of the moments of so many rows.
pub(crate) fn moments(rows: usize, channels: usize) -> Shape {
    Shape::from([2 * rows.div_ceil(PART), channels])
}

impl Op for Conv2dMoments {
    fn name(&self) -> &'static str {
        "conv2d_moments"
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let sizes = match inputs {
            [x, w] => self.0.sizes(x, w),
            _ => None,
        };
        let s = sizes.ok_or_else(|| misfit("conv2d_moments", inputs, "a picture and a filter are wanted"))?;
        let y = Shape::from([s.n, s.oh, s.ow, s.c_out]);
        Ok(vec![y, moments(s.n * s.oh * s.ow, s.c_out)])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let [y, moments] = args.outputs.as_mut_slice() else { return };
        let (shapes, inputs) = (args.shapes, SmallVec::from_slice(&[args.inputs[0], args.inputs[1]]));
        let outputs = SmallVec::from_iter([&mut **y]);
        Conv2d(self.0).reference(&mut Args { shapes, inputs, updates: SmallVec::new(), outputs });
        let c = shapes.outputs[0].channels();
        for (y, moments) in y.chunks(PART * c).zip(moments.chunks_exact_mut(2 * c)) {
            for channel in 0..c {
                let values = || y.iter().skip(channel).step_by(c);
                let mean = values().sum::<f32>() / (y.len() / c) as f32;
                moments[channel] = mean;
                moments[c + channel] = values().map(|value| (value - mean) * (value - mean)).sum();
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Conv2d(self.0).kernel(self.name(), shapes, PART)
    }
}

impl Op for MergeMoments {
    fn name(&self) -> &'static str {
        "merge_moments"
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let c = inputs.first().map_or(0, Shape::channels);
        match (1..=2).contains(&inputs.len()) && inputs.iter().all(|input| *input == moments(self.rows, c)) {
            true => Ok(vec![Shape::from([c]); 2 * inputs.len()]),
            false => Err(misfit("merge_moments", inputs, "moments of one tensor or two are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let c = args.shapes.inputs[0].channels();
        for (moments, merged) in args.inputs.iter().zip(args.outputs.chunks_exact_mut(2)) {
            for channel in 0..c {
                let parts = || {
                    let rows = (0..).map(|part| PART.min(self.rows - part * PART) as f32);
                    rows.zip(moments.chunks_exact(2 * c)).map(|(rows, part)| (rows, part[channel], part[c + channel]))
                };
                let mean = parts().map(|(rows, mean, _)| rows * mean).sum::<f32>() / self.rows as f32;
                let squares: f32 = parts().map(|(rows, own, sum)| sum + rows * (own - mean) * (own - mean)).sum();
                merged[0][channel] = mean;
                merged[1][channel] = squares / self.rows as f32;
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let [parts, c] = [shapes.inputs[0].sizes()[0] / 2, shapes.inputs[0].channels()];
        let kernel = Kernel::sums(self.name(), crate::shader!("batch_norm_stats"), parts, c);
        let kernel = kernel.flag("TWO", shapes.inputs.len() == 2).flag("PARTS", true);
        Ok(kernel.size("COUNT", self.rows).size("PART", PART).layers(shapes.inputs.len()))
    }
}

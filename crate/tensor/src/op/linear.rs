//! A linear layer in one launch, and its gradient in one: what `fuse::gpu` makes of products, bias and pooling, which are
//! so small in a network's head that a launch of each takes longer than its work.

use super::matmul::MatMul;
#[cfg(not(target_arch = "wasm32"))]
use super::{misfit, Args};
use super::{Kernel, Op, Shapes};
#[cfg(not(target_arch = "wasm32"))]
use crate::{Error, Shape};

/// y = x w + bias. Inputs `x` `[n, i]`, `w` `[i, k]`, `bias` `[k]`.
#[derive(Clone, Debug)]
pub struct Linear;

/// dx = dy w^T / area, the same at every pixel of `area`, dw = x^T dy, dbias = the sum over rows of dy.
/// Inputs `x` `[n, i]`, `w` `[i, k]`, `dy` `[n, k]`; outputs dx `[n, .., i]` with `area` pixels, dw, dbias.
#[derive(Clone, Debug)]
pub struct LinearGrad {
    /// Height and width of the pictures that were averaged before the layer; `[1, 1]` for none.
    pub area: [usize; 2],
}

impl Op for Linear {
    fn name(&self) -> &'static str {
        "linear"
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let sizes = inputs.get(..2).and_then(|product| MatMul::default().sizes(product));
        match (inputs, sizes) {
            ([_, _, bias], Some([n, _, k])) if bias.sizes() == [k] => Ok(vec![Shape::from([n, k])]),
            _ => Err(misfit("linear", inputs, "[n, i], [i, k] and [k] are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let [_, i, k] = MatMul::default().sizes(&args.shapes.inputs[..2]).unwrap_or_default();
        let [x, w, bias] = [0, 1, 2].map(|input| args.inputs[input]);
        for (y, x) in args.outputs[0].chunks_exact_mut(k).zip(x.chunks_exact(i)) {
            for (column, y) in y.iter_mut().enumerate() {
                let mut sum = 0.0;
                for (i, x) in x.iter().enumerate() {
                    sum += x * w[i * k + column];
                }
                *y = sum + bias[column];
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, crate::Error> {
        Ok(MatMul::default().kernel(self.name(), shapes, true))
    }
}

impl Op for LinearGrad {
    fn name(&self) -> &'static str {
        "linear_grad"
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let sizes = inputs.get(..2).and_then(|product| MatMul::default().sizes(product));
        match (inputs, sizes, self.area) {
            ([x, w, dy], Some([n, i, k]), [height, width]) if dy.sizes() == [n, k] => {
                let dx = if height * width == 1 { x.clone() } else { Shape::from([n, height, width, i]) };
                Ok(vec![dx, w.clone(), Shape::from([k])])
            }
            _ => Err(misfit("linear_grad", inputs, "[n, i], [i, k] and [n, k] are wanted")),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let [i, k] = args.shapes.inputs[1].dims().unwrap_or_default();
        let area = self.area[0] * self.area[1];
        let [x, w, dy] = [0, 1, 2].map(|input| args.inputs[input]);
        let [dx, dw, dbias] = args.outputs.as_mut_slice() else { return };
        for (dx, dy) in dx.chunks_exact_mut(area * i).zip(dy.chunks_exact(k)) {
            for (at, dx) in dx.iter_mut().enumerate() {
                let mut sum = 0.0;
                for (dy, w) in dy.iter().zip(&w[at % i * k..]) {
                    sum += dy * w;
                }
                *dx = sum * (1.0 / area as f32);
            }
        }
        dw.fill(0.0);
        dbias.fill(0.0);
        for (x, dy) in x.chunks_exact(i).zip(dy.chunks_exact(k)) {
            for (column, dy) in dy.iter().enumerate() {
                dbias[column] += dy;
                for (i, x) in x.iter().enumerate() {
                    dw[i * k + column] += x * dy;
                }
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, crate::Error> {
        let (dx, w) = (shapes.outputs[0].len(), shapes.inputs[1].len());
        let columns = shapes.inputs[1].channels();
        Ok(Kernel::new(self.name(), crate::shader!("linear_grad"))
            .size("ROWS", shapes.inputs[0].len() / shapes.inputs[0].channels())
            .size("INPUTS", w / columns)
            .size("COLUMNS", columns)
            .size("AREA", self.area[0] * self.area[1])
            .over(dx + w + columns))
    }
}

//! Product of two matrices.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::cpu::Scratch;
use crate::error::Error;
use crate::gpu::Product;
use crate::graph::{Graph, Node, TensorId};
use crate::shape::Shape;

/// Products that an invocation of the GPU sums up in a row.
const STEP: usize = 16;

/// c = a b, where either may be taken transposed. Inputs `a` `[m, k]` (or `[k, m]`), `b` `[k, n]` (or `[n, k]`);
/// output `[m, n]`. Each output is one sum over k in ascending order.
#[derive(Clone, Debug, Default)]
pub struct MatMul {
    pub transpose_a: bool,
    pub transpose_b: bool,
}

impl MatMul {
    /// The launch, with a third input that is added to every row where there is a bias.
    pub(crate) fn kernel(&self, name: &'static str, shapes: &Shapes, bias: bool) -> Kernel {
        let [m, k, n] = self.sizes(&shapes.inputs[..2]).unwrap_or_default();
        let depth = k.next_multiple_of(4).min(STEP);
        let product = Product {
            size: [m, n],
            steps: k.div_ceil(depth),
            depth,
            a_across: self.transpose_a,
            b_along: self.transpose_b,
            ..Product::default()
        };
        Kernel::product(name, crate::shader!("matmul"), product).size("K", k).flag("BIAS", bias)
    }

    /// `[m, k, n]` for these input shapes.
    pub fn sizes(&self, inputs: &[Shape]) -> Option<[usize; 3]> {
        let [a, b] = inputs else { return None };
        let ([a0, a1], [b0, b1]) = (a.dims()?, b.dims()?);
        let (m, k) = if self.transpose_a { (a1, a0) } else { (a0, a1) };
        let (kb, n) = if self.transpose_b { (b1, b0) } else { (b0, b1) };
        (k == kb).then_some([m, k, n])
    }
}

impl Op for MatMul {
    fn name(&self) -> &'static str {
        "matmul"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match self.sizes(inputs) {
            Some([m, _, n]) => Ok(vec![Shape::from([m, n])]),
            None => Err(misfit("matmul", inputs, "two matrices with one inner size are wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        wanted: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let Some(dc) = d[0] else { return Ok(vec![None, None]) };
        let (a, b) = (node.inputs[0], node.inputs[1]);
        let mut mm = |transpose_a, transpose_b, x, y| graph.apply(MatMul { transpose_a, transpose_b }, &[x, y]);
        // With A and B as they enter the product: dA = dC B^T, dB = A^T dC; a transposed input takes the transpose.
        let da = match (wanted[0], self.transpose_a) {
            (false, _) => None,
            (true, false) => Some(mm(false, !self.transpose_b, dc, b)?),
            (true, true) => Some(mm(self.transpose_b, true, b, dc)?),
        };
        let db = match (wanted[1], self.transpose_b) {
            (false, _) => None,
            (true, false) => Some(mm(!self.transpose_a, false, a, dc)?),
            (true, true) => Some(mm(true, self.transpose_a, dc, a)?),
        };
        Ok(vec![da, db])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let [m, k, n] = self.sizes(&args.shapes.inputs).unwrap_or_default();
        let (a, b) = (args.inputs[0], args.inputs[1]);
        for row in 0..m {
            for column in 0..n {
                let mut sum = 0.0;
                for i in 0..k {
                    let x = if self.transpose_a { a[i * m + row] } else { a[row * k + i] };
                    let y = if self.transpose_b { b[column * k + i] } else { b[i * n + column] };
                    sum += x * y;
                }
                args.outputs[0][row * n + column] = sum;
            }
        }
    }

    fn cpu(&self, args: &mut Args<'_>, scratch: &mut Scratch) {
        crate::cpu::matmul::matmul(self, args, scratch);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(self.kernel(self.name(), shapes, false))
    }
}

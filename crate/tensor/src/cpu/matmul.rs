//! Matrix products on the register tile of [`super::tile`]: b goes into panels; a is read in place, or transposed first.

use crate::op::matmul::MatMul;
use crate::op::Args;

use super::lanes::{dispatch, panel, Job, Lanes};
use super::split::over_chunks;
use super::tile::{self, Run, Target};
use super::Scratch;

/// How many of a's numbers, for each row of a tile, stay in the cache beside a panel.
const CACHE_NUMBERS: usize = 1 << 13;

/// out = a b for rows of k numbers, where b is in panels.
pub(super) struct Product<'a> {
    pub a: &'a [f32],
    pub packed: &'a [f32],
    pub k: usize,
    pub n: usize,
    pub out: &'a mut [f32],
}

impl Job for Product<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let (k, n, width) = (self.k, self.n, V::Panel::N);
        let rows = self.out.len() / n;
        assert!(self.a.len() >= rows * k && self.packed.len() >= n.div_ceil(width) * k * width);
        let runs = [Run { offset: 0, len: k }];
        // Rows of a that stay in the cache for all panels.
        let block = (CACHE_NUMBERS / 2 / k.max(1)).max(1) * tile::TALL_ROWS;
        for row in (0..rows).step_by(block) {
            for (index, first) in (0..n).step_by(width).enumerate() {
                // SAFETY: the assertion above; `out` is rows × n.
                unsafe {
                    let out = self.out.as_mut_ptr().add(row * n + first);
                    let target = Target { out, plus: std::ptr::null(), step: n, columns: width.min(n - first) };
                    let packed = self.packed.as_ptr().add(index * k * width);
                    let a = self.a.as_ptr().add(row * k);
                    tile::rows::<V>(a, k, &runs, packed, block.min(rows - row), target);
                }
            }
        }
    }
}

impl Product<'_> {
    /// One function for all who want products: the page's program is to stay small.
    #[inline(never)]
    pub fn compute(self) {
        dispatch(self);
    }
}

/// c = a b.
pub fn matmul(op: &MatMul, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some([m, k, n]) = op.sizes(&args.shapes.inputs) else { return };
    let (a, b) = (args.inputs[0], args.inputs[1]);
    let Scratch { packed, padded, sums, sharing, .. } = scratch;
    if op.transpose_b {
        let width = panel();
        packed.clear();
        packed.resize(n.div_ceil(width) * k * width, 0.0);
        tile::pack_columns(k, width, k * width, packed, b);
    } else {
        tile::pack_rows(k, n, panel(), packed, b);
    }
    let a = if op.transpose_a {
        padded.clear();
        padded.extend((0..m * k).map(|i| a[i % k * m + i / k]));
        &*padded
    } else {
        a
    };
    let packed = &*packed;
    let chunk = sharing.chunk_len(m, n, k * n);
    over_chunks(args.outputs[0], chunk, sums, 0, |index, out, _| {
        let a = &a[index * (chunk / n) * k..];
        Product { a, packed, k, n, out }.compute();
    });
}

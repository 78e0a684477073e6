//! Convolutions as matrix products whose left side is never written out: for each output pixel the window's rows are
//! contiguous runs of the (zero-bordered) NHWC picture, so the register tile of [`super::tile`] reads them in place. Rows are
//! output pixels, columns output channels. The gradients are [`super::conv2d_input_grad`] and [`super::conv2d_filter_grad`].

use crate::op::conv2d::{Conv2d, Sizes};
use crate::op::Args;

use super::lanes::{dispatch, panel, Job, Lanes};
use super::split::over_chunks;
use super::tile::{self, Run, Target};
use super::{winograd, Scratch};

/// A picture set into a larger one of zeros.
#[derive(Clone, Copy, Debug)]
pub(super) struct Border {
    pub h: usize,
    pub w: usize,
    pub c: usize,
    pub top: usize,
    pub left: usize,
    /// Height and width with the border.
    pub ph: usize,
    pub pw: usize,
}

impl Border {
    pub fn len(&self) -> usize {
        self.ph * self.pw * self.c
    }

    pub fn is_none(&self) -> bool {
        (self.ph, self.pw) == (self.h, self.w)
    }

    pub fn copy(&self, picture: &[f32], out: &mut [f32]) {
        out.fill(0.0);
        let row = self.w * self.c;
        for (y, picture) in picture.chunks_exact(row).enumerate() {
            let at = ((y + self.top) * self.pw + self.left) * self.c;
            out[at..at + row].copy_from_slice(picture);
        }
    }
}

/// One dense sweep: a grid of output pixels, each the product of runs of the input with packed weights.
pub(super) struct Sweep<'a> {
    /// Bordered input of one picture.
    pub x: &'a [f32],
    pub runs: &'a [Run],
    /// Panels of `depth` rows each.
    pub weights: &'a [f32],
    pub depth: usize,
    /// Output channels.
    pub columns: usize,
    /// Grid of output pixels.
    pub rows: usize,
    pub row_len: usize,
    /// Numbers of input from one output pixel to the next along a row, and from one row to the next.
    pub x_step: usize,
    pub x_row: usize,
    pub out: &'a mut [f32],
    pub plus: Option<&'a [f32]>,
    /// Numbers of output: first pixel, between pixels, between rows.
    pub out_first: usize,
    pub out_step: usize,
    pub out_row: usize,
}

impl Job for Sweep<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let width = V::Panel::N;
        if self.rows == 0 || self.row_len == 0 {
            return;
        }
        let reach = self.runs.iter().map(|r| r.offset + r.len).max().unwrap_or(0);
        let last_x = (self.rows - 1) * self.x_row + (self.row_len - 1) * self.x_step + reach;
        let last_out =
            self.out_first + (self.rows - 1) * self.out_row + (self.row_len - 1) * self.out_step + self.columns;
        let depth: usize = self.runs.iter().map(|r| r.len).sum();
        // The bounds that all of the unchecked accesses below keep.
        assert!(last_x <= self.x.len() && last_out <= self.out.len() && depth == self.depth);
        assert!(self.weights.len() >= self.columns.div_ceil(width) * depth * width);
        assert!(self.plus.is_none_or(|p| p.len() == self.out.len()));
        for (index, first) in (0..self.columns).step_by(width).enumerate() {
            let columns = width.min(self.columns - first);
            for row in 0..self.rows {
                let at = self.out_first + row * self.out_row + first;
                // SAFETY: the assertions above.
                unsafe {
                    let target = Target {
                        out: self.out.as_mut_ptr().add(at),
                        plus: self.plus.map_or(std::ptr::null(), |p| p.as_ptr().add(at)),
                        step: self.out_step,
                        columns,
                    };
                    let weights = self.weights.as_ptr().add(index * depth * width);
                    let x = self.x.as_ptr().add(row * self.x_row);
                    tile::rows::<V>(x, self.x_step, self.runs, weights, self.row_len, target);
                }
            }
        }
    }
}

/// y = conv(x, w).
pub fn forward(op: &Conv2d, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = op.0.sizes(&args.shapes.inputs[0], &args.shapes.inputs[1]) else { return };
    if winograd::fits(&s) {
        return winograd::convolve(&s, false, args.inputs[0], args.inputs[1], None, args.outputs[0], scratch);
    }
    let border = input_border(&s);
    let depth = s.kh * s.kw * s.c_in;
    tile::pack_rows(depth, s.c_out, panel(), &mut scratch.packed, args.inputs[1]);
    let runs: Vec<Run> = (0..s.kh).map(|ky| Run { offset: ky * border.pw * s.c_in, len: s.kw * s.c_in }).collect();
    let (x, packed) = (args.inputs[0], &scratch.packed);
    let (picture, out_picture) = (s.h * s.w * s.c_in, s.oh * s.ow * s.c_out);
    let chunk = scratch.sharing.chunk_len(s.n, out_picture, depth * out_picture);
    let pad = if border.is_none() { 0 } else { border.len() };
    over_chunks(args.outputs[0], chunk, &mut scratch.padded, pad, |index, out, padded| {
        for (i, out) in out.chunks_exact_mut(out_picture).enumerate() {
            let n = index * (chunk / out_picture) + i;
            let x = &x[n * picture..(n + 1) * picture];
            let x = if border.is_none() {
                x
            } else {
                border.copy(x, padded);
                &*padded
            };
            dispatch(Sweep {
                x,
                runs: &runs,
                weights: packed,
                depth,
                columns: s.c_out,
                rows: s.oh,
                row_len: s.ow,
                x_step: s.stride * s.c_in,
                x_row: s.stride * border.pw * s.c_in,
                out,
                plus: None,
                out_first: 0,
                out_step: s.c_out,
                out_row: s.ow * s.c_out,
            });
        }
    });
}

/// The input with the convolution's padding around it.
pub(super) fn input_border(s: &Sizes) -> Border {
    let p = s.padding;
    Border { h: s.h, w: s.w, c: s.c_in, top: p, left: p, ph: s.h + 2 * p, pw: s.w + 2 * p }
}

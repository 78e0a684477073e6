//! The filter's gradient of a convolution: rows are the window's inputs, columns output channels, the sum runs over all
//! pixels in order.

use crate::op::conv2d::{Conv2dFilterGrad, Sizes};
use crate::op::Args;

use super::conv2d::{input_border, Border};
use super::lanes::{dispatch, panel, Job, Lanes};
use super::split::{over_chunks, NUMBER};
use super::tile::{self, ROWS, TALL_ROWS};
use super::{winograd, Scratch};

/// The sums of some rows of the filter's gradient, over all pictures.
pub(super) struct Gather<'a> {
    s: Sizes,
    /// Bordered inputs of all pictures.
    x: &'a [f32],
    border: Border,
    /// Output gradients, and the same with the last panel filled up where the channels do not fill it.
    dy: &'a [f32],
    tail: &'a [f32],
    /// First row of `sums` among all of the filter's rows.
    first: usize,
    /// `[rows][whole panels]`.
    sums: &'a mut [f32],
}

impl<'a> Gather<'a> {
    /// sums += aᵀ b, for `rows` rows of each: a convolution of 1 × 1 on a picture of one line.
    pub fn product(a: &'a [f32], b: &'a [f32], rows: usize, c_in: usize, c_out: usize, sums: &'a mut [f32]) -> Self {
        let border = Border { h: 1, w: rows, c: c_in, top: 0, left: 0, ph: 1, pw: rows };
        let (stride, padding) = (1, 0);
        let s = Sizes { n: 1, h: 1, w: rows, c_in, kh: 1, kw: 1, oh: 1, ow: rows, c_out, stride, padding };
        Gather { s, x: a, border, dy: b, tail: &[], first: 0, sums }
    }

    /// One function for all who want such sums: the page's program is to stay small.
    #[inline(never)]
    pub fn compute(self) {
        dispatch(self);
    }
}

/// Rows of pixels that are worked on before the next tile's turn, so that what they read stays in the first cache.
const CACHE_NUMBERS: usize = 5_000;

impl Job for Gather<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let (s, width) = (self.s, V::Panel::N);
        let stride = s.c_out.div_ceil(width) * width;
        let rows = self.sums.len() / stride;
        let line = s.kw * s.c_in;
        let picture = self.border.len();
        let in_cache = (CACHE_NUMBERS / (s.ow * (s.c_out + s.stride * s.c_in))).clamp(1, s.oh);
        assert!(self.x.len() >= s.n * picture && self.dy.len() >= s.n * s.oh * s.ow * s.c_out);
        assert!(s.c_out.is_multiple_of(width) || self.tail.len() >= s.n * s.oh * s.ow * width);
        assert!(self.first + rows <= s.kh * line);
        assert!(s.stride * (s.oh - 1) + s.kh <= self.border.ph && s.stride * (s.ow - 1) + s.kw <= self.border.pw);
        for n in 0..s.n {
            for top in (0..s.oh).step_by(in_cache) {
                let bottom = (top + in_cache).min(s.oh);
                let mut row = 0;
                while row < rows {
                    // A tile's rows must be neighbours in memory: within one line of the window.
                    let (ky, within) = ((self.first + row) / line, (self.first + row) % line);
                    let m = match (rows - row).min(line - within) {
                        TALL_ROWS.. if V::TALL => TALL_ROWS,
                        ROWS.. => ROWS,
                        _ => 1,
                    };
                    for first in (0..s.c_out).step_by(width) {
                        let (dy, y_step) = if first + width <= s.c_out {
                            (&self.dy[n * s.oh * s.ow * s.c_out + first..], s.c_out)
                        } else {
                            (&self.tail[n * s.oh * s.ow * width..], width)
                        };
                        let at = Tile {
                            x: &self.x[n * picture + ky * self.border.pw * s.c_in + within..],
                            x_row: s.stride * self.border.pw * s.c_in,
                            dy,
                            y_step,
                            top,
                            bottom,
                            s,
                        };
                        let sums = &mut self.sums[row * stride + first..];
                        // SAFETY: the assertions above bound every pixel's reads; `sums` has m rows of `stride`.
                        unsafe {
                            match m {
                                TALL_ROWS if V::TALL => at.add::<V::Panel, TALL_ROWS>(sums, stride),
                                ROWS => at.add::<V::Panel, ROWS>(sums, stride),
                                _ => at.add::<V::Panel, 1>(sums, stride),
                            }
                        }
                    }
                    row += m;
                }
            }
        }
    }
}

struct Tile<'a> {
    x: &'a [f32],
    x_row: usize,
    dy: &'a [f32],
    y_step: usize,
    top: usize,
    bottom: usize,
    s: Sizes,
}

impl Tile<'_> {
    /// # Safety
    /// Inputs must reach as far as the rows `top..bottom` ask for; `sums` must hold `M` rows of a panel, `stride` apart.
    #[inline(always)]
    unsafe fn add<P: Lanes, const M: usize>(&self, sums: &mut [f32], stride: usize) {
        assert!(sums.len() >= (M - 1) * stride + P::N);
        unsafe {
            let mut tile = tile::restore::<P, M>(sums.as_ptr(), stride);
            for row in self.top..self.bottom {
                let x = self.x.as_ptr().add(row * self.x_row);
                let dy = self.dy.as_ptr().add(row * self.s.ow * self.y_step);
                tile::outer::<P, M>(x, self.s.stride * self.s.c_in, dy, self.y_step, self.s.ow, &mut tile);
            }
            tile::save(tile, sums.as_mut_ptr(), stride);
        }
    }
}

/// dw = the filter's gradient.
pub fn filter_grad(op: &Conv2dFilterGrad, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = op.sizes(&args.shapes.inputs) else { return };
    let (x, dy) = (args.inputs[0], args.inputs[1]);
    if winograd::fits(&s) {
        return winograd::filter_grad(&s, x, dy, args.outputs[0], scratch);
    }
    let border = input_border(&s);
    let Scratch { packed: unused, padded, columns, sums, sharing, .. } = scratch;
    let x = if border.is_none() {
        x
    } else {
        padded.resize(s.n * border.len(), 0.0);
        let picture = s.h * s.w * s.c_in;
        let chunk = sharing.chunk_len(s.n, border.len(), NUMBER * border.len());
        over_chunks(padded, chunk, unused, 0, |index, out, _| {
            let x = &x[index * (chunk / border.len()) * picture..];
            x.chunks_exact(picture).zip(out.chunks_exact_mut(border.len())).for_each(|(x, out)| border.copy(x, out));
        });
        &*padded
    };
    let width = panel();
    let full = s.c_out / width * width;
    columns.clear();
    if full < s.c_out {
        for dy in dy.chunks_exact(s.c_out) {
            columns.extend_from_slice(&dy[full..]);
            columns.resize(columns.len() + width - (s.c_out - full), 0.0);
        }
    }
    let tail = &*columns;
    let stride = s.c_out.div_ceil(width) * width;
    // Shares are whole tiles of rows.
    let rows = s.kh * s.kw * s.c_in;
    let chunk_rows = sharing.chunk_len(rows.div_ceil(TALL_ROWS), TALL_ROWS, TALL_ROWS * s.n * s.oh * s.ow * s.c_out);
    over_chunks(args.outputs[0], chunk_rows * s.c_out, sums, chunk_rows * stride, |index, out, sums| {
        let sums = &mut sums[..out.len() / s.c_out * stride];
        sums.fill(0.0);
        Gather { s, x, border, dy, tail, first: index * chunk_rows, sums: &mut *sums }.compute();
        for (out, sums) in out.chunks_exact_mut(s.c_out).zip(sums.chunks_exact(stride)) {
            out.copy_from_slice(&sums[..s.c_out]);
        }
    });
}

//! Convolutions as matrix products whose left side is never written out: for each output pixel the window's rows are
//! contiguous runs of the (zero-bordered) NHWC picture, so the register tile of [`super::tile`] reads them in place.
//!
//! - Forward: rows are output pixels, columns output channels.
//! - Input gradient: the same over dy with mirrored weights; at stride 2 the four parities of input pixels are four
//!   small convolutions, each with only the taps that meet it.
//! - Filter gradient: rows are the window's inputs, columns output channels, the sum runs over all pixels in order.

use crate::op::conv2d::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Sizes};
use crate::op::Args;

use super::lanes::{dispatch, panel, Job, Lanes};
use super::split::{over_chunks, NUMBER};
use super::tile::{self, Run, Target, ROWS};
use super::{winograd, Scratch};

/// A picture set into a larger one of zeros.
#[derive(Clone, Copy, Debug)]
struct Border {
    h: usize,
    w: usize,
    c: usize,
    top: usize,
    left: usize,
    /// Height and width with the border.
    ph: usize,
    pw: usize,
}

impl Border {
    fn len(&self) -> usize {
        self.ph * self.pw * self.c
    }

    fn is_none(&self) -> bool {
        (self.ph, self.pw) == (self.h, self.w)
    }

    fn copy(&self, picture: &[f32], out: &mut [f32]) {
        out.fill(0.0);
        let row = self.w * self.c;
        for (y, picture) in picture.chunks_exact(row).enumerate() {
            let at = ((y + self.top) * self.pw + self.left) * self.c;
            out[at..at + row].copy_from_slice(picture);
        }
    }
}

/// One dense sweep: a grid of output pixels, each the product of runs of the input with packed weights.
struct Sweep<'a> {
    /// Bordered input of one picture.
    x: &'a [f32],
    runs: &'a [Run],
    /// Panels of `depth` rows each.
    weights: &'a [f32],
    depth: usize,
    /// Output channels.
    columns: usize,
    /// Grid of output pixels.
    rows: usize,
    row_len: usize,
    /// Numbers of input from one output pixel to the next along a row, and from one row to the next.
    x_step: usize,
    x_row: usize,
    out: &'a mut [f32],
    plus: Option<&'a [f32]>,
    /// Numbers of output: first pixel, between pixels, between rows.
    out_first: usize,
    out_step: usize,
    out_row: usize,
}

impl Job for Sweep<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let width = 2 * V::N;
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
fn input_border(s: &Sizes) -> Border {
    let p = s.padding;
    Border { h: s.h, w: s.w, c: s.c_in, top: p, left: p, ph: s.h + 2 * p, pw: s.w + 2 * p }
}

/// Along one axis: which taps meet input positions of a parity, and which dy position the first of them reads.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Phase {
    /// First input position.
    first: usize,
    /// Number of input positions.
    count: usize,
    /// Taps in the order of the dy positions they read, which are consecutive.
    taps: Vec<usize>,
    /// dy position (may be negative) that the first tap reads for the first input position.
    start: isize,
}

/// Input positions `size`, output positions read at `(i + padding - tap) / stride` where that is whole.
fn phases(size: usize, kernel: usize, stride: usize, padding: usize) -> Vec<Phase> {
    (0..stride.min(size))
        .map(|first| {
            // Descending taps read ascending dy positions.
            let taps: Vec<usize> = (0..kernel)
                .rev()
                .filter(|tap| (first + padding + stride * kernel - tap).is_multiple_of(stride))
                .collect();
            let start = match taps.first() {
                Some(tap) => ((first + padding) as isize - *tap as isize) / stride as isize,
                None => 0,
            };
            Phase { first, count: (size - first).div_ceil(stride), taps, start }
        })
        .collect()
}

/// dx = (other +) conv's input gradient.
pub fn input_grad(op: &Conv2dInputGrad, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = op.sizes(&args.shapes.inputs) else { return };
    let (dy, w) = (args.inputs[0], args.inputs[1]);
    let plus = op.accumulate.then(|| args.inputs[2]);
    if winograd::fits(&s) {
        return winograd::convolve(&s, true, dy, w, plus, args.outputs[0], scratch);
    }
    let (rows, columns) = (phases(s.h, s.kh, s.stride, s.padding), phases(s.w, s.kw, s.stride, s.padding));
    // A border wide enough for every phase's first and last reads.
    let reach = |phases: &[Phase], size: usize| {
        let before = phases.iter().map(|p| -p.start).max().unwrap_or(0).max(0) as usize;
        let last = phases.iter().map(|p| p.start + (p.count + p.taps.len()) as isize - 1).max().unwrap_or(0);
        (before, before + (last.max(size as isize) as usize))
    };
    let ((top, ph), (left, pw)) = (reach(&rows, s.oh), reach(&columns, s.ow));
    let border = Border { h: s.oh, w: s.ow, c: s.c_out, top, left, ph, pw };
    // Every pair of phases has packed weights and runs of its own.
    struct Part<'a> {
        row: &'a Phase,
        column: &'a Phase,
        runs: Vec<Run>,
        depth: usize,
        at: usize,
        first: usize,
    }
    let width = panel();
    let mut parts = Vec::with_capacity(rows.len() * columns.len());
    scratch.packed.clear();
    for row in &rows {
        for column in &columns {
            let depth = row.taps.len() * column.taps.len() * s.c_out;
            let line = column.taps.len() * s.c_out;
            let runs = (0..row.taps.len())
                .map(|i| Run { offset: i * border.pw * s.c_out, len: line })
                .filter(|run| run.len > 0)
                .collect();
            let at = scratch.packed.len();
            tile::pack(depth, s.c_in, width, &mut scratch.columns, |r, ci| {
                let (ky, kx) = (row.taps[r / line], column.taps[r % line / s.c_out]);
                w[((ky * s.kw + kx) * s.c_in + ci) * s.c_out + r % s.c_out]
            });
            scratch.packed.extend_from_slice(&scratch.columns);
            let first_row = (row.start + top as isize) as usize;
            let first = (first_row * border.pw + (column.start + left as isize) as usize) * s.c_out;
            parts.push(Part { row, column, runs, depth, at, first });
        }
    }
    let packed = &scratch.packed;
    let (picture, out_picture) = (s.oh * s.ow * s.c_out, s.h * s.w * s.c_in);
    let work = s.kh * s.kw * s.c_in * picture;
    let chunk = scratch.sharing.chunk_len(s.n, out_picture, work);
    over_chunks(args.outputs[0], chunk, &mut scratch.padded, border.len(), |index, out, padded| {
        for (i, out) in out.chunks_exact_mut(out_picture).enumerate() {
            let n = index * (chunk / out_picture) + i;
            border.copy(&dy[n * picture..(n + 1) * picture], padded);
            for part in &parts {
                dispatch(Sweep {
                    x: &padded[part.first.min(padded.len())..],
                    runs: &part.runs,
                    weights: &packed[part.at..],
                    depth: part.depth,
                    columns: s.c_in,
                    rows: part.row.count,
                    row_len: part.column.count,
                    x_step: s.c_out,
                    x_row: border.pw * s.c_out,
                    out: &mut *out,
                    plus: plus.map(|p| &p[n * out_picture..(n + 1) * out_picture]),
                    out_first: (part.row.first * s.w + part.column.first) * s.c_in,
                    out_step: s.stride * s.c_in,
                    out_row: s.stride * s.w * s.c_in,
                });
            }
        }
    });
}

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
        let (s, width) = (self.s, 2 * V::N);
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
                    let m = if (rows - row).min(line - within) < ROWS { 1 } else { ROWS };
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
                                ROWS => at.add::<V, ROWS>(sums, stride),
                                _ => at.add::<V, 1>(sums, stride),
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
    unsafe fn add<V: Lanes, const M: usize>(&self, sums: &mut [f32], stride: usize) {
        assert!(sums.len() >= (M - 1) * stride + 2 * V::N);
        unsafe {
            let mut tile = tile::restore::<V, M>(sums.as_ptr(), stride);
            for row in self.top..self.bottom {
                let x = self.x.as_ptr().add(row * self.x_row);
                let dy = self.dy.as_ptr().add(row * self.s.ow * self.y_step);
                tile::outer::<V, M>(x, self.s.stride * self.s.c_in, dy, self.y_step, self.s.ow, &mut tile);
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
    let chunk_rows = sharing.chunk_len(rows.div_ceil(ROWS), ROWS, ROWS * s.n * s.oh * s.ow * s.c_out);
    over_chunks(args.outputs[0], chunk_rows * s.c_out, sums, chunk_rows * stride, |index, out, sums| {
        let sums = &mut sums[..out.len() / s.c_out * stride];
        sums.fill(0.0);
        Gather { s, x, border, dy, tail, first: index * chunk_rows, sums: &mut *sums }.compute();
        for (out, sums) in out.chunks_exact_mut(s.c_out).zip(sums.chunks_exact(stride)) {
            out.copy_from_slice(&sums[..s.c_out]);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stride_of_two_splits_into_parities() {
        let even_odd = phases(8, 3, 2, 1);
        assert_eq!(even_odd[0], Phase { first: 0, count: 4, taps: vec![1], start: 0 });
        assert_eq!(even_odd[1], Phase { first: 1, count: 4, taps: vec![2, 0], start: 0 });
        assert_eq!(phases(8, 3, 1, 1), vec![Phase { first: 0, count: 8, taps: vec![2, 1, 0], start: -1 }]);
        // Odd positions of a 1 × 1 convolution at stride 2 were never read.
        assert_eq!(phases(8, 1, 2, 0)[1].taps, Vec::<usize>::new());
    }
}

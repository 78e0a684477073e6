//! Depthwise convolution, fast: blocks of channels are summed in registers and written once. Every sum has the order of
//! the reference, so the bits are its bits.

use std::ops::Range;

use super::split::{over_chunks, TAP};
use super::Scratch;
use crate::op::conv2d::Sizes;
use crate::op::depthwise_conv2d::{sizes, DepthwiseConv2d, DepthwiseConv2dFilterGrad, DepthwiseConv2dInputGrad};
use crate::op::Args;

/// Kernel rows (or columns) that fall inside of the picture at an output row (or column).
pub(super) fn inside(at: usize, stride: usize, padding: usize, kernel: usize, size: usize) -> Range<usize> {
    let start = at * stride;
    padding.saturating_sub(start)..kernel.min((size + padding).saturating_sub(start))
}

/// Output rows (or columns) whose windows hold an input row (or column).
fn holding(at: usize, stride: usize, padding: usize, kernel: usize, outputs: usize) -> Range<usize> {
    let at = at + padding;
    (at + 1).saturating_sub(kernel).div_ceil(stride)..outputs.min(at / stride + 1)
}

/// The block's numbers at an index. Indices are computed from the sizes that `infer` has checked.
#[inline(always)]
pub(super) fn load<const N: usize>(from: &[f32], at: usize) -> [f32; N] {
    match from[at..].first_chunk() {
        Some(block) => *block,
        None => [0.0; N],
    }
}

#[inline(always)]
fn add_product<const N: usize>(sum: &mut [f32; N], a: [f32; N], b: [f32; N]) {
    for i in 0..N {
        sum[i] += a[i] * b[i];
    }
}

/// Cuts the channels into blocks of these sizes, the largest first, and evaluates the body for each, with its size as `N` and its
/// first channel.
macro_rules! blocks {
    ([$($size:literal),*], $channels:expr, |$c:ident| $body:expr) => {{
        let mut $c = 0;
        $(while $channels - $c >= $size {
            const N: usize = $size;
            $body;
            $c += $size;
        })*
    }};
}
pub(super) use blocks;

pub fn forward(op: &DepthwiseConv2d, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = sizes(op.0, &args.shapes.inputs[0], &args.shapes.inputs[1]) else { return };
    let (x, w) = (args.inputs[0], args.inputs[1]);
    let row = s.ow * s.c_in;
    let chunk = scratch.sharing.chunk_len(s.n * s.oh, row, TAP * s.kh * s.kw * row);
    over_chunks(args.outputs[0], chunk, &mut scratch.sums, 0, |index, y, _| {
        let first = index * (chunk / row);
        for (r, y) in (first..).zip(y.chunks_exact_mut(row)) {
            blocks!([16, 4, 1], s.c_in, |c| forward_row::<N>(&s, x, w, y, (r / s.oh, r % s.oh), c));
        }
    });
}

fn forward_row<const N: usize>(s: &Sizes, x: &[f32], w: &[f32], y: &mut [f32], at: (usize, usize), c: usize) {
    let (n, oy) = at;
    let kys = inside(oy, s.stride, s.padding, s.kh, s.h);
    for ox in 0..s.ow {
        let mut sum = [0.0; N];
        let kxs = inside(ox, s.stride, s.padding, s.kw, s.w);
        for ky in kys.clone() {
            let row = (n * s.h + oy * s.stride + ky - s.padding) * s.w;
            for kx in kxs.clone() {
                let input = (row + ox * s.stride + kx - s.padding) * s.c_in + c;
                add_product(&mut sum, load::<N>(x, input), load(w, (ky * s.kw + kx) * s.c_in + c));
            }
        }
        y[ox * s.c_in + c..][..N].copy_from_slice(&sum);
    }
}

pub fn input_grad(op: &DepthwiseConv2dInputGrad, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = op.sizes(&args.shapes.inputs) else { return };
    let (dy, w) = (args.inputs[0], args.inputs[1]);
    let row = s.w * s.c_in;
    let chunk = scratch.sharing.chunk_len(s.n * s.h, row, TAP * s.kh * s.kw * row);
    over_chunks(args.outputs[0], chunk, &mut scratch.sums, 0, |index, dx, _| {
        let first = index * (chunk / row);
        for (r, dx) in (first..).zip(dx.chunks_exact_mut(row)) {
            blocks!([16, 4, 1], s.c_in, |c| input_grad_row::<N>(&s, dy, w, dx, (r / s.h, r % s.h), c));
        }
    });
}

/// Collects for each input what the reference hands out: in ascending order of the outputs.
fn input_grad_row<const N: usize>(s: &Sizes, dy: &[f32], w: &[f32], dx: &mut [f32], at: (usize, usize), c: usize) {
    let (n, iy) = at;
    let oys = holding(iy, s.stride, s.padding, s.kh, s.oh);
    for ix in 0..s.w {
        let mut sum = [0.0; N];
        let oxs = holding(ix, s.stride, s.padding, s.kw, s.ow);
        for oy in oys.clone() {
            let ky = iy + s.padding - oy * s.stride;
            for ox in oxs.clone() {
                let kx = ix + s.padding - ox * s.stride;
                let output = ((n * s.oh + oy) * s.ow + ox) * s.c_in + c;
                add_product(&mut sum, load::<N>(dy, output), load(w, (ky * s.kw + kx) * s.c_in + c));
            }
        }
        dx[ix * s.c_in + c..][..N].copy_from_slice(&sum);
    }
}

pub fn filter_grad(op: &DepthwiseConv2dFilterGrad, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = op.sizes(&args.shapes.inputs) else { return };
    let (x, dy) = (args.inputs[0], args.inputs[1]);
    // A row of outputs at a time stays in the nearest cache for all of its channels.
    let work = TAP * dy.len();
    let chunk = scratch.sharing.chunk_len(s.kh * s.kw, s.c_in, work);
    over_chunks(args.outputs[0], chunk, &mut scratch.sums, 0, |index, dw, _| {
        for (tap, dw) in (index * (chunk / s.c_in)..).zip(dw.chunks_exact_mut(s.c_in)) {
            let (ky, kx) = (tap / s.kw, tap % s.kw);
            dw.fill(0.0);
            for n in 0..s.n {
                for oy in (0..s.oh).filter(|oy| inside(*oy, s.stride, s.padding, s.kh, s.h).contains(&ky)) {
                    blocks!([16, 4, 1], s.c_in, |c| filter_grad_row::<N>(&s, x, dy, dw, (n, oy, ky, kx), c));
                }
            }
        }
    });
}

fn filter_grad_row<const N: usize>(
    s: &Sizes,
    x: &[f32],
    dy: &[f32],
    dw: &mut [f32],
    at: (usize, usize, usize, usize),
    c: usize,
) {
    let (n, oy, ky, kx) = at;
    let mut sum: [f32; N] = load(dw, c);
    let input = (n * s.h + oy * s.stride + ky - s.padding) * s.w;
    let output = (n * s.oh + oy) * s.ow;
    // Outputs whose column kx lies inside of the picture.
    let first = s.padding.saturating_sub(kx).div_ceil(s.stride);
    let end = s.ow.min((s.w + s.padding - kx).div_ceil(s.stride));
    for ox in first..end {
        let column = ox * s.stride + kx - s.padding;
        add_product(&mut sum, load::<N>(x, (input + column) * s.c_in + c), load(dy, (output + ox) * s.c_in + c));
    }
    dw[c..][..N].copy_from_slice(&sum);
}

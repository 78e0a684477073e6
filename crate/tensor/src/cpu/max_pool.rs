//! Max pooling, fast: blocks of channels are compared in registers. Same comparisons and sums as the reference, in its
//! order.

use super::depthwise_conv2d::{blocks, inside, load};
use super::split::{over_chunks, TAP};
use super::Scratch;
use crate::op::conv2d::Sizes;
use crate::op::max_pool::{beats, MaxPool, MaxPoolGrad};
use crate::op::Args;

pub fn forward(op: &MaxPool, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = op.sizes(&args.shapes.inputs[0]) else { return };
    let x = args.inputs[0];
    let row = s.ow * s.c_in;
    let chunk = scratch.sharing.chunk_len(s.n * s.oh, row, TAP * s.kh * s.kw * row);
    over_chunks(args.outputs[0], chunk, &mut scratch.sums, 0, |index, y, _| {
        let first = index * (chunk / row);
        for (r, y) in (first..).zip(y.chunks_exact_mut(row)) {
            let picture = &x[r / s.oh * s.h * s.w * s.c_in..];
            blocks!([4, 1], s.c_in, |c| forward_row::<N>(&s, picture, y, r % s.oh, c));
        }
    });
}

/// Calls `f` with the index in the picture of each of a window's pixels, row by row.
#[inline(always)]
fn window(s: &Sizes, oy: usize, ox: usize, mut f: impl FnMut(usize)) {
    let kxs = inside(ox, s.stride, s.padding, s.kw, s.w);
    for ky in inside(oy, s.stride, s.padding, s.kh, s.h) {
        let row = (oy * s.stride + ky - s.padding) * s.w;
        for kx in kxs.clone() {
            f((row + ox * s.stride + kx - s.padding) * s.c_in);
        }
    }
}

fn forward_row<const N: usize>(s: &Sizes, x: &[f32], y: &mut [f32], oy: usize, c: usize) {
    for ox in 0..s.ow {
        let mut best = [f32::NEG_INFINITY; N];
        window(s, oy, ox, |pixel| {
            let x: [f32; N] = load(x, pixel + c);
            for i in 0..N {
                best[i] = if beats(x[i], best[i]) { x[i] } else { best[i] };
            }
        });
        y[ox * s.c_in + c..][..N].copy_from_slice(&best);
    }
}

pub fn input_grad(op: &MaxPoolGrad, args: &mut Args<'_>, scratch: &mut Scratch) {
    let Some(s) = op.0.sizes(&args.shapes.inputs[1]) else { return };
    let (dy, x) = (args.inputs[0], args.inputs[1]);
    let (picture, row) = (s.h * s.w * s.c_in, s.ow * s.c_in);
    let work = TAP * s.kh * s.kw * s.oh * row;
    let chunk = scratch.sharing.chunk_len(s.n, picture, work);
    over_chunks(args.outputs[0], chunk, &mut scratch.sums, 0, |index, dx, _| {
        dx.fill(0.0);
        for (n, dx) in (index * (chunk / picture)..).zip(dx.chunks_exact_mut(picture)) {
            let x = &x[n * picture..][..picture];
            for oy in 0..s.oh {
                let dy = &dy[(n * s.oh + oy) * row..][..row];
                blocks!([4, 1], s.c_in, |c| grad_row::<N>(&s, dy, x, dx, oy, c));
            }
        }
    });
}

fn grad_row<const N: usize>(s: &Sizes, dy: &[f32], x: &[f32], dx: &mut [f32], oy: usize, c: usize) {
    for ox in 0..s.ow {
        // Which of the window's pixels, counted from 1, is the largest so far; 0: none yet.
        let (mut best, mut place, mut count) = ([f32::NEG_INFINITY; N], [0u32; N], 0);
        window(s, oy, ox, |pixel| {
            count += 1;
            let x: [f32; N] = load(x, pixel + c);
            for i in 0..N {
                let better = beats(x[i], best[i]);
                best[i] = if better { x[i] } else { best[i] };
                place[i] = if better { count } else { place[i] };
            }
        });
        let dy: [f32; N] = load(dy, ox * s.c_in + c);
        count = 0;
        window(s, oy, ox, |pixel| {
            count += 1;
            for (i, dx) in dx[pixel + c..][..N].iter_mut().enumerate() {
                *dx += if place[i] == count { dy[i] } else { 0.0 };
            }
        });
    }
}

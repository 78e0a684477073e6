//! Batch normalisation. Bound by memory: each launch goes over its tensors once (statistics: twice, since one pass
//! would cancel), vectors across channels.
//!
//! Sums are cut into groups of [`GROUP`] rows whose partial sums are then added in order, whatever the number of
//! threads or lanes.

use crate::op::batch_norm::{inv_std, BatchNorm, BatchNormGradInput, BatchNormGradReduce, Statistics};
use crate::op::Args;

use super::lanes::{dispatch, Job, Lanes};
use super::split::{over_chunks, Sharing, NUMBER};
use super::Scratch;

/// Rows of a partial sum.
const GROUP: usize = 256;

/// What is summed over rows, for every channel.
#[derive(Clone, Copy)]
enum Sum<'a> {
    /// Σ x.
    Plain { x: &'a [f32] },
    /// Σ (x - mean)².
    Squares { x: &'a [f32], mean: &'a [f32] },
    /// Σ dy and Σ dy (x - mean), dy only where `gate` is positive.
    Gradient { dy: &'a [f32], x: &'a [f32], mean: &'a [f32], gate: Option<&'a [f32]> },
}

impl Sum<'_> {
    /// Sums per channel.
    fn count(&self) -> usize {
        match self {
            Sum::Gradient { .. } => 2,
            _ => 1,
        }
    }

    fn len(&self) -> usize {
        match self {
            Sum::Plain { x } | Sum::Squares { x, .. } | Sum::Gradient { x, .. } => x.len(),
        }
    }
}

/// Partial sums of one group.
struct Partial<'a> {
    sum: Sum<'a>,
    c: usize,
    /// First row and number of rows.
    first: usize,
    rows: usize,
    /// `[count][c]`.
    out: &'a mut [f32],
}

impl Job for Partial<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Partial { sum, c, first, rows, out } = self;
        assert!((first + rows) * c <= sum.len() && out.len() == sum.count() * c);
        let wide = c / V::N * V::N;
        for channel in (0..wide).step_by(V::N) {
            let at = first * c + channel;
            // SAFETY: rows and channels lie within every tensor: lengths were asserted, and tensors of one sum are
            // alike by the ops' shape rules.
            unsafe {
                let zero = V::splat(0.0);
                let (mut a, mut b) = (zero, zero);
                match sum {
                    Sum::Plain { x } => {
                        for row in 0..rows {
                            a = a.add(V::load(x.as_ptr().add(at + row * c)));
                        }
                    }
                    Sum::Squares { x, mean } => {
                        let mean = V::load(mean.as_ptr().add(channel));
                        for row in 0..rows {
                            let d = V::load(x.as_ptr().add(at + row * c)).sub(mean);
                            a = a.add(d.mul(d));
                        }
                    }
                    Sum::Gradient { dy, x, mean, gate } => {
                        let mean = V::load(mean.as_ptr().add(channel));
                        for row in 0..rows {
                            let i = at + row * c;
                            let mut d = V::load(dy.as_ptr().add(i));
                            if let Some(gate) = gate {
                                d = d.where_positive(V::load(gate.as_ptr().add(i)));
                            }
                            a = a.add(d);
                            b = b.add(d.mul(V::load(x.as_ptr().add(i)).sub(mean)));
                        }
                    }
                }
                a.store(out.as_mut_ptr().add(channel));
                if sum.count() == 2 {
                    b.store(out.as_mut_ptr().add(c + channel));
                }
            }
        }
        // The channels that fill no vector, in the same order of operations.
        for channel in wide..c {
            let (mut a, mut b) = (0.0, 0.0);
            for i in (first * c + channel..(first + rows) * c).step_by(c) {
                match sum {
                    Sum::Plain { x } => a += x[i],
                    Sum::Squares { x, mean } => {
                        let d = x[i] - mean[channel];
                        a += d * d;
                    }
                    Sum::Gradient { dy, x, mean, gate } => {
                        let d = if gate.is_none_or(|g| g[i] > 0.0) { dy[i] } else { 0.0 };
                        a += d;
                        b += d * (x[i] - mean[channel]);
                    }
                }
            }
            out[channel] = a;
            if sum.count() == 2 {
                out[c + channel] = b;
            }
        }
    }
}

/// Sums over all rows into `total` `[count][c]`; `partial` is scratch.
fn sum_rows(sharing: &mut Sharing, sum: Sum<'_>, c: usize, partial: &mut Vec<f32>, total: &mut [f32]) {
    let rows = sum.len() / c;
    let width = sum.count() * c;
    partial.resize(rows.div_ceil(GROUP) * width, 0.0);
    // A share is a number of groups.
    let groups = sharing.chunk_len(rows.div_ceil(GROUP), 1, NUMBER * GROUP * width);
    over_chunks(partial, groups * width, &mut Vec::new(), 0, |share, out, _| {
        for (i, out) in out.chunks_exact_mut(width).enumerate() {
            let first = (share * groups + i) * GROUP;
            dispatch(Partial { sum, c, first, rows: GROUP.min(rows - first), out });
        }
    });
    total.fill(0.0);
    for partial in partial.chunks_exact(width) {
        for (total, partial) in total.iter_mut().zip(partial) {
            *total += partial;
        }
    }
}

/// Mean and variance of the batch; see [`crate::op::batch_norm::BatchNormStats`].
pub fn stats(args: &mut Args<'_>, scratch: &mut Scratch) {
    let c = args.shapes.inputs[0].channels();
    let Scratch { sums, sharing, .. } = scratch;
    for (x, moments) in args.inputs.iter().zip(args.outputs.chunks_exact_mut(2)) {
        let rows = (x.len() / c) as f32;
        let [mean, variance] = moments else { return };
        sum_rows(sharing, Sum::Plain { x }, c, sums, mean);
        mean.iter_mut().for_each(|sum| *sum /= rows);
        sum_rows(sharing, Sum::Squares { x, mean }, c, sums, variance);
        variance.iter_mut().for_each(|sum| *sum /= rows);
    }
}

/// out = a[channel] · x + b[channel] · y + shift[channel] + plus, gated or cut at zero as chosen.
struct Affine<'a> {
    /// Values per channel: `[scale of x][scale of y][shift]`.
    values: &'a [f32],
    x: &'a [f32],
    /// Zero where `gate` is not positive.
    gate: Option<&'a [f32]>,
    y: Option<&'a [f32]>,
    plus: Option<&'a [f32]>,
    relu: bool,
    c: usize,
    out: &'a mut [f32],
}

impl Job for Affine<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Affine { values, x, gate, y, plus, relu, c, out } = self;
        let len = out.len();
        let fits = |t: Option<&[f32]>| t.is_none_or(|t| t.len() == len);
        assert!(x.len() == len && fits(gate) && fits(y) && fits(plus) && values.len() >= 3 * c);
        let wide = c / V::N * V::N;
        let (a, b, shift) = (&values[..c], &values[c..2 * c], &values[2 * c..3 * c]);
        for at in (0..len).step_by(c) {
            for channel in (0..wide).step_by(V::N) {
                // SAFETY: at + channel + N <= at + c <= len, which all tensors share (asserted); `values` holds 3 c.
                unsafe {
                    let load = |t: &[f32]| V::load(t.as_ptr().add(at + channel));
                    let value = |t: &[f32]| V::load(t.as_ptr().add(channel));
                    let mut sum = load(x);
                    if let Some(gate) = gate {
                        sum = sum.where_positive(load(gate));
                    }
                    sum = sum.mul(value(a));
                    if let Some(y) = y {
                        sum = sum.add(load(y).mul(value(b)));
                    }
                    sum = sum.add(value(shift));
                    if let Some(plus) = plus {
                        sum = sum.add(load(plus));
                    }
                    if relu {
                        sum = sum.where_positive(sum);
                    }
                    sum.store(out.as_mut_ptr().add(at + channel));
                }
            }
            for channel in wide..c {
                let i = at + channel;
                let mut sum = if gate.is_none_or(|g| g[i] > 0.0) { x[i] } else { 0.0 };
                sum *= a[channel];
                if let Some(y) = y {
                    sum += y[i] * b[channel];
                }
                sum += shift[channel];
                if let Some(plus) = plus {
                    sum += plus[i];
                }
                out[i] = if !relu || sum > 0.0 { sum } else { 0.0 };
            }
        }
    }
}

/// Shares an [`Affine`] among threads by rows.
fn affine(sharing: &mut Sharing, job: Affine<'_>) {
    let Affine { values, x, gate, y, plus, relu, c, out } = job;
    let chunk = sharing.chunk_len(out.len() / c, c, NUMBER * c);
    over_chunks(out, chunk, &mut Vec::new(), 0, |index, out, _| {
        let part = |t: Option<&'_ [f32]>| t.map(|t| index * chunk..(index * chunk + chunk).min(t.len()));
        let range = index * chunk..index * chunk + out.len();
        dispatch(Affine {
            values,
            x: &x[range],
            gate: part(gate).and_then(|r| gate.map(|t| &t[r])),
            y: part(y).and_then(|r| y.map(|t| &t[r])),
            plus: part(plus).and_then(|r| plus.map(|t| &t[r])),
            relu,
            c,
            out,
        });
    });
}

/// y = γ (x - mean) inv_std + β, and what was fused; see [`BatchNorm`].
pub fn apply(op: &BatchNorm, args: &mut Args<'_>, scratch: &mut Scratch) {
    let c = args.shapes.inputs[0].channels();
    let Scratch { columns: values, sharing, .. } = scratch;
    values.clear();
    values.resize(3 * c, 0.0);
    for channel in 0..c {
        let scale = args.inputs[3][channel] * inv_std(args.inputs[2][channel]);
        values[channel] = scale;
        values[2 * c + channel] = args.inputs[4][channel] - args.inputs[1][channel] * scale;
    }
    let plus = op.residual.then(|| args.inputs[5]);
    let x = args.inputs[0];
    affine(sharing, Affine { values, x, gate: None, y: None, plus, relu: op.relu, c, out: args.outputs[0] });
}

/// dγ and dβ; see [`BatchNormGradReduce`].
pub fn grad_reduce(op: &BatchNormGradReduce, args: &mut Args<'_>, scratch: &mut Scratch) {
    let c = args.shapes.inputs[0].channels();
    let Scratch { sums, columns, sharing, .. } = scratch;
    columns.resize(2 * c, 0.0);
    let gate = op.relu.then(|| args.inputs[4]);
    let sum = Sum::Gradient { dy: args.inputs[0], x: args.inputs[1], mean: args.inputs[2], gate };
    sum_rows(sharing, sum, c, sums, &mut columns[..2 * c]);
    for channel in 0..c {
        args.outputs[0][channel] = columns[c + channel] * inv_std(args.inputs[3][channel]);
        args.outputs[1][channel] = columns[channel];
    }
}

/// dx as a[c] dy + b[c] x + shift[c]; see [`BatchNormGradInput`] for the formula that these come from.
pub fn grad_input(op: &BatchNormGradInput, args: &mut Args<'_>, scratch: &mut Scratch) {
    let c = args.shapes.inputs[0].channels();
    let rows = (args.inputs[0].len() / c) as f32;
    let Scratch { columns: values, sharing, .. } = scratch;
    values.clear();
    values.resize(3 * c, 0.0);
    let batch = op.statistics == Statistics::Batch;
    for channel in 0..c {
        let inv_std = inv_std(args.inputs[3][channel]);
        let a = args.inputs[4][channel] * inv_std;
        values[channel] = a;
        if batch {
            let b = -(a * inv_std * (args.inputs[5][channel] / rows));
            values[c + channel] = b;
            values[2 * c + channel] = -(a * (args.inputs[6][channel] / rows)) - b * args.inputs[2][channel];
        }
    }
    let gate = op.relu.then(|| args.inputs[op.values()]);
    let y = batch.then(|| args.inputs[1]);
    let x = args.inputs[0];
    affine(sharing, Affine { values, x, gate, y, plus: None, relu: false, c, out: args.outputs[0] });
}

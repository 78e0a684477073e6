//! The input's gradient of a convolution: the convolution's own sweep over dy with mirrored weights. At stride 2 the four
//! parities of input pixels are four small convolutions, each with only the taps that meet it.

use crate::op::conv2d::Conv2dInputGrad;
use crate::op::Args;

use super::conv2d::{Border, Sweep};
use super::lanes::{dispatch, panel};
use super::split::over_chunks;
use super::tile::{self, Run};
use super::{winograd, Scratch};

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
            scratch.packed.resize(at + s.c_in.div_ceil(width) * depth * width, 0.0);
            let taps = row.taps.iter().flat_map(|ky| column.taps.iter().map(move |kx| ky * s.kw + kx));
            for (i, tap) in taps.enumerate() {
                let (tap, packed) = (&w[tap * s.c_in * s.c_out..], &mut scratch.packed[at + i * s.c_out * width..]);
                tile::pack_columns(s.c_out, width, depth * width, packed, &tap[..s.c_in * s.c_out]);
            }
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

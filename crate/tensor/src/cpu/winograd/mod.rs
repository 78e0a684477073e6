//! Convolutions of 3 × 3 at stride 1 in 16 products for each 2 × 2 pixels instead of 36: Winograd's minimal filtering
//! F(2 × 2, 3 × 3) (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks").
//!
//! For a tile of 2 × 2 output pixels, with the 4 × 4 input pixels d that they see and a filter g,
//!
//! ```text
//! y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A       Bᵀ = 1  0 -1  0    G = 1   0   0    Aᵀ = 1  1  1  0
//!                                           0  1  1  0        ½   ½   ½         0  1 -1 -1
//!                                           0 -1  1  0        ½  -½   ½
//!                                           0  1  0 -1        0   0   1
//! ```
//!
//! so each of the 16 positions is a matrix product over the channels. The input's gradient is the same convolution with
//! the filter turned around; the filter's gradient is the transpose: Gᵀ [Σ (Bᵀ d B) ⊙ (A dy Aᵀ)] G over all tiles.

mod transform;

use crate::op::conv2d::Sizes;

use super::conv2d_filter_grad::Gather;
use super::lanes::dispatch;
use super::matmul::Product;
use super::split::over_chunks;
use super::Scratch;
use transform::{Filters, Gradient, Gradients, Inputs, Outputs, Rows};

/// Positions of a tile.
const PLACES: usize = 16;
/// Channels come in multiples of it, whatever the vectors' width, so that the choice of method is the same everywhere.
const CHANNELS: usize = 16;
/// Tiles whose transforms are worked on at once, so that they stay in the second cache.
const TILES: usize = 32;

/// Whether a convolution can be done in this way.
pub fn fits(s: &Sizes) -> bool {
    let square = (s.kh, s.kw, s.stride, s.padding) == (3, 3, 1, 1);
    let some = s.n * s.h * s.w * s.c_in * s.c_out > 0;
    square
        && some
        && s.h.is_multiple_of(2)
        && s.w.is_multiple_of(2)
        && s.c_in.is_multiple_of(CHANNELS)
        && s.c_out.is_multiple_of(CHANNELS)
}

/// y = conv(x, w), or the input's gradient (+ plus) where `turned`: then x is dy, and channels change places.
pub fn convolve(
    s: &Sizes,
    turned: bool,
    x: &[f32],
    w: &[f32],
    plus: Option<&[f32]>,
    out: &mut [f32],
    scratch: &mut Scratch,
) {
    let (from, to) = if turned { (s.c_out, s.c_in) } else { (s.c_in, s.c_out) };
    let Scratch { filters, padded, sharing, .. } = scratch;
    // Never shorter, since to grow is to be filled; what stands in it is written over.
    filters.resize(filters.len().max(PLACES * from * to), 0.0);
    dispatch(Filters { w, c_in: s.c_in, c_out: s.c_out, turned, out: &mut *filters });
    let packed = &*filters;
    let line = 2 * s.w * to;
    let chunk = sharing.chunk_len(s.n * s.h / 2, line, PLACES * s.w / 2 * from * to);
    let rows = Rows { h: s.h, w: s.w, c: from, first: 0, count: chunk / line };
    let most = rows.most().tiles();
    let zeros = s.w * from;
    over_chunks(out, chunk, padded, zeros + PLACES * most * (from + to), |index, out, room| {
        let (zeros, room) = room.split_at_mut(zeros);
        zeros.fill(0.0);
        let (v, m) = room.split_at_mut(PLACES * most * from);
        let all = Rows { first: index * (chunk / line), count: out.len() / line, ..rows };
        for rows in all.blocks() {
            let tiles = rows.tiles();
            Inputs { x, rows, zeros, from: 0, channels: from, out: &mut *v }.transform();
            for place in 0..PLACES {
                Product {
                    a: &v[place * tiles * from..],
                    packed: &packed[place * from * to..],
                    k: from,
                    n: to,
                    out: &mut m[place * tiles * to..][..tiles * to],
                }
                .compute();
            }
            let rows = Rows { c: to, ..rows };
            let first = (rows.first - all.first) * line;
            let out = &mut out[first..first + rows.count * line];
            let plus = plus.map(|plus| &plus[rows.start()..]);
            dispatch(Outputs { m, rows, out, plus });
        }
    });
}

/// dw = the filter's gradient.
pub fn filter_grad(s: &Sizes, x: &[f32], dy: &[f32], dw: &mut [f32], scratch: &mut Scratch) {
    let Scratch { padded, sums, sharing, .. } = scratch;
    let unit = PLACES * CHANNELS * s.c_out;
    let chunk = sharing.chunk_len(s.c_in / CHANNELS, unit, s.n * s.h * s.w / 4 * unit);
    let own = chunk / unit * CHANNELS;
    let all = Rows { h: s.h, w: s.w, c: s.c_in, first: 0, count: s.n * s.h / 2 };
    let (most, zeros) = (all.most().tiles(), s.w * s.c_in);
    sums.resize(sums.len().max(PLACES * s.c_in * s.c_out), 0.0);
    let sums = &mut sums[..PLACES * s.c_in * s.c_out];
    sums.fill(0.0);
    over_chunks(sums, chunk, padded, zeros + PLACES * most * (own + s.c_out), |index, out, room| {
        let (zeros, room) = room.split_at_mut(zeros);
        zeros.fill(0.0);
        let (v, d) = room.split_at_mut(PLACES * most * own);
        let channels = out.len() / unit * CHANNELS;
        for rows in all.blocks() {
            Inputs { x, rows, zeros, from: index * own, channels, out: &mut *v }.transform();
            dispatch(Gradients { dy, rows: Rows { c: s.c_out, ..rows }, out: &mut *d });
            let tiles = rows.tiles();
            for (place, out) in out.chunks_exact_mut(channels * s.c_out).enumerate() {
                let (v, d) = (&v[place * tiles * channels..], &d[place * tiles * s.c_out..]);
                Gather::product(v, d, tiles, channels, s.c_out, out).compute();
            }
        }
    });
    // Channels of a chunk lie together.
    for (u, first) in sums.chunks(chunk).zip((0..).step_by(own * s.c_out)) {
        dispatch(Gradient { u, plane: u.len() / PLACES, step: s.c_in * s.c_out, out: &mut dw[first..] });
    }
}

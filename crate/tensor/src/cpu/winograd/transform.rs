//! The transforms of [`super`], each over vectors of channels.
#![allow(clippy::needless_range_loop)] // i and j are places of a matrix, as in the formulas

use super::super::lanes::{dispatch, Job, Lanes, MAX_PANEL};
use super::{CHANNELS, PLACES, TILES};

/// Weights of a filter.
const TAPS: usize = 9;

/// A picture's channels in rows of tiles, counted through all pictures.
#[derive(Clone, Copy)]
pub struct Rows {
    pub h: usize,
    pub w: usize,
    pub c: usize,
    pub first: usize,
    pub count: usize,
}

impl Rows {
    pub fn tiles(&self) -> usize {
        self.count * self.w / 2
    }

    /// Rows that are worked on at once.
    pub fn block(&self) -> usize {
        (2 * TILES / self.w).max(1)
    }

    pub fn blocks(self) -> impl Iterator<Item = Rows> {
        let step = self.block();
        let end = self.first + self.count;
        (self.first..end).step_by(step).map(move |first| Rows { first, count: step.min(end - first), ..self })
    }

    /// Rows of a block at the most.
    pub fn most(self) -> Rows {
        Rows { count: self.block().min(self.count), ..self }
    }

    /// Where the pixels of the rows begin, in numbers.
    pub fn start(&self) -> usize {
        self.first * 2 * self.w * self.c
    }
}

/// Bᵀ d B of some channels: `[place][tile][channel]`.
pub struct Inputs<'a> {
    pub x: &'a [f32],
    pub rows: Rows,
    /// A row of zeros.
    pub zeros: &'a [f32],
    pub from: usize,
    pub channels: usize,
    pub out: &'a mut [f32],
}

impl Inputs<'_> {
    /// One function for both who want it: the page's program is to stay small.
    #[inline(never)]
    pub fn transform(self) {
        dispatch(self);
    }
}

/// a + b where `plus`, otherwise a - b. No closure: one would not be compiled for the vectors of the job around it.
///
/// # Safety
/// Both must be readable for a vector.
#[inline(always)]
unsafe fn of_two<V: Lanes>(a: *const f32, b: *const f32, plus: bool) -> V {
    let (a, b) = unsafe { (V::load(a), V::load(b)) };
    if plus {
        a.add(b)
    } else {
        a.sub(b)
    }
}

impl Job for Inputs<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        const { assert!(CHANNELS.is_multiple_of(V::N)) };
        let Rows { h, w, c, first, count } = self.rows;
        let plane = self.rows.tiles() * self.channels;
        assert!(self.zeros.len() >= w * c && self.out.len() >= PLACES * plane && self.from + self.channels <= c);
        assert!(self.x.len() >= self.rows.start() + count * 2 * w * c);
        for row in 0..count {
            let (picture, y) = ((first + row) / (h / 2), (first + row) % (h / 2) * 2);
            // The four rows of pixels from y - 1 on.
            let line = |above: usize| match (y + above).checked_sub(1) {
                Some(y) if y < h => self.x[(picture * h + y) * w * c..].as_ptr(),
                _ => self.zeros.as_ptr(),
            };
            for (i, (a, b)) in [(0, 2), (1, 2), (2, 1), (1, 3)].into_iter().enumerate() {
                let (a, b) = (line(a), line(b));
                for channel in (0..self.channels).step_by(V::N) {
                    // SAFETY: the assertions above; columns are below w.
                    unsafe {
                        let (a, b) = (a.add(self.from + channel), b.add(self.from + channel));
                        let out = self.out.as_mut_ptr().add(4 * i * plane + row * w / 2 * self.channels + channel);
                        let mut left = [V::splat(0.0), of_two::<V>(a, b, i == 1)];
                        for tile in 0..w / 2 {
                            let at = (2 * tile + 1) * c;
                            let last = 2 * tile + 2 == w;
                            let right = [
                                of_two::<V>(a.add(at), b.add(at), i == 1),
                                if last { V::splat(0.0) } else { of_two::<V>(a.add(at + c), b.add(at + c), i == 1) },
                            ];
                            let out = out.add(tile * self.channels);
                            left[0].sub(right[0]).store(out);
                            left[1].add(right[0]).store(out.add(plane));
                            right[0].sub(left[1]).store(out.add(2 * plane));
                            left[1].sub(right[1]).store(out.add(3 * plane));
                            left = right;
                        }
                    }
                }
            }
        }
    }
}

/// A dy Aᵀ: `[place][tile][channel]`.
pub struct Gradients<'a> {
    pub dy: &'a [f32],
    pub rows: Rows,
    pub out: &'a mut [f32],
}

impl Job for Gradients<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        const { assert!(CHANNELS.is_multiple_of(V::N)) };
        let Rows { w, c, count, .. } = self.rows;
        let plane = self.rows.tiles() * c;
        let dy = &self.dy[self.rows.start()..][..count * 2 * w * c];
        assert!(self.out.len() >= PLACES * plane);
        let zero = V::splat(0.0);
        for tile in 0..self.rows.tiles() {
            let (row, column) = (tile / (w / 2), tile % (w / 2));
            for channel in (0..c).step_by(V::N) {
                // SAFETY: `dy` has two lines of pixels for each row of tiles; the assertion above.
                unsafe {
                    let at = dy.as_ptr().add((2 * row * w + 2 * column) * c + channel);
                    let above = [V::load(at), V::load(at.add(c))];
                    let below = [V::load(at.add(w * c)), V::load(at.add((w + 1) * c))];
                    let out = self.out.as_mut_ptr().add(tile * c + channel);
                    let lines = [
                        above,
                        [above[0].add(below[0]), above[1].add(below[1])],
                        [above[0].sub(below[0]), above[1].sub(below[1])],
                        [zero.sub(below[0]), zero.sub(below[1])],
                    ];
                    for (i, [left, right]) in lines.into_iter().enumerate() {
                        let out = out.add(4 * i * plane);
                        left.store(out);
                        left.add(right).store(out.add(plane));
                        left.sub(right).store(out.add(2 * plane));
                        zero.sub(right).store(out.add(3 * plane));
                    }
                }
            }
        }
    }
}

/// y = Aᵀ m A (+ plus).
pub struct Outputs<'a> {
    pub m: &'a [f32],
    pub rows: Rows,
    /// The rows' pixels.
    pub out: &'a mut [f32],
    pub plus: Option<&'a [f32]>,
}

impl Job for Outputs<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        const { assert!(CHANNELS.is_multiple_of(V::N)) };
        let Rows { w, c, count, .. } = self.rows;
        let plane = self.rows.tiles() * c;
        assert!(self.m.len() >= PLACES * plane && self.out.len() >= count * 2 * w * c);
        assert!(self.plus.is_none_or(|plus| plus.len() >= count * 2 * w * c));
        for tile in 0..self.rows.tiles() {
            let (row, column) = (tile / (w / 2), tile % (w / 2));
            for channel in (0..c).step_by(V::N) {
                // SAFETY: the assertions above.
                unsafe {
                    let m = self.m.as_ptr().add(tile * c + channel);
                    let at = (2 * row * w + 2 * column) * c + channel;
                    let mut sums = [[V::splat(0.0); 4]; 2];
                    for j in 0..4 {
                        let m = m.add(j * plane);
                        let (one, two) = (V::load(m.add(4 * plane)), V::load(m.add(8 * plane)));
                        sums[0][j] = V::load(m).add(one).add(two);
                        sums[1][j] = one.sub(two).sub(V::load(m.add(12 * plane)));
                    }
                    for (i, line) in sums.into_iter().enumerate() {
                        let pixels = [line[0].add(line[1]).add(line[2]), line[1].sub(line[2]).sub(line[3])];
                        for (j, pixel) in pixels.into_iter().enumerate() {
                            let at = at + (i * w + j) * c;
                            let pixel = match self.plus {
                                Some(plus) => V::load(plus.as_ptr().add(at)).add(pixel),
                                None => pixel,
                            };
                            pixel.store(self.out.as_mut_ptr().add(at));
                        }
                    }
                }
            }
        }
    }
}

/// G g Gᵀ of every filter, where the products want it: for each place panels of `c_out` columns in `c_in` rows, or, `turned`,
/// of the filter that is turned around panels of `c_in` columns in `c_out` rows.
pub struct Filters<'a> {
    /// `[ky kx][c_in][c_out]`.
    pub w: &'a [f32],
    pub c_in: usize,
    pub c_out: usize,
    pub turned: bool,
    pub out: &'a mut [f32],
}

impl Job for Filters<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Filters { w, c_in, c_out, turned, out } = self;
        let (plane, width) = (c_in * c_out, V::Panel::N);
        assert!(w.len() >= TAPS * plane && out.len() >= PLACES * plane);
        assert!(c_in.is_multiple_of(width) && c_out.is_multiple_of(width));
        // Squares of a vector's width, so that both matrices are read and written along their rows.
        let mut square = [0.0; TAPS * MAX_PANEL * MAX_PANEL];
        for ci in (0..c_in).step_by(V::N) {
            for co in (0..c_out).step_by(V::N) {
                if turned {
                    for tap in 0..TAPS {
                        for i in 0..V::N {
                            let row = &w[tap * plane + (ci + i) * c_out + co..][..V::N];
                            for j in 0..V::N {
                                square[(tap * V::N + j) * V::N + i] = row[j];
                            }
                        }
                    }
                }
                for i in 0..V::N {
                    let (from, step, row, rows, column) = match turned {
                        true => (square.as_ptr().wrapping_add(i * V::N), V::N * V::N, co + i, c_out, ci),
                        false => (w.as_ptr().wrapping_add((ci + i) * c_out + co), plane, ci + i, c_in, co),
                    };
                    let to = (column / width * rows + row) * width + column % width;
                    // SAFETY: the assertions above: rows and columns lie within `w` and within a place of `out`.
                    unsafe { filter::<V>(from, step, turned, out.as_mut_ptr().add(to), plane) };
                }
            }
        }
    }
}

/// G g Gᵀ of a vector of filters whose taps lie `step` apart, each place `plane` apart.
///
/// # Safety
/// Taps must be readable and places writable for a vector.
#[inline(always)]
unsafe fn filter<V: Lanes>(w: *const f32, step: usize, turned: bool, out: *mut f32, plane: usize) {
    unsafe {
        let half = V::splat(0.5);
        let mut lines = [[V::splat(0.0); 4]; 3];
        for (ky, line) in lines.iter_mut().enumerate() {
            let w = w.add(3 * ky * step);
            let g = [V::load(w), V::load(w.add(step)), V::load(w.add(2 * step))];
            let outer = g[0].add(g[2]);
            *line = [g[0], half.mul(outer.add(g[1])), half.mul(outer.sub(g[1])), g[2]];
        }
        // Of a filter that is turned around, the first and the last place of an axis have changed places.
        let order = if turned { [3, 1, 2, 0] } else { [0, 1, 2, 3] };
        for j in 0..4 {
            let outer = lines[0][j].add(lines[2][j]);
            let (plus, minus) = (half.mul(outer.add(lines[1][j])), half.mul(outer.sub(lines[1][j])));
            for (i, value) in [lines[0][j], plus, minus, lines[2][j]].into_iter().enumerate() {
                value.store(out.add((4 * order[i] + order[j]) * plane));
            }
        }
    }
}

/// Gᵀ u G: `[place][plane]` becomes `[ky kx]`, `step` apart.
pub struct Gradient<'a> {
    pub u: &'a [f32],
    pub plane: usize,
    pub step: usize,
    pub out: &'a mut [f32],
}

impl Job for Gradient<'_> {
    #[inline(always)]
    fn run<V: Lanes>(self) {
        let (plane, half) = (self.plane, V::splat(0.5));
        assert!(
            self.u.len() >= PLACES * plane && self.out.len() >= 8 * self.step + plane && plane.is_multiple_of(V::N)
        );
        for at in (0..plane).step_by(V::N) {
            let mut lines = [[V::splat(0.0); 4]; 3];
            for j in 0..4 {
                // SAFETY: the assertion above.
                let u = unsafe {
                    let u = self.u.as_ptr().add(j * plane + at);
                    [V::load(u), V::load(u.add(4 * plane)), V::load(u.add(8 * plane)), V::load(u.add(12 * plane))]
                };
                let middle = half.mul(u[1].add(u[2]));
                lines[0][j] = u[0].add(middle);
                lines[1][j] = half.mul(u[1].sub(u[2]));
                lines[2][j] = middle.add(u[3]);
            }
            for (ky, u) in lines.into_iter().enumerate() {
                let middle = half.mul(u[1].add(u[2]));
                let line = [u[0].add(middle), half.mul(u[1].sub(u[2])), middle.add(u[3])];
                for (kx, value) in line.into_iter().enumerate() {
                    // SAFETY: the assertion above.
                    unsafe { value.store(self.out.as_mut_ptr().add((3 * ky + kx) * self.step + at)) };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::lanes::{panel, plain::Plain};
    use super::*;

    /// G g Gᵀ.
    fn by_hand(g: [f32; TAPS]) -> [f32; PLACES] {
        let along = |g: [f32; 3]| [g[0], 0.5 * (g[0] + g[2] + g[1]), 0.5 * (g[0] + g[2] - g[1]), g[2]];
        let lines = [0, 3, 6].map(|at| along([g[at], g[at + 1], g[at + 2]]));
        let columns: [_; 4] = std::array::from_fn(|j| along(lines.map(|line| line[j])));
        std::array::from_fn(|place| columns[place % 4][place / 4])
    }

    #[test]
    fn filters_lie_where_the_products_want_them() {
        let (c_in, c_out) = (32, 16);
        let plane = c_in * c_out;
        let w: Vec<f32> = (0..(TAPS * plane) as u32).map(|i| crate::random::unit(7, i)).collect();
        let mut out = vec![0.0; PLACES * plane];
        for (turned, plain) in [(false, false), (false, true), (true, false), (true, true)] {
            let job = Filters { w: &w, c_in, c_out, turned, out: &mut out };
            let width = if plain { <Plain as Lanes>::Panel::N } else { panel() };
            if plain {
                job.run::<Plain>();
            } else {
                dispatch(job);
            }
            for (ci, co) in (0..c_in).flat_map(|ci| (0..c_out).map(move |co| (ci, co))) {
                let tap = |tap| w[tap * plane + ci * c_out + co];
                let want = by_hand(std::array::from_fn(|at| tap(if turned { TAPS - 1 - at } else { at })));
                let (row, rows, column) = if turned { (co, c_out, ci) } else { (ci, c_in, co) };
                let at = (column / width * rows + row) * width + column % width;
                for (place, want) in want.into_iter().enumerate() {
                    assert_eq!(out[place * plane + at].to_bits(), want.to_bits(), "{place} of {ci}, {co}, {turned}");
                }
            }
        }
    }
}

//! The register tile at the heart of matrix products and convolutions: a few rows by one panel of two vectors, or of one
//! where vectors have 512 bits.
//!
//! Rows come in fours. In V8 a tile of 4 × 8 keeps its 8 sums, 2 weights and the spread input in the 16 registers
//! of x86; 6 or 8 rows spill. AVX-512 has 32 registers, and takes eight rows where there are so many.
//!
//! The crate `gemm` (0.19, SIMD128) was measured beside it in one page of Chromium: 37.8, 43.6, 43.4 and 42.8 GFLOP/s at
//! n = 128, 256, 512 and 1024 against 57.5, 59.9, 60.7 and 60.2 of these kernels, so these are kept.

use super::lanes::{Lanes, MAX_PANEL};

/// Rows of a full tile.
pub const ROWS: usize = 4;
/// The same where vectors are [tall](Lanes::TALL). Work is cut into multiples of it, whatever the vectors.
pub const TALL_ROWS: usize = 8;

/// Contiguous input numbers that meet contiguous rows of packed weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// From the row's base, in numbers.
    pub offset: usize,
    pub len: usize,
}

/// sums[m][panel] = Σ over runs and i of x[m · step + offset + i] · w[.., panel].
///
/// # Safety
/// `x` must be readable at every index named above, `w` for (sum of the runs' lengths) · `P::N` numbers.
#[inline(always)]
unsafe fn dot_rows<P: Lanes, const M: usize>(x: *const f32, step: usize, runs: &[Run], w: *const f32) -> [P; M] {
    unsafe {
        let mut sums = [P::splat(0.0); M];
        let mut w = w;
        for run in runs {
            let x = x.add(run.offset);
            for i in 0..run.len {
                let weights = P::load(w);
                w = w.add(P::N);
                for (m, sum) in sums.iter_mut().enumerate() {
                    *sum = sum.add(P::splat(*x.add(m * step + i)).mul(weights));
                }
            }
        }
        sums
    }
}

/// Where a tile's results go.
#[derive(Clone, Copy)]
pub struct Target {
    pub out: *mut f32,
    /// Added to the result when it is not null; laid out like `out`.
    pub plus: *const f32,
    /// Numbers from one row to the next.
    pub step: usize,
    /// Live columns of the panel, 1 ..= `P::N`.
    pub columns: usize,
}

/// Stores a tile's sums, the last columns one by one where the panel is not full.
///
/// # Safety
/// `target.out` (and `plus`) must be valid for `M` rows of `columns` numbers, `step` apart.
#[inline(always)]
unsafe fn store_rows<P: Lanes, const M: usize>(sums: [P; M], target: Target) {
    unsafe {
        for (m, sum) in sums.into_iter().enumerate() {
            let at = m * target.step;
            if target.columns == P::N {
                let sum = if target.plus.is_null() { sum } else { P::load(target.plus.add(at)).add(sum) };
                sum.store(target.out.add(at));
            } else {
                const { assert!(P::N <= MAX_PANEL) };
                let mut spill = [0.0; MAX_PANEL];
                sum.store(spill.as_mut_ptr());
                for (column, sum) in spill.into_iter().enumerate().take(target.columns) {
                    let plus = if target.plus.is_null() { sum } else { *target.plus.add(at + column) + sum };
                    target.out.add(at + column).write(plus);
                }
            }
        }
    }
}

/// `rows` rows of one panel: full tiles, then what is left.
///
/// # Safety
/// As for [`dot_rows`] and [`store_rows`], for `rows` rows.
#[inline(always)]
pub unsafe fn rows<V: Lanes>(x: *const f32, step: usize, runs: &[Run], w: *const f32, rows: usize, target: Target) {
    unsafe {
        let at = |row: usize| Target {
            out: target.out.add(row * target.step),
            plus: if target.plus.is_null() { target.plus } else { target.plus.add(row * target.step) },
            ..target
        };
        let mut row = 0;
        while V::TALL && row + TALL_ROWS <= rows {
            store_rows(dot_rows::<V::Panel, TALL_ROWS>(x.add(row * step), step, runs, w), at(row));
            row += TALL_ROWS;
        }
        while row + ROWS <= rows {
            store_rows(dot_rows::<V::Panel, ROWS>(x.add(row * step), step, runs, w), at(row));
            row += ROWS;
        }
        while row < rows {
            store_rows(dot_rows::<V::Panel, 1>(x.add(row * step), step, runs, w), at(row));
            row += 1;
        }
    }
}

/// sums[m][panel] += Σ over `count` steps t of x[t · x_step + m] · y[t · y_step + panel], for one full panel.
///
/// # Safety
/// Pointers must be valid for the indices named above.
#[inline(always)]
pub unsafe fn outer<P: Lanes, const M: usize>(
    x: *const f32,
    x_step: usize,
    y: *const f32,
    y_step: usize,
    count: usize,
    sums: &mut [P; M],
) {
    unsafe {
        let (mut x, mut y) = (x, y);
        for _ in 0..count {
            let row = P::load(y);
            for (m, sum) in sums.iter_mut().enumerate() {
                *sum = sum.add(P::splat(*x.add(m)).mul(row));
            }
            x = x.add(x_step);
            y = y.add(y_step);
        }
    }
}

/// Sums of a tile read back from where [`save`] put them.
///
/// # Safety
/// `out` must be readable for `M` rows of `P::N` numbers, `step` apart.
#[inline(always)]
pub unsafe fn restore<P: Lanes, const M: usize>(out: *const f32, step: usize) -> [P; M] {
    let mut sums = [P::splat(0.0); M];
    for (m, sum) in sums.iter_mut().enumerate() {
        *sum = unsafe { P::load(out.add(m * step)) };
    }
    sums
}

/// Stores a tile's sums.
///
/// # Safety
/// `out` must be writable for `M` rows of `P::N` numbers, `step` apart.
#[inline(always)]
pub unsafe fn save<P: Lanes, const M: usize>(sums: [P; M], out: *mut f32, step: usize) {
    for (m, sum) in sums.into_iter().enumerate() {
        unsafe { sum.store(out.add(m * step)) };
    }
}

/// Packs a matrix `[rows, columns]` into panels of `width` columns, each `[rows][width]`, zeros past the end.
pub fn pack_rows(rows: usize, columns: usize, width: usize, packed: &mut Vec<f32>, matrix: &[f32]) {
    // What stands in it is written over.
    packed.resize(columns.div_ceil(width) * rows * width, 0.0);
    for (first, panel) in (0..columns).step_by(width).zip(packed.chunks_exact_mut((rows * width).max(1))) {
        let live = width.min(columns - first);
        for (to, from) in panel.chunks_exact_mut(width).zip(matrix[first..].chunks(columns)) {
            if live == width {
                // A length that is known is copied in one vector.
                to.chunks_exact_mut(4).zip(from.chunks_exact(4)).for_each(|(to, from)| to.copy_from_slice(from));
            } else {
                to[..live].copy_from_slice(&from[..live]);
                to[live..].fill(0.0);
            }
        }
    }
}

/// Packs a matrix that lies transposed, `[columns, rows]`, into rows of such panels, which begin `panel` numbers apart.
/// `packed` must be zero past the end.
pub fn pack_columns(rows: usize, width: usize, panel: usize, packed: &mut [f32], matrix: &[f32]) {
    for (column, values) in matrix.chunks_exact(rows.max(1)).enumerate() {
        let at = column / width * panel + column % width;
        for (to, from) in packed[at..].iter_mut().step_by(width).zip(values) {
            *to = *from;
        }
    }
}

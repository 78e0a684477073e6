//! Work shared among threads, natively; in wasm it runs in place. Shares differ by which outputs they write, never by
//! how a sum is cut, so the number of threads does not change a bit.

/// Number of shares worth making: a few per thread, so that a slow core does not hold the others up.
pub fn shares() -> usize {
    #[cfg(not(target_arch = "wasm32"))]
    if rayon::current_num_threads() > 1 {
        return 4 * rayon::current_num_threads();
    }
    1
}

/// Length of the chunks that cut `items` of `unit` numbers each into at most [`shares`] shares.
pub fn chunk_len(items: usize, unit: usize) -> usize {
    items.div_ceil(shares()).max(1) * unit
}

/// Calls `f(index, chunk, scratch)` for all chunks of `data`. Each chunk gets `per` numbers of scratch of its own;
/// `scratch` is grown as needed, and what stands in it is left from earlier.
pub fn over_chunks(
    data: &mut [f32],
    chunk: usize,
    scratch: &mut Vec<f32>,
    per: usize,
    f: impl Fn(usize, &mut [f32], &mut [f32]) + Sync,
) {
    // One number at least: chunks of nothing cannot be made.
    let per = per.max(1);
    let count = data.len().div_ceil(chunk.max(1));
    if scratch.len() < count * per {
        scratch.resize(count * per, 0.0);
    }
    #[cfg(not(target_arch = "wasm32"))]
    if count > 1 && rayon::current_num_threads() > 1 {
        use rayon::prelude::*;
        data.par_chunks_mut(chunk)
            .zip(scratch.par_chunks_mut(per))
            .enumerate()
            .for_each(|(index, (data, scratch))| f(index, data, scratch));
        return;
    }
    for (index, (data, scratch)) in data.chunks_mut(chunk).zip(scratch.chunks_mut(per)).enumerate() {
        f(index, data, scratch);
    }
}

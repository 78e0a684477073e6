//! Work shared among threads, natively; in wasm it runs in place. Shares differ by which outputs they write, never by
//! how a sum is cut, so neither the number of threads nor that of shares changes a bit.

/// Multiply-adds that a share has at least, some 45 µs of one core: to hand work over costs 10 µs or more, and one that is
/// asleep must first wake up. A product of n = 128, which is one share, took 54 µs in place and 66 µs in eight shares for
/// two threads; the answer of the residual network of width 16 to one picture, no launch of which is two shares, 0.23 ms
/// and 0.39 ms.
#[cfg(not(target_arch = "wasm32"))]
const LEAST: usize = 1 << 21;

/// Going over a number of a tensor, in multiply-adds of a product.
pub const NUMBER: usize = 16;
/// A step of a sum both of whose numbers come from memory, in multiply-adds of a product.
pub const TAP: usize = 4;

/// How a program's launches share their work.
#[derive(Debug, Default)]
pub struct Sharing {
    /// Whether other programs keep the other threads busy.
    #[cfg(not(target_arch = "wasm32"))]
    alone: bool,
    /// Whether any launch had more than one share so far.
    #[cfg(not(target_arch = "wasm32"))]
    cut: bool,
}

#[cfg(not(target_arch = "wasm32"))]
impl Sharing {
    /// Whether from now on each launch runs on one thread, since other programs keep the others busy.
    pub fn leave_alone(&mut self, alone: bool) {
        self.alone = alone;
    }

    /// Length of the chunks that cut `items` of `unit` numbers each into shares: a few for each thread, so that a slow core
    /// does not hold the others up, but none that is not worth handing over. An item takes `work` multiply-adds.
    pub fn chunk_len(&mut self, items: usize, unit: usize, work: usize) -> usize {
        let threads = if self.alone { 1 } else { rayon::current_num_threads() };
        let most = if threads > 1 { 4 * threads } else { 1 };
        let shares = (items * work / LEAST).clamp(1, most);
        self.cut |= shares > 1;
        items.div_ceil(shares).max(1) * unit
    }

    /// Whether any launch had more than one share so far.
    pub fn has_cut(&self) -> bool {
        self.cut
    }
}

#[cfg(target_arch = "wasm32")]
impl Sharing {
    #[inline(always)]
    pub fn chunk_len(&mut self, items: usize, unit: usize, _: usize) -> usize {
        items.max(1) * unit
    }
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
    if count > 1 {
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

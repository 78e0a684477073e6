//! Random words that are a function of a seed and a counter and of nothing else, in 32-bit arithmetic that a shader
//! can do as well: additions, exclusive ors, shifts and wrapping multiplications, no state. In WGSL, where `u32`
//! wraps by itself:
//!
//! ```wgsl
//! fn mix(word: u32) -> u32 {
//!     var x = word;
//!     x = (x ^ (x >> 16u)) * 0x7feb352du;
//!     x = (x ^ (x >> 15u)) * 0x846ca68bu;
//!     return x ^ (x >> 16u);
//! }
//! fn hash(seed: u32, index: u32) -> u32 {
//!     return mix(mix(seed + 0x9e3779b9u) ^ mix(index));
//! }
//! ```

/// A bijection of the 32-bit words in which every bit of the input moves every bit of the output with a probability
/// near one half: two rounds of xorshift and multiplication with the shifts and factors that C. Wellons found by
/// search ("Prospecting for Hash Functions", 2018, there called lowbias32).
pub const fn mix(word: u32) -> u32 {
    let x = (word ^ (word >> 16)).wrapping_mul(0x7feb_352d);
    let x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// The random word number `index` of the stream `seed`. 2^32 / golden ratio keeps seed 0 from being the word 0.
///
/// Index and seed are mixed apart from each other before they meet, so no stream is a shifted copy of another one.
pub const fn hash(seed: u32, index: u32) -> u32 {
    mix(mix(seed.wrapping_add(0x9e37_79b9)) ^ mix(index))
}

/// A number from 0 (included) to 1 (excluded) in steps of 2^-24, which f32 holds exactly.
pub fn unit(seed: u32, index: u32) -> f32 {
    (hash(seed, index) >> 8) as f32 * (1.0 / 16_777_216.0)
}

/// A number from 0 to `n - 1`, by the high bits of a product; 0 for `n` = 0.
pub const fn below(seed: u32, index: u32, n: u32) -> u32 {
    ((hash(seed, index) as u64 * n as u64) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed apart from this code, in Python's unbounded integers, by the formula in the module's documentation.
    #[test]
    fn golden_words() {
        for (seed, index, want) in GOLDEN {
            assert_eq!(hash(seed, index), want, "hash({seed}, {index})");
        }
    }

    const GOLDEN: [(u32, u32, u32); 6] = [
        (0, 0, 0xae6f_80f1),
        (0, 1, 0xe39d_d9bf),
        (1, 0, 0x2306_4794),
        (42, 1000, 0x2736_c451),
        (0xdead_beef, 0x1234_5678, 0x1cb2_4b06),
        (0xffff_ffff, 0xffff_ffff, 0x55fd_8973),
    ];

    #[test]
    fn bits_are_even_and_streams_differ() {
        let n = 1 << 16;
        for seed in [0, 1, 12345] {
            for bit in 0..32 {
                let ones = (0..n).filter(|i| hash(seed, *i) >> bit & 1 == 1).count() as f64;
                // Six standard deviations of a fair coin.
                assert!((ones - f64::from(n) / 2.0).abs() < 3.0 * f64::from(n).sqrt(), "bit {bit} of seed {seed}");
            }
            let equal = (0..n).filter(|i| (hash(seed, *i) ^ hash(seed + 1, *i)) >> 31 == 0).count() as f64;
            assert!((equal - f64::from(n) / 2.0).abs() < 3.0 * f64::from(n).sqrt(), "seeds {seed} and the next");
        }
    }

    #[test]
    fn ranges() {
        let mean = (0..10_000).map(|i| f64::from(unit(7, i))).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        assert!((0..10_000).all(|i| (0.0..1.0).contains(&unit(7, i)) && below(7, i, 10) < 10));
        assert!((0..10).all(|n| (0..1000).any(|i| below(7, i, 10) == n)));
    }
}

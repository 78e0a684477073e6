//! Random numbers that are a function of (seed, stream, part, counter) and of nothing else.
//!
//! A run must be the same on every machine, and its epoch 7 must not depend on how many
//! numbers epochs 0 to 6 took. So there is no generator that is passed around: whoever needs
//! random numbers names what for ([`Stream`]) and which part of it (an epoch, a layer), and
//! counts from zero.
//!
//! The numbers are those of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014): a counter in steps of the golden ratio, through a mixing function.

/// 2^64 divided by the golden ratio, made odd: the step of SplitMix64.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What random numbers are used for. Streams of one seed are independent of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Stream {
    /// Which pictures train, validate and test.
    Split = 1,
    /// The order of the pictures in an epoch.
    Shuffle = 2,
    /// Shifts and flips.
    Augment = 3,
    /// Initial weights.
    Weights = 4,
    /// Which activations are dropped.
    Dropout = 5,
}

/// A stream of random numbers; cheap to make and to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    key: u64,
    counter: u64,
}

impl Random {
    /// The stream of a seed for one purpose; `part` tells apart epochs, layers and the like.
    pub fn new(seed: u32, stream: Stream, part: u32) -> Random {
        let purpose = mix(u64::from(seed).wrapping_add(GOLDEN)).wrapping_add(u64::from(stream as u32) << 32);
        Random { key: mix(mix(purpose).wrapping_add(u64::from(part).wrapping_mul(GOLDEN))), counter: 0 }
    }

    /// The number at `counter`, 64 random bits, without moving.
    pub fn at(&self, counter: u64) -> u64 {
        mix(self.key.wrapping_add(counter.wrapping_add(1).wrapping_mul(GOLDEN)))
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        let value = self.at(self.counter);
        self.counter = self.counter.wrapping_add(1);
        value
    }

    /// The next 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    /// A number from 0 to `n - 1`; 0 for `n` = 0. The unevenness, below 2^-32, shows nowhere.
    pub fn below(&mut self, n: u32) -> u32 {
        scale(self.next_u64(), n)
    }

    /// A number from 0 (included) to 1 (excluded), in steps of 2^-24, so that `f32` holds it exactly.
    pub fn unit(&mut self) -> f32 {
        (self.next_u64() >> 40) as f32 * (1.0 / (1 << 24) as f32)
    }
}

/// Maps 64 random bits to 0..n by multiplying, which takes the high bits and one multiplication.
fn scale(bits: u64, n: u32) -> u32 {
    ((u128::from(bits) * u128::from(n)) >> 64) as u32
}

/// The finaliser of SplitMix64 ("Mix13" of Stafford): every bit of the input moves every bit of the output.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Puts the items in random order (Fisher and Yates; Durstenfeld 1964).
pub fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for last in (1..items.len()).rev() {
        // Slices here are pictures of a data set: their number fits u32 by a wide margin.
        let other = random.below((last + 1).min(u32::MAX as usize) as u32) as usize;
        items.swap(last, other);
    }
}

/// The numbers 0 to `n - 1` in random order.
pub fn permutation(n: u32, random: &mut Random) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    shuffle(&mut order, random);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_splitmix64() {
        // The first outputs of the reference program (Vigna, prng.di.unimi.it/splitmix64.c) from state 0.
        let mut random = Random { key: 0, counter: 0 };
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        assert_eq!(first, [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]);
    }

    #[test]
    fn scale_reaches_both_ends_and_no_further() {
        assert_eq!(scale(0, 10), 0);
        assert_eq!(scale(u64::MAX, 10), 9);
        assert_eq!(scale(u64::MAX, u32::MAX), u32::MAX - 1);
        assert_eq!(scale(u64::MAX, 0), 0);
    }
}

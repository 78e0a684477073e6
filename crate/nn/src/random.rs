//! Random numbers for initial weights: they depend on a seed and a tensor's name, and on nothing else.
//!
//! Only integer operations, IEEE arithmetic, square roots and `tensor::math` are used, so that they are bit-identical
//! on every platform.

use tensor::math::ln;
use tensor::random::hash;

/// A stream of random numbers.
pub(crate) struct Random {
    key: u32,
    counter: u32,
}

impl Random {
    /// The stream of a seed and a name; the name enters through FNV-1a.
    pub fn new(seed: u32, name: &str) -> Self {
        let fnv = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        Random { key: hash(seed, name.bytes().fold(0x811c_9dc5, fnv)), counter: 0 }
    }

    /// From -1 (included) to 1 (excluded) in steps of 2^-23, which f32 holds exactly.
    pub fn signed_unit(&mut self) -> f32 {
        let bits = hash(self.key, self.counter) >> 8;
        self.counter = self.counter.wrapping_add(1);
        (bits as i32 - (1 << 23)) as f32 / (1 << 23) as f32
    }

    /// Two independent numbers of the standard normal distribution: the polar method (Marsaglia and Bray 1964), which
    /// needs no sine.
    pub fn normal_pair(&mut self) -> [f32; 2] {
        loop {
            let (x, y) = (self.signed_unit(), self.signed_unit());
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                let scale = (-2.0 * ln(s) / s).sqrt();
                return [x * scale, y * scale];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_the_normal_distribution() {
        let mut random = Random::new(7, "stem.conv.weight");
        let values: Vec<f64> = (0..50_000).flat_map(|_| random.normal_pair()).map(f64::from).collect();
        let n = values.len() as f64;
        let moment = |power: i32| values.iter().map(|x| x.powi(power)).sum::<f64>() / n;
        // Within five standard errors: sqrt(1/n), sqrt(2/n), sqrt(15/n) and sqrt(96/n).
        assert!(moment(1).abs() < 0.016, "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 0.023, "{}", moment(2));
        assert!(moment(3).abs() < 0.062, "{}", moment(3));
        assert!((moment(4) - 3.0).abs() < 0.16, "{}", moment(4));
    }

    #[test]
    fn streams_differ_by_seed_and_name() {
        let first = |seed, name| Random::new(seed, name).signed_unit();
        assert_eq!(first(1, "a"), first(1, "a"));
        assert_ne!(first(1, "a"), first(2, "a"));
        assert_ne!(first(1, "a"), first(1, "b"));
    }
}

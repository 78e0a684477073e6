//! How inputs are filled: functions of a seed, with what each op must be kept away from.

use tensor::random::{below, hash, unit};
use tensor::Shape;

#[derive(Clone, Debug)]
pub enum Fill {
    /// Evenly between two bounds.
    Uniform(f32, f32),
    /// Evenly between the first two, but no closer than 0.1 to any of the others, where the op has a kink.
    Away(f32, f32, &'static [f32]),
    /// A multiple of 0.05 for each element, all different, in random order around zero: no maximum is close to a tie.
    Distinct,
    /// Whole numbers below this one, as f32.
    Labels(u32),
    /// Words of any bits.
    Words,
    /// One word in every element.
    Word(u32),
    /// Draws of `gather_pictures` from this many pictures.
    Draws(u32),
}

pub const UNIT: Fill = Fill::Uniform(-1.0, 1.0);

impl Fill {
    pub fn values(&self, shape: &Shape, seed: u32) -> Vec<f32> {
        let len = shape.len() as u32;
        let between = |low: f32, high: f32, i: u32| low + (high - low) * unit(seed, i);
        match self {
            Fill::Uniform(low, high) => (0..len).map(|i| between(*low, *high, i)).collect(),
            Fill::Away(low, high, kinks) => {
                let far = |x: &f32| kinks.iter().all(|kink| (x - kink).abs() > 0.1);
                let mut tries = (0..).map(|i| between(*low, *high, i)).filter(far);
                (0..len).filter_map(|_| tries.next()).collect()
            }
            Fill::Distinct => {
                let mut order: Vec<u32> = (0..len).collect();
                order.sort_by_key(|i| hash(seed, *i));
                order.iter().map(|i| (*i as f32 - len as f32 / 2.0) * 0.05).collect()
            }
            Fill::Labels(classes) => (0..len).map(|i| below(seed, i, *classes) as f32).collect(),
            Fill::Words => (0..len).map(|i| f32::from_bits(hash(seed, i))).collect(),
            Fill::Word(word) => (0..len).map(|_| f32::from_bits(*word)).collect(),
            Fill::Draws(pictures) => (0..len)
                .map(|i| match i % 2 {
                    0 => below(seed, i, *pictures),
                    _ => below(seed, 2 * i, 9) | below(seed, 2 * i + 1, 9) << 8 | below(seed, i, 2) << 16,
                })
                .map(f32::from_bits)
                .collect(),
        }
    }
}

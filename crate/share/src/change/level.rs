//! Levels: the whole numbers that values are written as, coded by what was seen around them.

use super::coder::{Chance, Coder};
use super::step::{Kind, Tensor};

/// A level's size is below 2^this.
pub const SIZE_BITS: u32 = 21;
/// Classes of what is around a value.
const AROUND: usize = 14;
/// Kinds of values that are counted apart: means, three groups of higher frequencies, plain, per channel, head.
const KINDS: usize = 7;
/// Sums of sizes are kept in sixteenths.
const UNIT: u32 = 16;

/// What has been learned about levels so far.
pub struct Levels {
    changed: Chance,
    /// Whether the size has more than so many bits, by kind and surroundings.
    longer: Box<[[[Chance; SIZE_BITS as usize]; AROUND]; KINDS]>,
    /// The bits below the highest one: the first, and the second by the first.
    below: [[Chance; 3]; SIZE_BITS as usize + 1],
}

impl Levels {
    pub fn new() -> Self {
        Levels {
            changed: Chance::default(),
            longer: Box::new([[[Chance::default(); SIZE_BITS as usize]; AROUND]; KINDS]),
            below: [[Chance::default(); 3]; SIZE_BITS as usize + 1],
        }
    }

    /// Codes a tensor's levels, in the order of its values. Read, they replace what is in `levels`.
    pub fn code(&mut self, coder: &mut impl Coder, tensor: &Tensor, levels: &mut [i32]) {
        let changed = levels.iter().any(|level| *level != 0);
        if !coder.bit(&mut self.changed, changed) {
            return;
        }
        match tensor.kind {
            Kind::Window => {
                let plane = tensor.rows * tensor.columns;
                for (band, kind) in [(0, 0), (1, 1), (3, 1), (4, 2), (2, 2), (6, 2), (5, 3), (7, 3), (8, 3)] {
                    let (means, band) = match band {
                        0 => (&[][..], &mut levels[..plane]),
                        _ => {
                            let (means, rest) = levels.split_at_mut(plane);
                            (&*means, &mut rest[(band - 1) * plane..band * plane])
                        }
                    };
                    self.plane(coder, kind, tensor.columns, band, means);
                }
            }
            Kind::Plain => self.plane(coder, 4, tensor.columns, levels, &[]),
            Kind::Channel => self.plane(coder, 5, tensor.columns, levels, &[]),
            Kind::Head => self.head(coder, tensor.columns, levels),
        }
    }

    /// Values in rows. What is around one: its column and its row so far, and the mean of its window.
    fn plane(&mut self, coder: &mut impl Coder, kind: usize, columns: usize, levels: &mut [i32], means: &[i32]) {
        let mut column = vec![UNIT / 2; columns];
        for (r, levels) in levels.chunks_mut(columns).enumerate() {
            let mut row = UNIT / 2;
            for (c, level) in levels.iter_mut().enumerate() {
                let mean = means.get(r * columns + c).map_or(0, |mean| mean.unsigned_abs().min(1 << 16) * UNIT / 4);
                *level = self.level(coder, kind, column[c] + row + mean, *level);
                let size = level.unsigned_abs().min(1 << 16) * UNIT;
                row = (3 * row + size) / 4;
                column[c] = (3 * column[c] + size) / 4;
            }
        }
    }

    /// The gradients of the classes' scores sum to 0, and so does nearly what they add up to: the last column is written
    /// as what it differs from that.
    fn head(&mut self, coder: &mut impl Coder, columns: usize, levels: &mut [i32]) {
        let (mut around, mut around_last) = (UNIT, UNIT);
        for row in levels.chunks_mut(columns) {
            let Some((last, others)) = row.split_last_mut() else { continue };
            if others.is_empty() {
                *last = self.level(coder, 6, around, *last);
                continue;
            }
            let mut sum = 0_i32;
            for level in others {
                *level = self.level(coder, 6, around, *level);
                sum = level.wrapping_add(sum);
                around = (3 * around + level.unsigned_abs() * UNIT) / 4;
            }
            let differs = self.level(coder, 6, around_last, last.wrapping_add(sum));
            around_last = (3 * around_last + differs.unsigned_abs() * UNIT) / 4;
            *last = differs.wrapping_sub(sum);
        }
    }

    /// A level: how many bits its size has, one by one; its sign; the bits below the highest.
    fn level(&mut self, coder: &mut impl Coder, kind: usize, around: u32, level: i32) -> i32 {
        let size = level.unsigned_abs().min((1 << SIZE_BITS) - 1);
        let around = ((u32::BITS - around.leading_zeros()) as usize).min(AROUND - 1);
        let length = u32::BITS - size.leading_zeros();
        let mut read = 0;
        for (have, chance) in self.longer[kind][around].iter_mut().enumerate() {
            if !coder.bit(chance, length > have as u32) {
                break;
            }
            read += 1;
        }
        if read == 0 {
            return 0;
        }
        let negative = coder.bits(1, u32::from(level < 0)) == 1;
        let mut value = 1;
        for place in (0..read - 1).rev() {
            let bit = size >> place & 1 == 1;
            let bit = match value {
                1..=3 => coder.bit(&mut self.below[read as usize][value as usize - 1], bit),
                _ => coder.bits(1, u32::from(bit)) == 1,
            };
            value = value << 1 | u32::from(bit);
        }
        if negative {
            -(value as i32)
        } else {
            value as i32
        }
    }
}

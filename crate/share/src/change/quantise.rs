//! Changes as whole numbers times a step.

use nn::{Model, Weights};
use train::protocol::Change;

use super::coder::{Chance, Coder, Decoder, Encoder};
use super::Broken;

/// Fineness goes from 0 to this, in quarters of an octave of the step.
pub const FINEST: u32 = 48;
/// Values of a step within an octave: powers of 2^(1/4), rounded to f32 here and so the same everywhere.
const QUARTERS: [f32; 4] = [1.0, 1.189_207_1, 1.414_213_5, 1.681_792_8];
/// Steps are 2^(index/4 - 30), and there are this many.
const STEPS: u32 = 160;
/// Largest size of a level.
const MOST: u32 = 1 << 20;

fn step(index: u32) -> f32 {
    QUARTERS[(index % 4) as usize] * f32::from_bits((127 - 30 + index / 4) << 23)
}

/// Index of the largest step that is not above `size`.
fn index(size: f32) -> u32 {
    (0..STEPS).rev().find(|i| step(*i) <= size).unwrap_or(0)
}

/// A tensor's place in its arena.
struct Place {
    statistic: bool,
    offset: usize,
    count: usize,
    channels: usize,
    /// Convolution and linear weights: many, and each of little weight.
    bulk: bool,
}

fn places(model: &Model) -> Vec<Place> {
    let parameters = model.parameters().iter().map(|p| Place {
        statistic: false,
        offset: p.offset,
        count: p.shape.len(),
        channels: p.shape.channels(),
        bulk: p.decay && p.group != nn::Group::Head,
    });
    let statistics = model.statistics().iter().map(|s| Place {
        statistic: true,
        offset: s.offset,
        count: s.shape.len(),
        channels: s.shape.channels(),
        bulk: false,
    });
    parameters.chain(statistics).collect()
}

fn empty(model: &Model) -> Change {
    Change {
        parameters: vec![0.0; model.parameter_arena().len()],
        statistics: vec![0.0; model.statistic_arena().len()],
    }
}

fn part<'a>(change: &'a mut Change, place: &Place) -> &'a mut [f32] {
    let values = if place.statistic { &mut change.statistics } else { &mut change.parameters };
    &mut values[place.offset..place.offset + place.count]
}

/// Writes the change from `start` to `trained`; returns it as it will be read.
pub fn write(coder: &mut Encoder, model: &Model, start: &Weights, trained: &Weights, fineness: u32) -> Change {
    let mut written = empty(model);
    let mut contexts = Contexts::default();
    for place in places(model) {
        let range = place.offset..place.offset + place.count;
        let (from, to) = match place.statistic {
            true => (&start.statistics[range.clone()], &trained.statistics[range]),
            false => (&start.parameters[range.clone()], &trained.parameters[range]),
        };
        let change: Vec<f32> =
            from.iter().zip(to).map(|(from, to)| to - from).map(|c| if c.is_finite() { c } else { 0.0 }).collect();
        let rms = (change.iter().map(|c| c * c).sum::<f32>() / change.len().max(1) as f32).sqrt();
        let changed = contexts.tensor(coder, rms > 0.0);
        if !changed {
            continue;
        }
        let coarse = if place.bulk { 4.0 } else { 0.5 };
        let index = index(rms * coarse).saturating_sub(fineness);
        let index = coder.bits(8, index);
        let step = step(index);
        let levels: Vec<i32> = change
            .iter()
            .map(|c| {
                let size = (c.abs() / step + 0.35).min(MOST as f32) as i32;
                if *c < 0.0 {
                    -size
                } else {
                    size
                }
            })
            .collect();
        contexts.levels(coder, &place, step, levels, part(&mut written, &place));
    }
    written
}

/// Reads a change.
pub fn read(coder: &mut Decoder<'_>, model: &Model) -> Result<Change, Broken> {
    let mut change = empty(model);
    let mut contexts = Contexts::default();
    for place in places(model) {
        if coder.is_over() {
            return Err(Broken);
        }
        if contexts.tensor(coder, false) {
            let index = coder.bits(8, 0);
            if index >= STEPS {
                return Err(Broken);
            }
            contexts.levels(coder, &place, step(index), vec![0; place.count], part(&mut change, &place));
        }
    }
    Ok(change)
}

#[derive(Default)]
struct Contexts {
    changed: Chance,
    zero: [[Chance; 3]; 2],
    sign: Chance,
    more: [[Chance; 14]; 2],
    bits: [Chance; 24],
}

impl Contexts {
    fn tensor(&mut self, coder: &mut impl Coder, changed: bool) -> bool {
        coder.bit(&mut self.changed, changed)
    }

    fn levels(&mut self, coder: &mut impl Coder, place: &Place, step: f32, mut levels: Vec<i32>, values: &mut [f32]) {
        let kind = usize::from(place.bulk);
        for at in 0..levels.len() {
            let near = |back: usize| at.checked_sub(back).map_or(0, |i| levels[i].unsigned_abs().min(2));
            let around = (near(1) + near(place.channels)).min(2) as usize;
            levels[at] = self.level(coder, kind, around, levels[at]);
            values[at] = levels[at] as f32 * step;
        }
    }

    fn level(&mut self, coder: &mut impl Coder, kind: usize, around: usize, level: i32) -> i32 {
        if !coder.bit(&mut self.zero[kind][around], level != 0) {
            return 0;
        }
        let negative = coder.bit(&mut self.sign, level < 0);
        let wanted = level.unsigned_abs();
        let mut size = 1;
        for more in &mut self.more[kind] {
            if !coder.bit(more, wanted > size) {
                return if negative { -(size as i32) } else { size as i32 };
            }
            size += 1;
        }
        // The rest by its length in bits, then the bits (Elias gamma).
        let rest = wanted.saturating_sub(size) + 1;
        let mut length = 0;
        while length < 20 && coder.bit(&mut self.bits[length as usize], rest >> (length + 1) != 0) {
            length += 1;
        }
        let rest = 1 << length | coder.bits(length, rest & ((1 << length) - 1));
        let size = (size + rest - 1) as i32;
        if negative {
            -size
        } else {
            size
        }
    }
}

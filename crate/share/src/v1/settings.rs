//! Settings in version 1: a number whose bits say which fields differ from the defaults of version 1, then those fields in
//! the order of the bits. Fields with two values have nothing but the bit.

use super::number::{read_exact, write_exact};
use crate::byte::{Reader, Writer};
use crate::Refusal;

/// The largest number of a `u8` field: nothing in version 1 has more names.
const MOST_NAMES: u32 = 2;

/// Groups of layers, a bit or a place each: stem, stage1, stage2, stage3, head.
pub const GROUPS: usize = 5;
const GROUP_BITS: u8 = 0x1f;

/// Settings with numbers for names.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub pictures: u32,
    pub valid_share: f32,
    pub seed: u32,
    /// 0 residual, 1 plain, 2 multilayer perceptron.
    pub architecture: u8,
    pub width: u32,
    pub depth: u32,
    pub pretrained: bool,
    /// Bits of groups.
    pub frozen: u8,
    pub epochs: u32,
    pub batch_size: u32,
    pub learning_rate: f32,
    pub body_rate: f32,
    pub group_rates: [Option<f32>; GROUPS],
    /// AdamW; stochastic gradient descent otherwise.
    pub adam: bool,
    pub weight_decay: f32,
    /// A constant rate; one cycle otherwise.
    pub constant: bool,
    pub augment: bool,
    pub label_smoothing: f32,
    /// 0 of itself, 1 CPU, 2 GPU.
    pub backend: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            pictures: 400,
            valid_share: 0.2,
            seed: 1,
            architecture: 0,
            width: 16,
            depth: 1,
            pretrained: true,
            frozen: 0,
            epochs: 5,
            batch_size: 32,
            learning_rate: 0.05,
            body_rate: 0.2,
            group_rates: [None; GROUPS],
            adam: false,
            weight_decay: 5e-4,
            constant: false,
            augment: true,
            label_smoothing: 0.0,
            backend: 0,
        }
    }
}

/// Bits, those first that are changed most: seven fit one byte.
mod bit {
    pub const SEED: u32 = 1 << 0;
    pub const FROZEN: u32 = 1 << 1;
    pub const EPOCHS: u32 = 1 << 2;
    pub const LEARNING_RATE: u32 = 1 << 3;
    pub const BODY_RATE: u32 = 1 << 4;
    pub const NOT_AUGMENT: u32 = 1 << 5;
    pub const PICTURES: u32 = 1 << 6;
    pub const NOT_PRETRAINED: u32 = 1 << 7;
    pub const WIDTH: u32 = 1 << 8;
    pub const ADAM: u32 = 1 << 9;
    pub const BATCH_SIZE: u32 = 1 << 10;
    pub const WEIGHT_DECAY: u32 = 1 << 11;
    pub const CONSTANT: u32 = 1 << 12;
    pub const BACKEND: u32 = 1 << 13;
    pub const ARCHITECTURE: u32 = 1 << 14;
    pub const DEPTH: u32 = 1 << 15;
    pub const VALID_SHARE: u32 = 1 << 16;
    pub const LABEL_SMOOTHING: u32 = 1 << 17;
    pub const GROUP_RATES: u32 = 1 << 18;
    pub const ALL: u32 = (1 << 19) - 1;
}

impl Settings {
    pub fn write(&self, w: &mut Writer) {
        let default = Settings::default();
        let mut bits = 0;
        let mut fields = Writer::default();
        let w2 = &mut fields;
        let mut differs = |bit: u32, differs: bool| {
            bits |= if differs { bit } else { 0 };
            differs
        };
        if differs(bit::SEED, self.seed != default.seed) {
            w2.number(self.seed);
        }
        if differs(bit::FROZEN, self.frozen != default.frozen) {
            w2.byte(self.frozen);
        }
        if differs(bit::EPOCHS, self.epochs != default.epochs) {
            w2.number(self.epochs);
        }
        if differs(bit::LEARNING_RATE, other(self.learning_rate, default.learning_rate)) {
            write_exact(w2, self.learning_rate);
        }
        if differs(bit::BODY_RATE, other(self.body_rate, default.body_rate)) {
            write_exact(w2, self.body_rate);
        }
        differs(bit::NOT_AUGMENT, !self.augment);
        if differs(bit::PICTURES, self.pictures != default.pictures) {
            w2.number(self.pictures);
        }
        differs(bit::NOT_PRETRAINED, !self.pretrained);
        if differs(bit::WIDTH, self.width != default.width) {
            w2.number(self.width);
        }
        differs(bit::ADAM, self.adam);
        if differs(bit::BATCH_SIZE, self.batch_size != default.batch_size) {
            w2.number(self.batch_size);
        }
        if differs(bit::WEIGHT_DECAY, other(self.weight_decay, default.weight_decay)) {
            write_exact(w2, self.weight_decay);
        }
        differs(bit::CONSTANT, self.constant);
        if differs(bit::BACKEND, self.backend != default.backend) {
            w2.number(self.backend.into());
        }
        if differs(bit::ARCHITECTURE, self.architecture != default.architecture) {
            w2.number(self.architecture.into());
        }
        if differs(bit::DEPTH, self.depth != default.depth) {
            w2.number(self.depth);
        }
        if differs(bit::VALID_SHARE, other(self.valid_share, default.valid_share)) {
            write_exact(w2, self.valid_share);
        }
        if differs(bit::LABEL_SMOOTHING, other(self.label_smoothing, default.label_smoothing)) {
            write_exact(w2, self.label_smoothing);
        }
        let rates = self.group_rates.iter().enumerate();
        let groups = rates.fold(0, |bits, (place, rate)| bits | u8::from(rate.is_some()) << place);
        if differs(bit::GROUP_RATES, groups != 0) {
            w2.byte(groups);
            self.group_rates.iter().flatten().for_each(|rate| write_exact(w2, *rate));
        }
        w.number(bits);
        w.bytes(&fields.0);
    }

    pub fn read(r: &mut Reader) -> Result<Settings, Refusal> {
        let bits = r.at_most(bit::ALL)?;
        let is = |bit: u32| bits & bit != 0;
        let mut settings = Settings {
            augment: !is(bit::NOT_AUGMENT),
            pretrained: !is(bit::NOT_PRETRAINED),
            adam: is(bit::ADAM),
            constant: is(bit::CONSTANT),
            ..Settings::default()
        };
        if is(bit::SEED) {
            settings.seed = r.number()?;
        }
        if is(bit::FROZEN) {
            settings.frozen = groups(r)?;
        }
        if is(bit::EPOCHS) {
            settings.epochs = r.number()?;
        }
        if is(bit::LEARNING_RATE) {
            settings.learning_rate = read_exact(r)?;
        }
        if is(bit::BODY_RATE) {
            settings.body_rate = read_exact(r)?;
        }
        if is(bit::PICTURES) {
            settings.pictures = r.number()?;
        }
        if is(bit::WIDTH) {
            settings.width = r.number()?;
        }
        if is(bit::BATCH_SIZE) {
            settings.batch_size = r.number()?;
        }
        if is(bit::WEIGHT_DECAY) {
            settings.weight_decay = read_exact(r)?;
        }
        if is(bit::BACKEND) {
            settings.backend = r.at_most(MOST_NAMES)? as u8;
        }
        if is(bit::ARCHITECTURE) {
            settings.architecture = r.at_most(MOST_NAMES)? as u8;
        }
        if is(bit::DEPTH) {
            settings.depth = r.number()?;
        }
        if is(bit::VALID_SHARE) {
            settings.valid_share = read_exact(r)?;
        }
        if is(bit::LABEL_SMOOTHING) {
            settings.label_smoothing = read_exact(r)?;
        }
        if is(bit::GROUP_RATES) {
            let groups = groups(r)?;
            for (place, rate) in settings.group_rates.iter_mut().enumerate() {
                if groups >> place & 1 == 1 {
                    *rate = Some(read_exact(r)?);
                }
            }
        }
        Ok(settings)
    }
}

/// Minus zero is another number than zero here.
fn other(value: f32, default: f32) -> bool {
    value.to_bits() != default.to_bits()
}

fn groups(r: &mut Reader) -> Result<u8, Refusal> {
    let groups = r.byte()?;
    match groups & !GROUP_BITS == 0 {
        true => Ok(groups),
        false => Err(Refusal::Impossible),
    }
}

//! Binary arithmetic coding with probabilities that adapt: the range coder of LZMA (after G. N. N. Martin 1979), which
//! carries where a sum overflows, with each probability estimated at two speeds as in H.266 and MPEG's coding of neural
//! networks (ISO/IEC 15938-17; Wiedemann et al. 2020, "DeepCABAC", arXiv:1907.11900).
//!
//! Encoder and decoder go through the same calls: [`Coder::bit`] is told a bit and gives it back, or is told anything
//! and gives the bit that was written. What is coded is so described once, and both sides cannot drift apart.

/// Bits that a probability is kept with.
const PRECISION: u32 = 16;
/// How many of the last bits the two estimates of a probability remember, about.
const QUICK: u16 = 24;
const SLOW: u16 = 200;
/// A range below this takes in another byte; it is never below this after a bit.
const TOP: u32 = 1 << 24;
/// Bytes at the end that the decoder takes for zeros: a range of at least [`TOP`] holds a number whose lower 24 bits
/// are zero.
const IMPLIED: usize = 3;

/// The probability of a bit's being 1, as it has been in this place so far: the mean of a quick and a slow estimate.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    quick: u16,
    slow: u16,
    /// Bits seen, up to the slow estimate's memory: the first ones count for more.
    seen: u16,
}

impl Chance {
    /// Probability of a 1 in 65,536ths, never 0 and never all of them.
    fn one(self) -> u32 {
        ((u32::from(self.quick) + u32::from(self.slow)) >> 1).clamp(32, (1 << PRECISION) - 32)
    }

    fn learn(&mut self, bit: bool) {
        let target = if bit { i32::from(u16::MAX) } else { 0 };
        let towards = |value: &mut u16, memory: u16| {
            // Between what it was and the target, so it stays a u16.
            *value = (i32::from(*value) + (target - i32::from(*value)) / i32::from(memory)) as u16;
        };
        towards(&mut self.quick, (self.seen + 2).min(QUICK));
        towards(&mut self.slow, self.seen + 2);
        self.seen = (self.seen + 1).min(SLOW);
    }
}

impl Default for Chance {
    fn default() -> Self {
        Chance { quick: 1 << 15, slow: 1 << 15, seen: 0 }
    }
}

/// Either side of the coding.
pub trait Coder {
    /// Codes a bit by its probability.
    fn bit(&mut self, chance: &mut Chance, bit: bool) -> bool;

    /// Codes the lower `count` bits of a number, each as probable as not, highest first.
    fn bits(&mut self, count: u32, number: u32) -> u32 {
        (0..count).rev().fold(0, |read, place| {
            let mut even = Chance::default();
            read << 1 | u32::from(self.bit(&mut even, number >> place & 1 == 1))
        })
    }
}

/// Part of a range that a 1 takes: never nothing and never everything, since `range` is at least [`TOP`].
fn bound(range: u32, chance: Chance) -> u32 {
    (range >> PRECISION) * chance.one()
}

/// Writes.
#[derive(Debug)]
pub struct Encoder {
    bytes: Vec<u8>,
    low: u64,
    range: u32,
}

impl Encoder {
    pub fn new() -> Self {
        Encoder { bytes: Vec::new(), low: 0, range: u32::MAX }
    }

    /// All bytes.
    pub fn finish(mut self) -> Vec<u8> {
        // The first number in the range that ends in zeros, of which only the first byte is written.
        self.low = (self.low + u64::from(TOP) - 1) & !(u64::from(TOP) - 1);
        self.carry();
        self.bytes.push((self.low >> 24) as u8);
        self.bytes
    }

    /// Adds what has overflowed to the bytes before.
    fn carry(&mut self) {
        if self.low >> 32 != 0 {
            for byte in self.bytes.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
            self.low &= u64::from(u32::MAX);
        }
    }
}

impl Coder for Encoder {
    fn bit(&mut self, chance: &mut Chance, bit: bool) -> bool {
        let bound = bound(self.range, *chance);
        if bit {
            self.range = bound;
        } else {
            self.low += u64::from(bound);
            self.range -= bound;
        }
        chance.learn(bit);
        while self.range < TOP {
            self.carry();
            self.bytes.push((self.low >> 24) as u8);
            self.low = self.low << 8 & u64::from(u32::MAX);
            self.range <<= 8;
        }
        bit
    }
}

/// Reads. Past the end it reads zeros, and [`Decoder::finish`] says that they were not all there.
#[derive(Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    /// Bytes read, those past the end included.
    read: usize,
    /// The number read so far, less the range's lower end.
    code: u32,
    range: u32,
}

impl<'a> Decoder<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Decoder { bytes, read: 0, code: 0, range: u32::MAX };
        for _ in 0..4 {
            decoder.take();
        }
        decoder
    }

    fn take(&mut self) {
        let byte = self.bytes.get(self.read).copied().unwrap_or(0);
        self.code = self.code << 8 | u32::from(byte);
        self.read += 1;
    }

    /// Whether more was read than is there.
    pub fn is_over(&self) -> bool {
        self.read > self.bytes.len() + IMPLIED
    }

    /// Whether exactly all bytes were read.
    pub fn is_done(&self) -> bool {
        self.read == self.bytes.len() + IMPLIED
    }
}

impl Coder for Decoder<'_> {
    fn bit(&mut self, chance: &mut Chance, _: bool) -> bool {
        let bound = bound(self.range, *chance);
        let bit = self.code < bound;
        if bit {
            self.range = bound;
        } else {
            self.code -= bound;
            self.range -= bound;
        }
        chance.learn(bit);
        while self.range < TOP {
            self.take();
            self.range <<= 8;
        }
        bit
    }
}

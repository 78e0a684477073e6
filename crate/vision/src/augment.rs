//! Random shifts and flips: the same picture a little different in every epoch.
//!
//! Pictures stay on the device as bytes; what an epoch needs of each is one [`Draw`], two words,
//! that the gather operation of the plan reads.

use crate::random::{Random, Stream};

/// Pixels by which a picture is shifted at most, each way.
pub const MAX_SHIFT: i32 = 4;

/// Which picture enters a batch, and how.
///
/// The pixel at column `x` and row `y` of what the network sees is the pixel of the picture at
/// column `x' + dx` and row `y + dy`, where `x'` is `x`, or `width - 1 - x` when flipped. Outside
/// of the picture it is zero after normalisation, the mean colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Position of the picture in the set on the device.
    pub index: u32,
    /// Columns by which the window moves to the right, -4 to 4.
    pub dx: i32,
    /// Rows by which the window moves down, -4 to 4.
    pub dy: i32,
    /// Mirrored left to right.
    pub flip: bool,
}

impl Draw {
    /// How many [`words`](Draw::words) a draw is.
    pub const WORDS: usize = 2;

    /// The picture as it is.
    pub fn plain(index: u32) -> Draw {
        Draw { index, dx: 0, dy: 0, flip: false }
    }

    /// The shift and the flip of a picture in an epoch: a function of the three numbers alone.
    pub fn random(seed: u32, epoch: u32, index: u32) -> Draw {
        let bits = Random::new(seed, Stream::Augment, epoch).at(u64::from(index));
        let shifts = 2 * MAX_SHIFT as u32 + 1;
        // Three choices from disjoint bits of one number.
        let choose = |bits: u64| ((bits & 0xffff) as u32 * shifts) >> 16;
        Draw {
            index,
            dx: choose(bits) as i32 - MAX_SHIFT,
            dy: choose(bits >> 16) as i32 - MAX_SHIFT,
            flip: bits >> 63 == 1,
        }
    }

    /// The words that the gather operation reads: the index, and in bytes from the lowest dx + 4, dy + 4 and the flip.
    pub fn words(&self) -> [u32; Draw::WORDS] {
        let [right, down] = [self.dx, self.dy].map(|shift| (shift + MAX_SHIFT) as u8);
        [self.index, u32::from_le_bytes([right, down, u8::from(self.flip), 0])]
    }
}

/// The words of the pictures of an epoch, in the order of `indices`: `[indices.len(), 2]`.
pub fn epoch_draws(seed: u32, epoch: u32, indices: &[u32], augment: bool) -> Vec<u32> {
    let draw = |index: &u32| if augment { Draw::random(seed, epoch, *index) } else { Draw::plain(*index) };
    indices.iter().flat_map(|index| draw(index).words()).collect()
}

/// Pixels as the device keeps them: four bytes a word, the first in the lowest bits. A picture of
/// 32 by 32 is 768 words. The last word is filled with zeros.
pub fn pack_words(bytes: &[u8]) -> Vec<u32> {
    let word = |chunk: &[u8]| {
        let mut word = [0u8; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        u32::from_le_bytes(word)
    };
    bytes.chunks(4).map(word).collect()
}

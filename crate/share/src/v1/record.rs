//! What happened, in version 1:
//!
//! ```text
//! bits          0 GPU, 1 result, 2 change, 3 the result's loss is not finite, 4 the build in four bytes
//! build         four bytes, which are eight hexadecimal digits; or length and letters
//! curve         number of points, of each: steps since the one before, less 1; difference to its loss code
//! validations   the same (the first step counts from -1), and the difference of the share that was right, in 1/10000
//! predictions   number times 2, plus 1 where they are pictures 0, 1, 2, …; of each: difference to the next index, unless
//!               they are so; probability of the first class in 1/255
//! result        steps, loss (nothing where it is not finite), share that was right, 16 bytes of the hash
//! change        8 bytes of the hash of the weights at the start; number of bytes, bytes
//! ```

use super::is_of_a_name;
use super::number::{read_exact, write_exact, MOST_LOSS};
use crate::byte::{Reader, Writer};
use crate::Refusal;

const GPU: u32 = 1 << 0;
const RESULT: u32 = 1 << 1;
const CHANGE: u32 = 1 << 2;
const LOST: u32 = 1 << 3;
const HEX: u32 = 1 << 4;

/// Most points of the curve, validations and predictions.
pub const MOST_TRAIN: usize = 60;
pub const MOST_VALID: usize = 100;
pub const MOST_PREDICTIONS: usize = 24;
/// What is kept of a build's name, in letters: enough to tell builds apart.
pub const MOST_BUILD: usize = 8;
/// No run has more steps: 100 epochs of 4000 pictures, one at a time, are 400,000.
pub const MOST_STEP: u32 = 1 << 20;
/// No position in a validation set is higher.
pub const MOST_INDEX: u32 = 1 << 12;
/// Parts of 1 that shares of right answers are told in.
pub const SHARES: u16 = 10_000;
/// Most bytes of a change: whatever fits a fragment.
const MOST_CHANGE: u32 = crate::fragment::MOST_TEXT as u32;

/// A run, in the codes that a link tells it in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    pub build: String,
    pub gpu: bool,
    /// Step and loss code; steps rise.
    pub train: Vec<(u32, u16)>,
    /// Step, loss code and share that was right; steps rise.
    pub valid: Vec<(u32, u16, u16)>,
    /// Position and probability of the first class in 1/255.
    pub predictions: Vec<(u32, u8)>,
    pub result: Option<Result>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Result {
    pub steps: u32,
    /// None where it is not finite.
    pub valid_loss: Option<f32>,
    pub valid_accuracy: f32,
    pub hash: [u8; 16],
    /// What the weights at the start hash to, and what changed.
    pub change: Option<([u8; 8], Vec<u8>)>,
}

impl Record {
    pub fn write(&self, w: &mut Writer) {
        let result = self.result.as_ref();
        let hex = hex_bytes(&self.build);
        let bit = |is: bool, bit: u32| if is { bit } else { 0 };
        w.number(
            bit(self.gpu, GPU)
                | bit(result.is_some(), RESULT)
                | bit(result.is_some_and(|result| result.change.is_some()), CHANGE)
                | bit(result.is_some_and(|result| result.valid_loss.is_none()), LOST)
                | bit(hex.is_some(), HEX),
        );
        match hex {
            Some(bytes) => w.bytes(&bytes),
            None => {
                w.number(self.build.len() as u32);
                w.bytes(self.build.as_bytes());
            }
        }
        w.number(self.train.len() as u32);
        let (mut next, mut last) = (1, 0);
        for (step, loss) in &self.train {
            w.number(step - next);
            w.signed(i32::from(*loss) - last);
            (next, last) = (step + 1, i32::from(*loss));
        }
        w.number(self.valid.len() as u32);
        let (mut next, mut last, mut share) = (0, 0, 0);
        for (step, loss, right) in &self.valid {
            w.number(step - next);
            w.signed(i32::from(*loss) - last);
            w.signed(i32::from(*right) - share);
            (next, last, share) = (step + 1, i32::from(*loss), i32::from(*right));
        }
        let in_a_row = self.predictions.iter().enumerate().all(|(place, (index, _))| place as u32 == *index);
        w.number((self.predictions.len() as u32) << 1 | u32::from(in_a_row));
        let mut next = 0;
        for (index, probability) in &self.predictions {
            if !in_a_row {
                w.signed(*index as i32 - next);
                next = *index as i32 + 1;
            }
            w.byte(*probability);
        }
        let Some(result) = result else { return };
        w.number(result.steps);
        if let Some(loss) = result.valid_loss {
            write_exact(w, loss);
        }
        write_exact(w, result.valid_accuracy);
        w.bytes(&result.hash);
        if let Some((base, bytes)) = &result.change {
            w.bytes(base);
            w.number(bytes.len() as u32);
            w.bytes(bytes);
        }
    }

    pub fn read(r: &mut Reader) -> std::result::Result<Record, Refusal> {
        let bits = r.at_most(GPU | RESULT | CHANGE | LOST | HEX)?;
        let is = |bit: u32| bits & bit != 0;
        if !is(RESULT) && (is(CHANGE) || is(LOST)) {
            return Err(Refusal::Impossible);
        }
        let build = if is(HEX) { hex_text(r.array()?) } else { letters(r)? };
        let mut record = Record { build, gpu: is(GPU), ..Record::default() };
        let (mut next, mut last) = (1, 0);
        for _ in 0..r.at_most(MOST_TRAIN as u32)? {
            let step = up(r, next, MOST_STEP)?;
            let loss = moved(r, last, MOST_LOSS)?;
            record.train.push((step, loss));
            (next, last) = (step + 1, loss);
        }
        let (mut next, mut last, mut share) = (0, 0, 0);
        for _ in 0..r.at_most(MOST_VALID as u32)? {
            let step = up(r, next, MOST_STEP)?;
            let loss = moved(r, last, MOST_LOSS)?;
            let right = moved(r, share, SHARES)?;
            record.valid.push((step, loss, right));
            (next, last, share) = (step + 1, loss, right);
        }
        let count = r.at_most((MOST_PREDICTIONS as u32) << 1 | 1)?;
        let mut next = 0;
        for place in 0..count >> 1 {
            let index = match count & 1 {
                1 => place,
                _ => moved(r, next, MOST_INDEX as u16)?.into(),
            };
            next = index as u16 + 1;
            record.predictions.push((index, r.byte()?));
        }
        if is(RESULT) {
            let steps = r.at_most(MOST_STEP)?;
            let valid_loss = if is(LOST) { None } else { Some(read_exact(r)?) };
            let valid_accuracy = read_exact(r)?;
            if !(0.0..=1.0).contains(&valid_accuracy) || valid_loss.is_some_and(|loss| loss < 0.0) {
                return Err(Refusal::Impossible);
            }
            let hash = r.array()?;
            let change = if is(CHANGE) { Some((r.array()?, change(r)?)) } else { None };
            record.result = Some(Result { steps, valid_loss, valid_accuracy, hash, change });
        }
        Ok(record)
    }
}

/// A number that is not below `from`, told as the difference.
fn up(r: &mut Reader, from: u32, most: u32) -> std::result::Result<u32, Refusal> {
    let number = r.at_most(most)? + from;
    if number > most {
        return Err(Refusal::Impossible);
    }
    Ok(number)
}

/// A number from 0 to `most`, told as the difference to `from`.
fn moved(r: &mut Reader, from: u16, most: u16) -> std::result::Result<u16, Refusal> {
    let number = i64::from(from) + i64::from(r.signed()?);
    u16::try_from(number).ok().filter(|number| *number <= most).ok_or(Refusal::Impossible)
}

fn letters(r: &mut Reader) -> std::result::Result<String, Refusal> {
    let length = r.at_most(MOST_BUILD as u32)?;
    let letters = r.bytes(length as usize)?;
    match letters.iter().all(|byte| is_of_a_name(*byte)) {
        true => Ok(letters.iter().map(|byte| char::from(*byte)).collect()),
        false => Err(Refusal::Impossible),
    }
}

fn change(r: &mut Reader) -> std::result::Result<Vec<u8>, Refusal> {
    let length = r.at_most(MOST_CHANGE)?;
    Ok(r.bytes(length as usize)?.to_vec())
}

/// The bytes of a build's name of eight hexadecimal digits.
fn hex_bytes(name: &str) -> Option<[u8; 4]> {
    let lower = name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (name.len() == 8 && lower).then(|| u32::from_str_radix(name, 16).ok()).flatten().map(u32::to_be_bytes)
}

fn hex_text(bytes: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(bytes))
}

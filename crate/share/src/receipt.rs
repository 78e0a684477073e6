//! Whether a run that was repeated came to the same result.

use crate::record::{Record, Validation};

/// How far a validation loss may lie from the sender's, and a share of right answers, to count as the same within
/// tolerance. Sums of a GPU are ordered by the device; over a run of the lab the losses then differ in the third
/// decimal, and of a hundred pictures one or two fall on the other side.
pub const LOSS: f32 = 0.02;
pub const ACCURACY: f32 = 0.03;

/// What the comparison came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// The same weights, bit for bit.
    Same,
    /// Close enough for sums in another order.
    Within,
    /// It went apart, from the validation at this step on where one can be named.
    Apart { step: Option<u32>, why: Why },
}

/// The likely reason why a run went apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was made by another version of the page.
    Version,
    /// One of the two runs was computed on a GPU.
    Device,
    /// Neither: the same version, on two CPUs.
    Unknown,
}

/// A run that has ended here.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    pub build: &'a str,
    pub gpu: bool,
    /// SHA-256 of all weights, in hexadecimal.
    pub hash: &'a str,
    pub valid: &'a [Validation],
}

/// Compares a run with the record of its sender's; none where the sender's had not ended.
pub fn compare(record: &Record, here: &Here<'_>) -> Option<Receipt> {
    let result = record.result.as_ref()?;
    if hash_start(here.hash) == Some(result.hash) {
        return Some(Receipt::Same);
    }
    let close =
        |a: &Validation, b: &Validation| (a.loss - b.loss).abs() <= LOSS && (a.accuracy - b.accuracy).abs() <= ACCURACY;
    let pairs = here.valid.iter().filter_map(|mine| Some((record.valid.iter().find(|v| v.step == mine.step)?, mine)));
    // Written so that a loss that is no number is not close.
    let apart = pairs.clone().find(|(sent, mine)| !close(sent, mine)).map(|(_, mine)| mine.step);
    let why = match (record.same_build(here.build), record.gpu || here.gpu) {
        (false, _) => Why::Version,
        (true, true) => Why::Device,
        (true, false) => Why::Unknown,
    };
    let compared = pairs.clone().any(|(_, mine)| mine.step == result.steps);
    Some(match apart {
        // On two CPUs and in one version nothing less than the same bits is the same result.
        None if compared && why != Why::Unknown => Receipt::Within,
        step => Receipt::Apart { step, why },
    })
}

/// The first 16 bytes of a hash in hexadecimal; none where it is not one.
pub fn hash_start(hash: &str) -> Option<[u8; 16]> {
    let mut start = [0; 16];
    for (place, byte) in start.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hash.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "00112233445566778899aabbccddeeff0123";

    fn valid(losses: [f32; 3]) -> Vec<Validation> {
        losses.iter().zip([0, 10, 20]).map(|(loss, step)| Validation { step, loss: *loss, accuracy: 0.8 }).collect()
    }

    fn record(gpu: bool) -> Record {
        let result = crate::Result { steps: 20, hash: hash_start(HASH).unwrap(), ..Default::default() };
        Record { build: "abcd".into(), gpu, valid: valid([0.7, 0.5, 0.4]), result: Some(result), ..Record::default() }
    }

    #[test]
    fn same_within_or_apart() {
        let close = valid([0.7, 0.501, 0.399]);
        let far = valid([0.7, 0.55, 0.399]);
        let here = |hash, gpu, build, valid| Here { build, gpu, hash, valid };
        let ask = |record: &Record, here: Here<'_>| compare(record, &here).unwrap();
        let other = "ff112233445566778899aabbccddeeff";
        assert_eq!(ask(&record(false), here(HASH, false, "abcdef", &far)), Receipt::Same);
        assert_eq!(ask(&record(true), here(other, false, "abcdef", &close)), Receipt::Within);
        assert_eq!(ask(&record(false), here(other, false, "xyz", &close)), Receipt::Within);
        let apart = |step, why| Receipt::Apart { step, why };
        assert_eq!(ask(&record(false), here(other, false, "abcdef", &close)), apart(None, Why::Unknown));
        assert_eq!(ask(&record(false), here(other, true, "abcdef", &far)), apart(Some(10), Why::Device));
        assert_eq!(ask(&record(false), here(other, false, "1234", &far)), apart(Some(10), Why::Version));
        let broken = valid([0.7, 0.5, f32::NAN]);
        assert_eq!(ask(&record(true), here(other, false, "abcd", &broken)), apart(Some(20), Why::Device));
        // Another number of steps: nothing says that the ends are alike.
        assert_eq!(ask(&record(true), here(other, true, "abcd", &close[..2])), apart(None, Why::Device));
        assert_eq!(compare(&Record::default(), &here(HASH, false, "", &close)), None);
    }

    #[test]
    fn a_hash_is_hexadecimal() {
        assert_eq!(hash_start(HASH).map(|h| (h[1], h[15])), Some((0x11, 0xff)));
        assert_eq!(hash_start("0011"), None);
        assert_eq!(hash_start("zz112233445566778899aabbccddeeff"), None);
    }
}

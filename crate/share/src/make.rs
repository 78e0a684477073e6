//! The links that can be made of a run.

use nn::weights::weights_hash;
use nn::{Model, Weights};
use train::protocol::{Change, Kept};

use crate::change::{self, Made};
use crate::{code, fragment, open, v1, Links, Make, Packed, Record, Refusal, Shared};

/// No link is longer, in characters with what stands before the fragment: a longer one does not pass everywhere.
pub const MOST_LINK: usize = 8000;
/// The same where nothing but the head has changed.
pub const MOST_HEAD: usize = 2000;
/// A head is told less exactly where its link then fits a QR code, unless fewer bits than this are left for each value:
/// with so many, values are off by less than a hundredth of their root mean square.
const ENOUGH_BITS: usize = 12;

/// Makes the links: the settings alone, with what happened, and with the trained result. The same again for the same run.
///
/// # Errors
/// [`Refusal::Impossible`]: settings out of range, or an unknown lesson.
pub fn make(make: &Make) -> Result<Links, Refusal> {
    let mut shared = Shared { record: None, ..make.shared.clone() };
    let mut links = Links { settings: open::write(&shared)?, ..Links::default() };
    let Some(record) = &make.record else { return Ok(links) };
    let mut record = record.clone();
    let run =
        make.kept.as_deref().filter(|_| make.classes as usize == v1::CLASSES).and_then(|kept| Run::of(&shared, kept));
    if let Some(result) = &mut record.result {
        result.change = None;
        if let Some(run) = &run {
            result.hash = run.hash;
        }
    }
    let has_ended = record.result.is_some();
    shared.record = Some(record);
    links.record = Some(open::write(&shared)?);
    if let Some(run) = run.filter(|_| has_ended) {
        match run.link(&shared, make.before as usize)? {
            Trained::Fits(text, change) => links.trained = Some((text, change)),
            Trained::TooLong(characters) => links.too_long = Some(characters as u32),
        }
    }
    Ok(links)
}

/// An ended run, from its first weights to its last.
struct Run {
    model: Model,
    start: Weights,
    trained: Weights,
    base: [u8; 8],
    hash: [u8; 16],
}

/// A link with the trained result, or how long it would have been.
enum Trained {
    Fits(String, Change),
    TooLong(usize),
}

impl Run {
    /// None where the run has not ended, its start is not known, or its weights are not finite.
    fn of(shared: &Shared, kept: &Kept) -> Option<Run> {
        let start = kept.start.clone().filter(|_| kept.done)?;
        let start = Weights { parameters: start.0, statistics: start.1 };
        let trained = Weights { parameters: kept.parameters.clone(), statistics: kept.statistics.clone() };
        let model = train::session::model(&shared.config, v1::CLASSES).ok()?;
        for weights in [&start, &trained] {
            let finite = weights.parameters.iter().chain(&weights.statistics).all(|value| value.is_finite());
            if !finite || weights.check(&model).is_err() {
                return None;
            }
        }
        Some(Run { model, base: first_bytes(&start), hash: first_bytes(&trained), start, trained })
    }

    /// The link, as exact as the room for it allows.
    fn link(&self, shared: &Shared, before: usize) -> Result<Trained, Refusal> {
        let with = |bytes: Vec<u8>| -> Shared {
            let mut shared = shared.clone();
            if let Some(Record { result: Some(result), .. }) = &mut shared.record {
                result.change = Some(Packed { base: self.base, bytes });
            }
            shared
        };
        let empty = v1::Link::of(&with(Vec::new()))?.write().len();
        let room = |most: usize| {
            // The change's length takes up to two bytes more than that of an empty one.
            fragment::most_body(most.saturating_sub(before)).saturating_sub(empty + 2)
        };
        let pack = |most| change::pack(&self.model, &self.start, &self.trained, room(most));
        let made = match self.only_head_changed() {
            true => {
                let head = self.model.parameters().iter().filter(|parameter| parameter.group == nn::Group::Head);
                let values: usize = head.map(|parameter| parameter.shape.len()).sum();
                let fits_a_code = 8 * room(code::MOST_BYTES) >= ENOUGH_BITS * values;
                match pack(if fits_a_code { code::MOST_BYTES } else { MOST_HEAD }) {
                    Made::TooLong { .. } => pack(MOST_LINK),
                    made => made,
                }
            }
            false => pack(MOST_LINK),
        };
        let length = |bytes: usize| before + fragment::length(empty + 2 + bytes);
        match made {
            Made::Packed { bytes, change } if open::is_small(&self.model, &change) => {
                Ok(Trained::Fits(open::write(&with(bytes))?, change))
            }
            Made::Packed { bytes, .. } => Ok(Trained::TooLong(length(bytes.len()))),
            Made::TooLong { bytes } => Ok(Trained::TooLong(length(bytes))),
        }
    }

    fn only_head_changed(&self) -> bool {
        let mut values = self.model.parameters().iter().filter(|parameter| parameter.group != nn::Group::Head);
        let same = values.all(|parameter| {
            let place = parameter.offset..parameter.offset + parameter.shape.len();
            self.start.parameters[place.clone()] == self.trained.parameters[place]
        });
        same && self.start.statistics == self.trained.statistics
    }
}

/// The first bytes of the weights' hash.
fn first_bytes<const N: usize>(weights: &Weights) -> [u8; N] {
    let hash = weights_hash(&weights.parameters, &weights.statistics);
    std::array::from_fn(|i| hash.get(2 * i..2 * i + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0))
}

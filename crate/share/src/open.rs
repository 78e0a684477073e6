//! Fragments: written, and read with nothing trusted.

use nn::Model;
use train::protocol::Change;

use crate::{change, fragment, v1, Refusal, Shared};

/// Most values that a link may tell: 1 MB.
pub const MOST_TOLD: usize = 1 << 18;
/// Most values that a network of a link may have, running statistics counted in. A change of weights comes unpacked as a
/// value for each of them, with zeros where nothing changed; the largest network with pretrained weights has 309,440.
pub const MOST_VALUES: usize = 1 << 19;

/// The fragment, without the `#`, that says this as far as a link can: see [`v1`].
///
/// # Errors
/// [`Refusal::Impossible`]: settings out of range, or an unknown lesson. [`Refusal::TooLong`]: with a change of weights that
/// is longer than any link.
pub fn write(shared: &Shared) -> Result<String, Refusal> {
    let text = fragment::write(v1::VERSION, &v1::Link::of(shared)?.write());
    match text.len() <= fragment::MOST_TEXT {
        true => Ok(text),
        false => Err(Refusal::TooLong),
    }
}

/// What a fragment without the `#` says, of whatever version, and the change of weights that it holds.
///
/// # Errors
/// Everything that is not exactly a link that [`write`] could have made, now or in an earlier version.
pub fn open(text: &str) -> Result<(Shared, Option<Change>), Refusal> {
    // A later version is read by its own module, and each but the last leads to the next.
    fragment::version(text, v1::VERSION)?;
    let shared = v1::Link::read(&fragment::body(text)?)?.into_shared()?;
    let result = shared.record.as_ref().and_then(|record| record.result.as_ref());
    let Some(packed) = result.and_then(|result| result.change.as_ref()) else { return Ok((shared, None)) };
    let model = train::session::model(&shared.config, v1::CLASSES).map_err(|_| Refusal::Impossible)?;
    if values(&model) > MOST_VALUES {
        return Err(Refusal::Impossible);
    }
    let change = change::unpack(&model, &packed.bytes).map_err(|_| Refusal::Impossible)?;
    match told(&change) <= MOST_TOLD {
        true => Ok((shared, Some(change))),
        false => Err(Refusal::Impossible),
    }
}

/// Whether [`open`] takes a change of this network.
pub fn is_small(model: &Model, change: &Change) -> bool {
    values(model) <= MOST_VALUES && told(change) <= MOST_TOLD
}

fn values(model: &Model) -> usize {
    model.parameter_arena().len() + model.statistic_arena().len()
}

/// Number of values that changed.
fn told(change: &Change) -> usize {
    change.parameters.iter().chain(&change.statistics).filter(|value| **value != 0.0).count()
}

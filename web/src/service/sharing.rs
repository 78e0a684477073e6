//! Links that hold an experiment: `share.wasm` (`crate/share`) makes and reads them; here is what the page adds to it.

use export::{ExportError, File, Kind, Work};
use serde::de::DeserializeOwned;
use serde::Serialize;
use share::{Answer, Links, Make, Point, Prediction, Record, Refusal, Request, Shared, Sheet, Validation};
use train::protocol::{Change, RunState};

use super::engine::{BUILD, WATCHED};
use super::module::{self, Module};
use super::run_model::RunView;
use super::text::table;

/// Characters of a build's name that a link carries.
const BUILD_LENGTH: usize = 8;

thread_local! {
    static MODULE: Module = const { Module::new("share.wasm") };
}

/// Why a link could not be opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    Refused(Refusal),
    /// The part of the page that reads links could not be had.
    Module(String),
}

/// Makes a file of a run.
pub async fn save(work: &Work, kind: Kind) -> Result<Result<File, ExportError>, Trouble> {
    ask_module("save", &(work, kind)).await
}

/// Sees to it that the module is here, and its words with it.
pub async fn words() -> Result<(), Trouble> {
    module::load(&MODULE).await.map_err(Trouble::Module)?;
    if !table::has_later() {
        let words = MODULE.with(|module| module.call("words", &()));
        table::put_later(words.ok_or_else(|| Trouble::Module("share.wasm".into()))?);
    }
    Ok(())
}

async fn ask(request: &Request) -> Result<Answer, Trouble> {
    ask_module("ask", request).await
}

/// Asks a function of `share.wasm`, which is fetched with the first question.
pub async fn ask_module<Q: Serialize, A: DeserializeOwned>(function: &str, question: &Q) -> Result<A, Trouble> {
    words().await?;
    let answer = MODULE.with(|module| module.call(function, question));
    answer.ok_or_else(|| Trouble::Module("share.wasm".into()))
}

/// Whether a fragment, without its `#`, looks like a link of ours: `s`, a version, a dot.
pub fn is_link(fragment: &str) -> bool {
    let rest = fragment.strip_prefix('s').unwrap_or_default();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && rest.as_bytes().get(digits) == Some(&b'.')
}

/// Reads a fragment.
pub async fn open(fragment: String) -> Result<(Shared, Option<Change>), Trouble> {
    match ask(&Request::Open { fragment }).await? {
        Answer::Opened(shared, change) => Ok((*shared, change)),
        Answer::Refused(refusal) => Err(Trouble::Refused(refusal)),
        _ => Err(Trouble::Refused(Refusal::Damaged)),
    }
}

/// Makes the links that can be made.
pub async fn make(make: Make) -> Result<Links, Trouble> {
    match ask(&Request::Make(Box::new(make))).await? {
        Answer::Made(links) => Ok(*links),
        Answer::Refused(refusal) => Err(Trouble::Refused(refusal)),
        _ => Err(Trouble::Refused(Refusal::Impossible)),
    }
}

/// A text as a QR code; none where it is too long for one.
pub async fn draw(text: String) -> Option<Sheet> {
    match ask(&Request::Draw { text }).await {
        Ok(Answer::Drawn(sheet)) => sheet,
        _ => None,
    }
}

/// What happened in the run that is shown; nothing where none has begun. Weights that came from elsewhere have no story
/// of their own.
pub fn record(view: &RunView) -> Option<Record> {
    if view.adopted || !view.has_steps() {
        return None;
    }
    let points =
        |points: &[crate::widget::Point]| points.iter().map(|p| Point { step: p.step, loss: p.value }).collect();
    let predictions = (0..WATCHED).filter_map(|index| {
        let probabilities = view.predictions.get(&index)?.probabilities.clone();
        Some(Prediction { index, probabilities })
    });
    let metrics = view.metrics.as_ref().filter(|_| view.state == RunState::Done);
    let result = metrics.and_then(|metrics| {
        Some(share::Result {
            steps: metrics.steps,
            valid_loss: metrics.valid_loss,
            valid_accuracy: metrics.valid_accuracy,
            hash: share::hash_start(&metrics.weights_hash)?,
            change: None,
        })
    });
    Some(Record {
        build: BUILD.chars().take(BUILD_LENGTH).collect(),
        gpu: view.device.as_ref().is_some_and(|device| device.backend == "gpu"),
        train: points(&view.train_loss),
        valid: validations(view),
        predictions: predictions.collect(),
        result,
    })
}

/// The validations of the run that is shown.
pub fn validations(view: &RunView) -> Vec<Validation> {
    let both = view.valid_loss.iter().zip(view.valid_error.iter());
    both.map(|(loss, error)| Validation { step: loss.step, loss: loss.value, accuracy: 1.0 - error.value }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_link() {
        for link in ["s1.", "s1.abc", "s12.x"] {
            assert!(is_link(link), "{link}");
        }
        for other in ["", "s", "s.", "main", "step-why", "1.a", "s1", "sx1.a"] {
            assert!(!is_link(other), "{other}");
        }
    }
}

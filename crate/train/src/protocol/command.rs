//! What the page asks of the worker.

use serde::{Deserialize, Serialize};

use super::{Adopted, Change, Kept};
use crate::config::Config;

/// What the page can ask of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Load what this configuration needs and show the untrained network's predictions, without training.
    /// Replaces the present run.
    Prepare { config: Config },
    /// Start training; also goes on after a pause or after single steps. Needs a prepared run.
    Train,
    /// Stop after the step that is under way.
    Pause,
    /// One batch, then pause.
    Step,
    /// Back to the same initial weights.
    Reset,
    /// End the run here: a last validation, then [`Event::Done`](super::Event::Done).
    Stop,
    /// Predict a picture of the student's own: the bytes of a file.
    Predict {
        id: u32,
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// The same for a picture that was opened before: `32 * 32 * 3` bytes of red, green, blue.
    PredictAgain {
        id: u32,
        #[serde(with = "serde_bytes")]
        rgb: Vec<u8>,
    },
    /// Send everything that is needed to go on later, and where `start` is set the weights that the run started with.
    /// Answered by [`Event::Kept`](super::Event::Kept).
    Keep { id: u32, start: bool },
    /// Go on from what was kept of a run with the same settings. Needs a prepared run, which is then paused or done.
    Restore { kept: Box<Kept> },
    /// Put other weights in the place of the trained ones, as if the prepared run had ended with them: they are
    /// validated, then the run is done.
    Adopt { weights: Adopted },
    /// Send pictures (pixels and labels) of the present run's split.
    Pictures { split: Split, from: u32, count: u32 },
    /// Look into the network as it is now; changes nothing. Answered by [`Event::Looked`](super::Event::Looked).
    Look { id: u32, look: Look },
    /// Which validation pictures the live predictions are wanted for, by position in the validation set.
    Watch { indices: Vec<u32> },
}

/// Which pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    Train,
    Valid,
}

/// What to look at. Tables are row by row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Look {
    /// Every validation picture's label and the probability of each class: `[n, 1 + classes]`.
    Scores,
    /// The same, had training changed the weights in this way.
    ScoresWith { change: Change },
    /// [`Look::Scores`] for the sealed test set, all of it.
    Test,
    /// What the head sees of a validation picture, and its weights: `[features + 1, 1 + classes]`. A row is a feature and
    /// its weight for each class; the last row is 1 and the biases.
    Head { index: u32 },
    /// What a layer, one of [`LOOKED_AT`](crate::trainer::LOOKED_AT), answers to a validation picture:
    /// `[height, width, channels]`; at the start of the run where `first` is set.
    Maps { index: u32, layer: String, first: bool },
    /// Where a channel of a layer answers most strongly in the first `pictures` validation pictures, each picture once,
    /// at most nine of them, strongest first: `[n, 6]`, index of the picture, x, y, width and height of the part of the
    /// picture that the answer is computed from, answer.
    Patches { layer: String, channel: u32, pictures: u32, first: bool },
}

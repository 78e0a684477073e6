//! What happened in a run, small enough for a link.

use serde::{Deserialize, Serialize};

/// A run as its sender saw it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Names the sender's build, as far as [`Record::same_build`] compares it.
    pub build: String,
    /// Computed on a GPU, whose sums depend on the device.
    pub gpu: bool,
    /// Loss of batches: a selection, so that the curve has the shape that it had.
    pub train: Vec<Point>,
    pub valid: Vec<Validation>,
    /// The first predictions of validation pictures.
    pub predictions: Vec<Prediction>,
    /// Present where the run has ended.
    pub result: Option<Result>,
}

/// Loss of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// 1 for the first step.
    pub step: u32,
    /// Mean loss of the batch.
    pub loss: f32,
}

/// A validation pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    pub step: u32,
    pub loss: f32,
    /// Share that was right.
    pub accuracy: f32,
}

/// Probabilities of the classes for a validation picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Position in the validation set.
    pub index: u32,
    pub probabilities: Vec<f32>,
}

/// How a run ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Result {
    pub steps: u32,
    pub valid_loss: f32,
    pub valid_accuracy: f32,
    /// The first 16 bytes of the SHA-256 of all parameters and running statistics.
    pub hash: [u8; 16],
    /// What training changed, where the sender shares it: packed by [`crate::change::pack`], against the weights whose
    /// hash begins with `base`.
    pub change: Option<Packed>,
}

/// A change of weights as a link holds it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Packed {
    /// The first 8 bytes of the SHA-256 of the weights that the run started with.
    pub base: [u8; 8],
    pub bytes: Vec<u8>,
}

impl Record {
    /// Whether it was made by this build.
    pub fn same_build(&self, build: &str) -> bool {
        !self.build.is_empty() && build.starts_with(&self.build)
    }
}

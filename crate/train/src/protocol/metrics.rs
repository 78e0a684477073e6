//! How a run goes, in numbers.

use serde::{Deserialize, Serialize};

/// One training step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchPoint {
    /// 1 for the first step.
    pub step: u32,
    /// Mean loss of the batch; not finite when the run has diverged.
    pub loss: f32,
    /// Share of the batch that was right.
    pub accuracy: f32,
    pub learning_rate: f32,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunProgress {
    pub step: u32,
    pub total_steps: u32,
    /// Epochs completed, with the fraction of the present one.
    pub epoch: f32,
    pub images_per_second: f32,
    /// Absent until it can be known.
    pub seconds_left: Option<f32>,
}

/// A validation pass.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochPoint {
    pub step: u32,
    pub epoch: f32,
    /// Mean training loss since the last validation pass; absent at step 0.
    pub train_loss: Option<f32>,
    pub valid_loss: f32,
    pub valid_accuracy: f32,
}

/// What a finished run reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metrics {
    /// `cpu` or `gpu`.
    pub backend: String,
    pub steps: u32,
    /// Mean over the last epoch.
    pub train_loss: f32,
    pub valid_loss: f32,
    pub valid_accuracy: f32,
    pub images_per_second: f32,
    /// SHA-256 of all parameters and running statistics, in hexadecimal.
    pub weights_hash: String,
}

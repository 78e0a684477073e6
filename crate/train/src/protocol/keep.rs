//! Weights on their way: everything that a run goes on with, and what comes from elsewhere.

use serde::{Deserialize, Serialize};

/// Weights that did not come out of this session's training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Adopted {
    /// What training changed elsewhere, and the first 8 bytes of the hash of the weights that it started with, where
    /// they are known: they have to be this run's.
    Change { change: Change, base: Option<[u8; 8]> },
    /// The bytes of a weight file (see `nn::weights`) of the same model.
    File(#[serde(with = "serde_bytes")] Vec<u8>),
}

/// What is added to the weights that a run started with; in the order and of the length of the model's arenas.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    pub parameters: Vec<f32>,
    pub statistics: Vec<f32>,
}

/// Everything that is needed to go on with a run later, in another page or after a crash. On the CPU the run then comes
/// to the same result, bit for bit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// Steps done.
    pub step: u32,
    /// The run has ended, here or at its last step.
    pub done: bool,
    /// The step that was validated last.
    pub validated: Option<u32>,
    /// Losses since the last validation: their sum and number.
    pub loss_sum: f64,
    pub loss_count: u32,
    /// Mean training loss before the last validation; not a number before the first.
    pub last_train_loss: f32,
    /// Time spent in training steps so far, and pictures seen in it.
    pub trained_ms: f64,
    pub trained_pictures: f64,
    /// The model's arenas: parameters, running statistics, and what the optimiser remembers of them.
    pub parameters: Vec<f32>,
    pub statistics: Vec<f32>,
    pub velocity: Vec<f32>,
    /// Empty with SGD.
    pub second: Vec<f32>,
    /// Parameters and running statistics that the run started with, where they were asked for.
    pub start: Option<(Vec<f32>, Vec<f32>)>,
    /// Mean and standard deviation of red, green and blue that pictures are normalised with.
    pub normalisation: ([f32; 3], [f32; 3]),
}

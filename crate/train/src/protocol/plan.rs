//! What was compiled.

use serde::{Deserialize, Serialize};

/// The compiled plan in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanInfo {
    pub layers: Vec<LayerInfo>,
    pub parameters: u32,
    pub trainable: u32,
    /// Kernel launches in one training step.
    pub launches: u32,
    pub steps_per_epoch: u32,
    pub total_steps: u32,
    pub train_pictures: u32,
    pub valid_pictures: u32,
    /// Class identifiers in label order, e.g. `["cat", "dog"]`.
    pub classes: Vec<String>,
}

/// One layer as the network explorer lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerInfo {
    /// e.g. `stage1.0.conv1`.
    pub name: String,
    /// e.g. `conv2d`, `batch_norm`, `relu`.
    pub kind: String,
    pub group: String,
    /// Output for one picture: `[height, width, channels]` or `[features]`.
    pub output: Vec<u32>,
    pub parameters: u32,
    pub frozen: bool,
}

//! What the worker reports.

use serde::{Deserialize, Serialize};

use super::{
    BatchPoint, DeviceInfo, EpochPoint, Filters, Kept, LayerStats, Metrics, PictureItem, PlanInfo, Prediction, Problem,
    RunProgress, Split,
};

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Nothing prepared yet.
    #[default]
    Idle,
    /// Fetching and compiling.
    Loading,
    /// Prepared at step 0.
    Ready,
    Running,
    Paused,
    Done,
    /// Cannot go on; [`Event::Problem`] said why.
    Failed,
}

/// What the worker reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// Sent once, when the worker can take commands.
    Hello {
        build: String,
        device: DeviceInfo,
    },
    State {
        state: RunState,
    },
    /// What is being waited for.
    Loading {
        stage: LoadStage,
        done: u64,
        total: u64,
    },
    /// The plan is compiled.
    Compiled {
        plan: PlanInfo,
    },
    /// What was measured of the GPU, for the page to keep: the next worker is named by it, and need not measure again.
    Measured {
        found: String,
    },
    /// What computes has changed (chosen at start, or after a GPU was lost).
    Device {
        device: DeviceInfo,
    },
    /// Points since the last such event, oldest first, a few times a second.
    Batches {
        points: Vec<BatchPoint>,
        progress: RunProgress,
    },
    /// A validation pass: at step 0, at the end of every epoch, and at the end.
    Epoch {
        epoch: EpochPoint,
    },
    /// Probabilities for the watched validation pictures.
    Predictions {
        step: u32,
        items: Vec<Prediction>,
    },
    /// Filters and per-layer statistics, about once a second while training.
    Weights {
        step: u32,
        filters: Filters,
        layers: Vec<LayerStats>,
    },
    /// The pixels that were asked for.
    Pictures {
        split: Split,
        total: u32,
        items: Vec<PictureItem>,
    },
    /// The answer to [`Command::Predict`](super::Command::Predict).
    Predicted {
        id: u32,
        probabilities: Vec<f32>,
        #[serde(with = "serde_bytes")]
        rgb: Vec<u8>,
    },
    /// The answer to [`Command::Look`](super::Command::Look); without values where this network has nothing of the kind.
    Looked {
        id: u32,
        /// Steps done.
        step: u32,
        shape: Vec<u32>,
        values: Vec<f32>,
    },
    Done {
        metrics: Metrics,
    },
    /// The answer to [`Command::Keep`](super::Command::Keep).
    Kept {
        id: u32,
        kept: Box<Kept>,
    },
    /// Something did not work. The run is kept unless the state says `failed`.
    Problem {
        problem: Problem,
    },
}

/// What is being loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoadStage {
    /// `done` and `total` are bytes.
    Weights,
    /// `done` and `total` are bytes.
    Pictures,
    /// `done` and `total` are launches.
    Compile,
}

//! What page and worker say to each other: the page sends [`Command`]s, the worker answers with [`Event`]s.
//! Plain data without a DOM type in it; the web crate carries it through `postMessage`. Variants are tagged from
//! outside (`{"epoch": {…}}`): a tag inside makes serde read every message into a tree first, which is 100 KB of code.

use serde::{Deserialize, Serialize};

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
    /// End the run here: a last validation, then [`Event::Done`].
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
    /// Answered by [`Event::Kept`].
    Keep { id: u32, start: bool },
    /// Go on from what was kept of a run with the same settings. Needs a prepared run, which is then paused or done.
    Restore { kept: Box<Kept> },
    /// Put other weights in the place of the trained ones, as if the prepared run had ended with them: they are
    /// validated, then the run is done.
    Adopt { weights: Adopted },
    /// Send pictures (pixels and labels) of the present run's split.
    Pictures { split: Split, from: u32, count: u32 },
    /// Look into the network as it is now; changes nothing. Answered by [`Event::Looked`].
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
    /// The answer to [`Command::Predict`].
    Predicted {
        id: u32,
        probabilities: Vec<f32>,
        #[serde(with = "serde_bytes")]
        rgb: Vec<u8>,
    },
    /// The answer to [`Command::Look`]; without values where this network has nothing of the kind.
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
    /// The answer to [`Command::Keep`].
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

/// What computes, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceInfo {
    /// `cpu` or `gpu`.
    pub backend: String,
    /// Name of the GPU adapter in use or found; empty when there is none.
    pub adapter: String,
    pub reason: DeviceReason,
    /// Whether a GPU could be chosen by hand.
    pub gpu_available: bool,
    /// How many share a step on the CPU; 1 on a GPU.
    pub workers: u32,
    /// Pictures a second in training steps on the GPU and on one core of the CPU, where they were measured to choose between
    /// the two; otherwise 0.
    pub speeds: [u32; 2],
}

impl DeviceInfo {
    /// One core of the CPU, as wished.
    pub fn cpu() -> Self {
        DeviceInfo {
            backend: "cpu".into(),
            adapter: String::new(),
            reason: DeviceReason::Chosen,
            gpu_available: false,
            workers: 1,
            speeds: [0; 2],
        }
    }
}

/// Why this device was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeviceReason {
    /// A real GPU was found. Before the first run on it, both it and the CPU are measured.
    RealGpu,
    /// Of a real GPU and the CPU, the one that was measured to be faster.
    Faster,
    /// The browser has no WebGPU.
    NoWebGpu,
    /// WebGPU is there, but no adapter.
    NoAdapter,
    /// Only a software adapter, which is slower than the CPU backend.
    SoftwareAdapter,
    /// The student's own choice.
    Chosen,
    /// The GPU was lost or failed during the run.
    Lost,
}

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

/// One prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    /// Position in the validation set.
    pub index: u32,
    pub label: u32,
    /// Per class, summing to 1.
    pub probabilities: Vec<f32>,
}

/// Filters of the first layer as small RGB pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filters {
    /// Side of a filter in pixels.
    pub size: u32,
    pub count: u32,
    /// `count * size * size * 3` bytes; 128 is zero.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}

/// Weights of one layer in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerStats {
    pub name: String,
    /// Histogram over `low..high` in equal bins.
    pub histogram: Vec<u32>,
    pub low: f32,
    pub high: f32,
    /// ‖w − w₀‖ / ‖w₀‖: how far the layer has moved from where it started.
    pub moved: f32,
}

/// A picture to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureItem {
    pub index: u32,
    pub label: u32,
    /// 32 × 32 × 3 bytes.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
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

/// What went wrong, for a translation to be chosen by `code`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub code: ProblemCode,
    /// The library's own words, for the curious and for reports.
    pub detail: String,
    /// The setting at fault, where it is one.
    pub key: Option<String>,
    /// The prediction request it belongs to, where it is one.
    pub id: Option<u32>,
}

/// Kinds of problems that the page has words for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    /// A setting was refused.
    Config,
    /// A file of the site could not be fetched.
    Network,
    /// A file of the site is damaged.
    Asset,
    /// Weights from elsewhere that do not fit this network, or what was kept of another run.
    Foreign,
    /// An own picture: nothing in the file.
    PictureEmpty,
    /// An own picture: not a kind of picture that can be read.
    PictureUnknown,
    /// An own picture: too many pixels or bytes.
    PictureTooLarge,
    /// An own picture: begins well but cannot be decoded.
    PictureDamaged,
    /// The GPU was lost; the run goes on on the CPU.
    GpuLost,
    /// The loss is no longer a number.
    Diverged,
    /// A command that does not fit the run's state.
    Order,
    /// Our own mistake.
    Internal,
}

//! What page and figure say to each other, as postcard. The page asks with a [`Request`]; the module answers with ann
//! [`Answer`] and keeps nothing between two requests: what a figure has to remember is in the reply and comes back in the
//! next request, so that the page can keep it on the device.

use std::collections::BTreeMap;

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::scene::Part;
use crate::tree::Element;

/// The language of the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    Zh,
    #[default]
    En,
}

impl Lang {
    /// One of two ways to say it.
    pub fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// The page to the figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Id of the figure's cell: it tells its inputs from those of other figures.
    pub cell: String,
    /// Which figure, by its name in the [registry](crate::registry).
    pub name: String,
    /// What the last reply said is to be remembered; empty at the beginning.
    #[serde(with = "serde_bytes")]
    pub memory: Vec<u8>,
    pub context: Context,
    /// What the student did; none when only the context has changed.
    pub action: Option<Action>,
}

/// The student used an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// The element's, or [`TICK`].
    pub id: u16,
    /// What it was set to: the slider's number, the place of the choice, 1 or 0 of a check, 1 of a button.
    pub value: f32,
}

/// The time that a figure asked for has passed.
pub const TICK: u16 = u16::MAX;

/// The figure to the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    pub memory: Vec<u8>,
    pub parts: Vec<Part>,
    /// What has just happened and is worth remembering.
    pub facts: Vec<Fact>,
    /// What the figure would like to know. The page asks the engine, and comes back with the context that has it.
    pub wants: Vec<Want>,
    /// Milliseconds after which it wants a [`TICK`].
    pub tick: Option<u32>,
}

/// A [`Reply`] as the page gets it: with elements in the place of parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    #[serde(with = "serde_bytes")]
    pub memory: Vec<u8>,
    pub elements: Vec<Element>,
    pub facts: Vec<Fact>,
    pub wants: Vec<Want>,
    pub tick: Option<u32>,
}

/// Where a figure stands: the lesson's parameters, the page and the session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    pub lang: Lang,
    /// Width that there is, in CSS pixels.
    pub width: u16,
    /// Dark colours; for rasters, since shapes have tones.
    pub dark: bool,
    /// The student wants no motion: go to the end at once.
    pub still: bool,
    /// Parameters of the cell in `lesson.json`.
    pub setup: BTreeMap<String, f32>,
    /// The session's present run; none while there is none.
    pub run: Option<Run>,
    /// Pictures of the validation set from its first on; as many as were wanted and have come.
    pub pictures: Vec<Picture>,
    /// Layers with weights, from the picture on.
    pub layers: Vec<Layer>,
    /// First layer's filters now and before the first step: `side * side * 3` bytes each, 128 is zero.
    pub filters: Vec<Filter>,
    /// Answers of the engine that belong to this step of this run.
    pub looks: Vec<Looked>,
}

impl Context {
    /// A parameter of the cell, or what it is without.
    pub fn setup(&self, key: &str, default: f32) -> f32 {
        self.setup.get(key).copied().unwrap_or(default)
    }

    /// The answer to a want, if it has come.
    pub fn looked(&self, want: &Want) -> Option<&Looked> {
        self.looks.iter().find(|looked| looked.want == *want)
    }
}

/// A training run in numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Id of the lesson's run cell that it belongs to; empty where it was started elsewhere.
    pub cell: String,
    /// It trains just now.
    pub running: bool,
    /// Steps done, of so many.
    pub step: u32,
    pub total_steps: u32,
    pub epoch: f32,
    pub epochs: u32,
    /// Training pictures, validation pictures, pictures in a batch.
    pub pictures: u32,
    pub valid_pictures: u32,
    pub batch: u32,
    pub seed: u32,
    pub pretrained: bool,
    pub parameters: u32,
    pub trainable: u32,
    pub launches: u32,
    /// Of the last batch; none before the first step.
    pub learning_rate: Option<f32>,
    pub batch_loss: Option<f32>,
    pub batch_accuracy: Option<f32>,
    /// Of the last validation.
    pub valid_loss: Option<f32>,
    pub valid_accuracy: Option<f32>,
    /// Of the validation before the first step.
    pub first_loss: Option<f32>,
    pub first_accuracy: Option<f32>,
    /// Names of the classes in the order of labels, in the student's language.
    pub classes: Vec<String>,
}

/// A validation picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Position in the validation set.
    pub index: u32,
    pub label: u32,
    /// 32 × 32 × 3 bytes.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}

/// A layer with weights.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// e.g. `stage1.0.conv1`.
    pub name: String,
    /// Output for one picture: `[height, width, channels]` or `[features]`.
    pub output: Vec<u32>,
    pub parameters: u32,
    /// ‖w − w₀‖ / ‖w₀‖: how far it has moved from where it started.
    pub moved: f32,
}

/// A filter of the first layer as a small picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    pub side: u16,
    #[serde(with = "serde_bytes")]
    pub first: Vec<u8>,
    #[serde(with = "serde_bytes")]
    pub now: Vec<u8>,
}

/// What a figure can ask of the session. Nothing that it asks changes the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Want {
    /// The first so many validation pictures, for [`Context::pictures`] (there is no [`Looked`] for it).
    Pictures { count: u32 },
    /// Probabilities of the present network for the validation pictures: `[n, classes + 1]`; first the label's number,
    /// then the probability of each class.
    Scores,
    /// The same for the sealed test set. Asked only when the student opens it.
    Test,
    /// What the head sees of validation picture `index`, and its weights: `[features + 1, classes + 1]`. Row `f` is the
    /// picture's feature and that feature's weight for each class; the last row is 1 and the biases. The class's score
    /// is the sum over rows of first column times its column, and the softmax of the scores gives the probabilities.
    Head { index: u32 },
    /// Outputs of the layer `layer` (one of [`LAYERS`]) for validation picture `index`:
    /// `[height, width, channels]`; of the network now, or as it was before the first step.
    Maps { index: u32, layer: String, first: bool },
    /// Where channel `channel` of a layer answers most strongly in the first `pictures` validation pictures, each
    /// picture once: `[9, 6]`, strongest first; picture's position, x, y, width, height (of the part of the picture that
    /// the value was computed from, in its pixels, cut off at the edge), value.
    Patches { layer: String, channel: u32, pictures: u32, first: bool },
}

/// Layers that [`Want::Maps`] and [`Want::Patches`] can look at, from the picture on: the stem and the blocks of the
/// residual network, after their ReLU.
pub const LAYERS: [&str; 4] = ["stem.relu", "stage1.0", "stage2.0", "stage3.0"];

/// The engine's answer to a want.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    pub want: Want,
    pub shape: Vec<u32>,
    pub values: Vec<f32>,
}

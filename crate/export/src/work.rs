//! What files are made from.

use serde::{Deserialize, Serialize};
use train::config::{Config, GROUPS};
use train::protocol::Kept;

/// Name of the pack of pictures that all runs are trained on, and of its folder in `dataset/`.
pub const PACK: &str = "cats-dogs";

/// The student's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

impl Language {
    /// For `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    /// The one of two texts that is in this language.
    pub(crate) fn of<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// An answer of the network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Identifier, `cat`.
    pub id: String,
    /// In the student's language, `猫`.
    pub name: String,
}

/// One training step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// 1 for the first step.
    pub step: u32,
    /// Mean loss of the batch; not finite when the run has diverged.
    pub loss: f32,
    /// Share of the batch that was right.
    pub accuracy: f32,
}

/// One validation pass.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// Steps done before it.
    pub step: u32,
    pub loss: f32,
    /// Share of the validation pictures that was right.
    pub accuracy: f32,
}

/// A picture with what the network says about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Its true class, where it is known: a place in [`Work::classes`].
    pub label: Option<u32>,
    /// 32 × 32 × 3 bytes of red, green, blue.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
    /// One a class, summing to 1; empty where nothing is predicted.
    pub probabilities: Vec<f32>,
}

/// A run, as far as it has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    pub config: Config,
    pub language: Language,
    /// Address of the site, with a slash at its end.
    pub site: String,
    /// The site's build.
    pub build: String,
    /// In the order of the labels.
    pub classes: Vec<Class>,
    /// Weights and normalisation; needed by the files with weights.
    pub kept: Option<Box<Kept>>,
    /// Ascending by step.
    pub train: Vec<Point>,
    /// Ascending by step.
    pub valid: Vec<Validation>,
    pub pictures: Vec<Shown>,
}

impl Work {
    /// Pictures in a step.
    pub fn batch(&self) -> u32 {
        self.config.batch_size.clamp(1, self.config.pictures.max(1))
    }

    /// Whole batches in the training pictures, as the trainer counts them.
    pub fn steps_per_epoch(&self) -> u32 {
        (self.config.pictures / self.batch()).max(1)
    }

    pub fn total_steps(&self) -> u32 {
        self.steps_per_epoch().saturating_mul(self.config.epochs)
    }

    /// Learning rate of the fastest group at a step, counted from 1: what the page shows.
    pub fn learning_rate(&self, step: u32) -> f32 {
        let rates = GROUPS.map(|group| self.config.learning_rate * self.config.group_rate(group));
        let peak = rates.into_iter().fold(0.0, f32::max);
        peak * self.config.schedule.factor(step.saturating_sub(1), self.total_steps())
    }

    /// The last validation pass.
    pub fn last_valid(&self) -> Option<&Validation> {
        self.valid.last()
    }
}

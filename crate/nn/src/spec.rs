//! What a model is, in a few numbers.

use serde::{Deserialize, Serialize};

use crate::number::Plain;

/// Family of networks with its free sizes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Architecture {
    /// Residual CNN (He et al. 2016, for small pictures): a stem of `width` channels, then three stages of `depth` basic
    /// blocks with `width`, 2 `width` and 4 `width` channels.
    Residual { width: usize, depth: usize },
    /// Four 3×3 convolutions without shortcuts, with max pooling in between.
    Plain { width: usize },
    /// Multilayer perceptron on the raw pixels: features of its hidden layers.
    Mlp { hidden: Vec<usize> },
}

/// Everything that decides a model's layers, parameters and names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    pub architecture: Architecture,
    /// Number of answers.
    pub classes: usize,
    /// Height, width and channels of a picture.
    pub input: [usize; 3],
    /// Share of the features that are dropped before the head while training; 0 for no dropout.
    #[serde(default)]
    pub dropout: f32,
}

/// A model that cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpecError {
    #[error("{what} is {}, outside {} to {}", Plain(.value), Plain(.low), Plain(.high))]
    Range { what: &'static str, value: f64, low: f64, high: f64 },
    #[error("the model has {0} parameters, more than {max}", max = ModelSpec::MAX_PARAMETERS)]
    TooLarge(usize),
}

impl ModelSpec {
    /// Parameters that a model may have: what fits a weight file of 64 MB in f32.
    pub const MAX_PARAMETERS: usize = 16_000_000;

    /// Residual CNN for 32×32 RGB pictures.
    pub fn residual(width: usize, depth: usize, classes: usize) -> Self {
        Self::of(Architecture::Residual { width, depth }, classes)
    }

    /// Any architecture for 32×32 RGB pictures, without dropout.
    pub fn of(architecture: Architecture, classes: usize) -> Self {
        ModelSpec { architecture, classes, input: [32, 32, 3], dropout: 0.0 }
    }

    /// Checks every number before anything is built from them.
    pub fn validate(&self) -> Result<(), SpecError> {
        let range = |what, value: usize, low: usize, high: usize| match (low..=high).contains(&value) {
            true => Ok(()),
            false => Err(SpecError::Range { what, value: value as f64, low: low as f64, high: high as f64 }),
        };
        match &self.architecture {
            Architecture::Residual { width, depth } => {
                range("width", *width, 1, 256)?;
                range("depth", *depth, 1, 16)?;
            }
            Architecture::Plain { width } => range("width", *width, 1, 256)?,
            Architecture::Mlp { hidden } => {
                range("number of hidden layers", hidden.len(), 0, 8)?;
                for features in hidden {
                    range("hidden features", *features, 1, 4096)?;
                }
            }
        }
        range("classes", self.classes, 1, 1000)?;
        range("picture height", self.input[0], 8, 256)?;
        range("picture width", self.input[1], 8, 256)?;
        range("picture channels", self.input[2], 3, 3)?;
        if !(0.0..=0.9).contains(&self.dropout) {
            let value = f64::from(self.dropout);
            return Err(SpecError::Range { what: "dropout", value, low: 0.0, high: 0.9 });
        }
        Ok(())
    }
}

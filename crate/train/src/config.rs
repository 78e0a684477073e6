//! The settings of one experiment: what the lab's controls edit, what the JavaScript API takes and what a link holds.

use std::collections::BTreeMap;

use nn::number::Plain;
use serde::{Deserialize, Serialize};

/// Layer groups of every model, from the picture to the answer; freezing and learning rates go by group.
pub const GROUPS: [&str; 5] = ["stem", "stage1", "stage2", "stage3", "head"];

/// Which executor computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The faster of a real GPU and the CPU, as it was measured on the device.
    #[default]
    Auto,
    Cpu,
    Gpu,
}

/// Which network is trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// Residual CNN: stem, three stages of `depth` blocks with widths w, 2w, 4w.
    #[default]
    Residual,
    /// Plain small CNN without shortcuts.
    Plain,
    /// Multilayer perceptron on the raw pixels.
    Mlp,
}

/// How parameters are updated from gradients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Optimiser {
    /// Stochastic gradient descent with momentum 0.9.
    #[default]
    Sgd,
    AdamW,
}

/// How the learning rate moves over a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// Warm up, then anneal to almost nothing (Smith 2018).
    #[default]
    OneCycle,
    Constant,
}

/// All settings of a run. Every field has a default; unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// Pictures to train on, 10..=4000.
    pub pictures: u32,
    /// Share of all pictures (training + validation) that is held out for validation, 0.05..=0.9.
    pub valid_share: f32,
    /// Decides the split, the order, the augmentation and the initial weights.
    pub seed: u32,
    pub architecture: Architecture,
    /// Channels of the first stage, 4..=64 in steps of 4. Pretrained weights exist for those of [`PRETRAINED`].
    pub width: u32,
    /// Residual blocks in each stage, 1..=3. Pretrained weights exist for 1.
    pub depth: u32,
    /// Start from weights trained on eight other kinds of pictures; otherwise from random ones.
    pub pretrained: bool,
    /// Groups that stay as they are; names of [`GROUPS`].
    pub frozen: Vec<String>,
    /// Passes over the training pictures, 1..=100.
    pub epochs: u32,
    /// Pictures in a step, 1..=256.
    pub batch_size: u32,
    /// Peak learning rate of the head, 0..=100 (large ones diverge: that is a lesson).
    pub learning_rate: f32,
    /// Factor on `learning_rate` for every group but the head, 0..=10.
    pub body_rate: f32,
    /// Factors by group that override `body_rate`, 0..=10.
    pub group_rates: BTreeMap<String, f32>,
    pub optimiser: Optimiser,
    /// L2 penalty on weights (decoupled in AdamW), 0..=1.
    pub weight_decay: f32,
    pub schedule: Schedule,
    /// Random shifts and left-right flips of the training pictures.
    pub augment: bool,
    /// Share of the target spread over the other classes, 0..=0.5.
    pub label_smoothing: f32,
    pub backend: Backend,
}

/// Networks that pretrained weights exist for: residual, of this width and of depth 1; and the weights' name.
pub const PRETRAINED: [(u32, &str); 2] = [(16, "small"), (32, "standard")];

impl Default for Config {
    fn default() -> Self {
        Config {
            pictures: 400,
            valid_share: 0.2,
            seed: 1,
            architecture: Architecture::Residual,
            width: 16,
            depth: 1,
            pretrained: true,
            frozen: Vec::new(),
            epochs: 5,
            batch_size: 32,
            learning_rate: 0.05,
            body_rate: 0.2,
            group_rates: BTreeMap::new(),
            optimiser: Optimiser::Sgd,
            weight_decay: 5e-4,
            schedule: Schedule::OneCycle,
            augment: true,
            label_smoothing: 0.0,
            backend: Backend::Auto,
        }
    }
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConfigError {
    #[error("{key}: {} is outside {} to {}", Plain(.value), Plain(.low), Plain(.high))]
    Range { key: &'static str, value: f64, low: f64, high: f64 },
    #[error("{key}: \"{value}\" is not one of {allowed}")]
    Unknown { key: &'static str, value: String, allowed: String },
    #[error("width: {value} is not a multiple of 4")]
    WidthStep { value: u32 },
    #[error(
        "pretrained: there are pretrained weights for residual networks of width 16 or 32 and depth 1, not for {what}"
    )]
    NoWeights { what: String },
    #[error("frozen: every group is frozen, nothing would be trained")]
    AllFrozen,
    #[error("{0}")]
    Parse(String),
}

impl ConfigError {
    /// The setting at fault, where one can be named.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            ConfigError::Range { key, .. } | ConfigError::Unknown { key, .. } => Some(key),
            ConfigError::WidthStep { .. } => Some("width"),
            ConfigError::NoWeights { .. } => Some("pretrained"),
            ConfigError::AllFrozen => Some("frozen"),
            ConfigError::Parse(_) => None,
        }
    }
}

impl Config {
    /// Number of validation pictures that `valid_share` stands for, 10..=1000.
    pub fn valid_pictures(&self) -> u32 {
        let share = f64::from(self.valid_share).clamp(0.0, 0.9);
        let n = f64::from(self.pictures) * share / (1.0 - share);
        (n.round() as u32).clamp(10, 1000)
    }

    /// Factor on the learning rate of a group; 0 when it is frozen.
    pub fn group_rate(&self, group: &str) -> f32 {
        if self.frozen.iter().any(|g| g == group) {
            return 0.0;
        }
        match self.group_rates.get(group) {
            Some(rate) => *rate,
            None if group == "head" => 1.0,
            None => self.body_rate,
        }
    }

    /// Name of the pretrained weights that fit this network, whether or not they are asked for.
    pub fn pretrained_weights(&self) -> Option<&'static str> {
        let shape = self.architecture == Architecture::Residual && self.depth == 1;
        PRETRAINED.iter().find(|(width, _)| shape && *width == self.width).map(|(_, name)| *name)
    }

    /// Checks every value; the first one at fault is named.
    pub fn validate(&self) -> Result<(), ConfigError> {
        range("pictures", self.pictures, 10.0, 4000.0)?;
        range("validShare", self.valid_share, 0.05, 0.9)?;
        range("width", self.width, 4.0, 64.0)?;
        range("depth", self.depth, 1.0, 3.0)?;
        range("epochs", self.epochs, 1.0, 100.0)?;
        range("batchSize", self.batch_size, 1.0, 256.0)?;
        range("learningRate", self.learning_rate, 0.0, 100.0)?;
        range("bodyRate", self.body_rate, 0.0, 10.0)?;
        range("weightDecay", self.weight_decay, 0.0, 1.0)?;
        range("labelSmoothing", self.label_smoothing, 0.0, 0.5)?;
        for (group, rate) in &self.group_rates {
            known_group("groupRates", group)?;
            range("groupRates", *rate, 0.0, 10.0)?;
        }
        for group in &self.frozen {
            known_group("frozen", group)?;
        }
        if GROUPS.iter().all(|g| self.frozen.iter().any(|f| f == g)) {
            return Err(ConfigError::AllFrozen);
        }
        if !self.width.is_multiple_of(4) {
            return Err(ConfigError::WidthStep { value: self.width });
        }
        if self.pretrained && self.pretrained_weights().is_none() {
            let what = format!("{:?} of width {} and depth {}", self.architecture, self.width, self.depth);
            return Err(ConfigError::NoWeights { what });
        }
        Ok(())
    }
}

fn range(key: &'static str, value: impl Into<f64>, low: f64, high: f64) -> Result<(), ConfigError> {
    let value = value.into();
    // Written so that NaN is refused too. f32 bounds such as 0.05 are compared with a hair of slack.
    if value >= low - 1e-6 && value <= high + 1e-6 {
        Ok(())
    } else {
        Err(ConfigError::Range { key, value, low, high })
    }
}

fn known_group(key: &'static str, group: &str) -> Result<(), ConfigError> {
    if GROUPS.contains(&group) {
        Ok(())
    } else {
        Err(ConfigError::Unknown { key, value: group.chars().take(40).collect(), allowed: GROUPS.join(", ") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_survive_json() {
        let config = Config::default();
        config.validate().unwrap();
        let text = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<Config>(&text).unwrap(), config);
    }

    #[test]
    fn unknown_keys_are_named() {
        let error = serde_json::from_str::<Config>(r#"{"epoch": 3}"#).unwrap_err().to_string();
        assert!(error.contains("epoch"), "{error}");
    }

    #[test]
    fn bad_values_name_their_key() {
        let key = |c: Config| c.validate().unwrap_err().key();
        assert_eq!(key(Config { pictures: 0, ..Config::default() }), Some("pictures"));
        assert_eq!(key(Config { learning_rate: f32::NAN, ..Config::default() }), Some("learningRate"));
        assert_eq!(key(Config { frozen: vec!["tail".into()], ..Config::default() }), Some("frozen"));
        assert_eq!(key(Config { width: 18, pretrained: false, ..Config::default() }), Some("width"));
        assert_eq!(key(Config { width: 8, ..Config::default() }), Some("pretrained"));
        let all = GROUPS.iter().map(|g| g.to_string()).collect();
        assert_eq!(key(Config { frozen: all, ..Config::default() }), Some("frozen"));
    }

    #[test]
    fn validation_share_is_of_all_pictures() {
        assert_eq!(Config { pictures: 4000, ..Config::default() }.valid_pictures(), 1000);
        assert_eq!(Config::default().valid_pictures(), 100);
    }
}

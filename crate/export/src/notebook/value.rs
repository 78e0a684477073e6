//! What a run's settings and results are in Python.

use serde_json::json;
use train::config::{Optimiser, Schedule, GROUPS};

use crate::work::PACK;
use crate::{ExportError, Work};

/// Names and values for the templates of the cells.
pub fn values(work: &Work) -> Result<Vec<(&'static str, String)>, ExportError> {
    let misfit = |error: &dyn std::fmt::Display| ExportError::Misfit(error.to_string());
    let config = &work.config;
    let model = train::session::model(config, work.classes.len()).map_err(|error| misfit(&error))?;
    let spec = serde_json::to_string(model.spec()).map_err(|error| misfit(&error))?;
    // Of frozen groups too: whoever takes one out of `FROZEN` wants it to learn.
    let factor = |group: &str| match config.group_rates.get(group) {
        Some(rate) => *rate,
        None if group == "head" => 1.0,
        None => config.body_rate,
    };
    let rates: Vec<String> = GROUPS.iter().map(|group| format!("{}: {}", text(group), number(factor(group)))).collect();
    let start = config.pretrained_weights().filter(|_| config.pretrained);
    let first = work.train.first().filter(|point| point.step == 1);
    let last = work.last_valid().filter(|valid| valid.step >= work.total_steps());
    Ok(vec![
        ("site", text(&work.site)),
        ("site_plain", plain_address(&work.site)),
        ("pack", PACK.to_string()),
        ("pictures", config.pictures.to_string()),
        ("valid_pictures", config.valid_pictures().to_string()),
        ("seed", config.seed.to_string()),
        ("augment", truth(config.augment).to_string()),
        ("start", start.map_or("None".to_string(), text)),
        ("width", config.width.to_string()),
        ("depth", config.depth.to_string()),
        ("frozen", json!(config.frozen).to_string()),
        ("epochs", config.epochs.to_string()),
        ("batch_size", work.batch().to_string()),
        ("learning_rate", number(config.learning_rate)),
        ("group_rates", format!("{{{}}}", rates.join(", "))),
        ("schedule", schedule(config.schedule).to_string()),
        ("optimiser", optimiser(config.optimiser).to_string()),
        ("weight_decay", number(config.weight_decay)),
        ("label_smoothing", number(config.label_smoothing)),
        ("page_first_loss", known(first.map(|point| point.loss))),
        ("page_loss", known(last.map(|valid| valid.loss))),
        ("page_accuracy", known(last.map(|valid| valid.accuracy))),
        ("model", text(&spec)),
        ("format_version", nn::weights::FORMAT_VERSION.to_string()),
    ])
}

/// A text in Python: JSON's quotes and escapes are Python's too.
fn text(text: &str) -> String {
    json!(text).to_string()
}

/// Always with a point, so that Python takes it for a float.
fn number(value: f32) -> String {
    format!("{value:?}")
}

/// `None` for what is not known or not a number.
fn known(value: Option<f32>) -> String {
    value.filter(|value| value.is_finite()).map_or("None".to_string(), number)
}

fn truth(value: bool) -> &'static str {
    if value {
        "True"
    } else {
        "False"
    }
}

fn schedule(schedule: Schedule) -> &'static str {
    match schedule {
        Schedule::OneCycle => "one-cycle",
        Schedule::Constant => "constant",
    }
}

fn optimiser(optimiser: Optimiser) -> &'static str {
    match optimiser {
        Optimiser::Sgd => "sgd",
        Optimiser::AdamW => "adamw",
    }
}

/// The address for a link in Markdown; nothing of it can end the link or begin another.
fn plain_address(site: &str) -> String {
    site.chars().filter(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(*c)).collect()
}

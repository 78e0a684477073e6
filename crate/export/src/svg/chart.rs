//! The curves of a run as a drawing: loss and error rate beside each other.

use super::frame::{Chart, Mark};
use super::write::{loss, percent, Drawing};
use crate::{ExportError, Work};

const WIDTH: f64 = 960.0;
/// Of the charts alone.
const HEIGHT: f64 = 300.0;

pub fn save(work: &Work) -> Result<String, ExportError> {
    if work.train.is_empty() && work.valid.is_empty() {
        return Err(ExportError::NoCurves);
    }
    let of = |chinese, english| work.language.of(chinese, english);
    let wrong = |accuracy: f32| 1.0 - accuracy;
    let train_loss: Vec<Mark> = work.train.iter().map(|p| (p.step, p.loss)).collect();
    let valid_loss: Vec<Mark> = work.valid.iter().map(|v| (v.step, v.loss)).collect();
    let train_error: Vec<Mark> = work.train.iter().map(|p| (p.step, wrong(p.accuracy))).collect();
    let valid_error: Vec<Mark> = work.valid.iter().map(|v| (v.step, wrong(v.accuracy))).collect();
    let last = train_loss.iter().chain(&valid_loss).map(|mark| mark.0).max().unwrap_or(0);
    let width = (WIDTH - 3.0 * Drawing::SIDE) / 2.0;
    let chart = |place: f64, title, train, valid, percent, value| Chart {
        left: Drawing::SIDE + place * (width + Drawing::SIDE),
        top: Drawing::TOP,
        width,
        height: HEIGHT,
        title,
        train,
        valid,
        names: [of("训练", "training"), of("验证", "validation")],
        steps: last.max(1),
        per_epoch: work.steps_per_epoch(),
        units: [of("轮次", "epoch"), of("步", "step")],
        percent,
        value,
    };
    let charts = [
        chart(0.0, of("损失", "Loss"), &train_loss[..], &valid_loss[..], false, loss as fn(f32) -> String),
        chart(1.0, of("错误率", "Error rate"), &train_error, &valid_error, true, percent),
    ];
    let facts = facts(work);
    let drawing = Drawing {
        work,
        width: WIDTH,
        height: Drawing::TOP + HEIGHT + Drawing::BOTTOM,
        title: of("训练曲线", "Training curves"),
        facts: &facts,
        description: &description(work, &facts),
    };
    Ok(drawing.with(&charts.map(|chart| chart.draw()).concat()))
}

/// The run in one line.
fn facts(work: &Work) -> String {
    let config = &work.config;
    let mut facts = match work.language {
        crate::Language::Chinese => format!("{} 张图片训练 · {} 轮", config.pictures, config.epochs),
        crate::Language::English => {
            let epochs = if config.epochs == 1 { "epoch" } else { "epochs" };
            format!("{} training pictures · {} {epochs}", config.pictures, config.epochs)
        }
    };
    if let Some(valid) = work.last_valid() {
        let name = work.language.of("验证准确率", "validation accuracy");
        facts = format!("{facts} · {name} {}", percent(valid.accuracy));
    }
    facts
}

fn description(work: &Work, facts: &str) -> String {
    let ends = |first: Option<f32>, last: Option<f32>| match (first, last) {
        (Some(first), Some(last)) => (loss(first), loss(last)),
        _ => ("–".into(), "–".into()),
    };
    let train = ends(work.train.first().map(|p| p.loss), work.train.last().map(|p| p.loss));
    let valid = ends(work.valid.first().map(|v| v.loss), work.valid.last().map(|v| v.loss));
    match work.language {
        crate::Language::Chinese => {
            format!("{facts}。训练损失从 {} 到 {}，验证损失从 {} 到 {}。", train.0, train.1, valid.0, valid.1)
        }
        crate::Language::English => format!(
            "{facts}. Training loss from {} to {}, validation loss from {} to {}.",
            train.0, train.1, valid.0, valid.1
        ),
    }
}

//! Less to write for the same network: in evaluation a batch norm is one factor and one summand a channel, though it
//! keeps four values.

use nn::{Model, Weights};
use train::protocol::Change;

/// What is added to a variance (as in `tensor::op::batch_norm`).
const EPSILON: f64 = tensor::op::batch_norm::EPSILON as f64;

/// The change from `start` to a network that predicts as `trained` does and has the running statistics of `start`:
/// what they changed is in its batch norms' weights and biases instead. A shortcut's bias is added to the same sum as
/// that of the block's last batch norm, so one holds what both changed. Values that are not finite count as unchanged.
pub fn change(model: &Model, start: &Weights, trained: &Weights) -> Change {
    let minus = |to: &[f32], from: &[f32]| to.iter().zip(from).map(|(to, from)| to - from).collect::<Vec<f32>>();
    let mut change = Change {
        parameters: minus(&trained.parameters, &start.parameters),
        statistics: vec![0.0; start.statistics.len()],
    };
    let place = |name: &str, what: &str| model.parameter(&[name, what].concat()).map(|p| p.offset);
    let statistic = |name: &str, what: &str| {
        let found = model.statistics().iter().find(|s| s.name.strip_prefix(name) == Some(what));
        found.map(|s| s.offset)
    };
    for mean in model.statistics() {
        let Some(name) = mean.name.strip_suffix("running_mean") else { continue };
        let (Some(variance), Some(weight), Some(bias)) =
            (statistic(name, "running_var"), place(name, "weight"), place(name, "bias"))
        else {
            continue;
        };
        for i in 0..mean.shape.len() {
            let old = |at: usize| f64::from(start.statistics[at + i]);
            let new = |at: usize| f64::from(trained.statistics[at + i]);
            if old(mean.offset) == new(mean.offset) && old(variance) == new(variance) {
                continue;
            }
            let factor = f64::from(trained.parameters[weight + i]) / (new(variance) + EPSILON).sqrt();
            let weight_now = factor * (old(variance) + EPSILON).sqrt();
            let bias_now = f64::from(trained.parameters[bias + i]) + (old(mean.offset) - new(mean.offset)) * factor;
            change.parameters[weight + i] = (weight_now - f64::from(start.parameters[weight + i])) as f32;
            change.parameters[bias + i] = (bias_now - f64::from(start.parameters[bias + i])) as f32;
        }
    }
    for p in model.parameters() {
        let Some(block) = p.name.strip_suffix("shortcut.bn.bias") else { continue };
        let Some(other) = place(block, "bn2.bias") else { continue };
        for i in 0..p.shape.len() {
            change.parameters[other + i] += change.parameters[p.offset + i];
            change.parameters[p.offset + i] = 0.0;
        }
    }
    for value in &mut change.parameters {
        if !value.is_finite() {
            *value = 0.0;
        }
    }
    change
}

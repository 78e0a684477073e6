//! Losses and the record of a step.

use super::fill::{Fill, UNIT};
use super::{Case, Differences, EXACT, FUNCTION, SMOOTH, SUM};
use tensor::op::mean_squared_error::MeanSquaredError;
use tensor::op::record::Record;
use tensor::op::softmax_cross_entropy::{SoftmaxCrossEntropy, SoftmaxCrossEntropyStep};
use tensor::Shape;

pub fn softmax_cross_entropy(n: usize, k: usize, smoothing: f32) -> Case {
    let op = SoftmaxCrossEntropy { smoothing };
    let case = Case::op(format!("softmax_cross_entropy [{n}, {k}], smoothing {smoothing}"), op);
    let case = case.wants("logits", [n, k], Fill::Uniform(-3.0, 3.0)).given("labels", [n], Fill::Labels(k as u32));
    case.within(FUNCTION).slope(SMOOTH)
}

pub fn mean_squared_error(shape: impl Into<Shape>) -> Case {
    let shape = shape.into();
    let case = Case::op(format!("mean_squared_error {shape:?}"), MeanSquaredError);
    let case = case.wants("p", shape.clone(), UNIT).wants("t", shape, UNIT);
    case.within(SUM).slope(Differences {
        step: 0.25,
        tolerance: 2e-4,
        why: "central differences of a square have no truncation; the loss is rounded as one long sum",
    })
}

pub fn record(n: usize, k: usize, step: u32) -> Case {
    let case = Case::new(format!("record [{n}, {k}], step {step}"), |graph, t| graph.node(Record, &t[..4], &t[4..]));
    let case = case.given("loss", [1], UNIT).given("logits", [n, k], UNIT).given("labels", [n], Fill::Labels(k as u32));
    case.given("step", [1], Fill::Word(step)).state("ring", [5, 4], UNIT).within(EXACT)
}

/// Loss, gradient and record at once.
pub fn softmax_cross_entropy_step(n: usize, k: usize, smoothing: f32, step: u32) -> Case {
    let case = Case::new(format!("softmax_cross_entropy_step [{n}, {k}], smoothing {smoothing}"), move |graph, t| {
        graph.node(SoftmaxCrossEntropyStep { smoothing }, &t[..4], &t[4..])
    });
    let case = case.given("logits", [n, k], Fill::Uniform(-3.0, 3.0)).given("labels", [n], Fill::Labels(k as u32));
    let case = case.given("dloss", [1], UNIT).given("step", [1], Fill::Word(step));
    case.state("ring", [5, 4], UNIT).within(FUNCTION)
}

pub fn table() -> Vec<Case> {
    vec![
        softmax_cross_entropy(6, 5, 0.0).golden("softmax_cross_entropy"),
        softmax_cross_entropy(7, 3, 0.1).golden("softmax_cross_entropy_smoothed"),
        softmax_cross_entropy(32, 2, 0.1).no_golden("same op as above, in the shape of cats and dogs"),
        mean_squared_error([4, 7]).golden("mean_squared_error"),
        mean_squared_error([3, 5, 4, 9]).no_golden("same op as above, in another shape"),
        softmax_cross_entropy_step(9, 4, 0.1, 13).no_golden("made by fusion of cases that have goldens"),
        record(9, 4, 13).no_golden("PyTorch has no such op; tests/cpu/by_hand.rs checks it"),
        record(32, 2, 4).no_golden("PyTorch has no such op; tests/cpu/by_hand.rs checks it"),
    ]
}

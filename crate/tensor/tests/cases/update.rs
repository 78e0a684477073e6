//! Optimisers: one step over an arena with two groups and a gap between them.

use super::fill::{Fill, UNIT};
use super::{Case, FUNCTION, ROUNDED};
use tensor::op::adamw::AdamW;
use tensor::op::sgd::{Segment, Sgd};
use tensor::op::track_statistics::{TrackStatistics, Tracked};

/// Elements 0 to 99 in group 0 with decay, 128 to 168 in group 1 without; 100 to 127 are padding, 169 and up frozen.
pub fn segments() -> Vec<Segment> {
    vec![Segment { offset: 0, len: 100, rate: 0, decay: 0.01 }, Segment { offset: 128, len: 41, rate: 1, decay: 0.0 }]
}

/// Size of the arena that [`segments`] lie in.
pub const SIZE: usize = 192;

pub fn sgd_op() -> Sgd {
    Sgd { segments: segments(), momentum: 0.9 }
}

pub fn adamw_op() -> AdamW {
    AdamW { segments: segments(), beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
}

pub fn sgd() -> Case {
    let case = Case::new("sgd", |graph, t| graph.node(sgd_op(), &t[..2], &t[2..]));
    let case = case.given("gradients", [SIZE], UNIT).given("rates", [2], Fill::Uniform(0.01, 0.1));
    case.state("parameters", [SIZE], UNIT).state("velocity", [SIZE], UNIT).within(ROUNDED)
}

pub fn adamw() -> Case {
    let case = Case::new("adamw", |graph, t| graph.node(adamw_op(), &t[..3], &t[3..]));
    let case = case.given("gradients", [SIZE], UNIT).given("rates", [2], Fill::Uniform(0.01, 0.1));
    let case = case.given("corrections", [2], Fill::Uniform(0.1, 0.9)).state("parameters", [SIZE], UNIT);
    case.state("m", [SIZE], UNIT).state("v", [SIZE], Fill::Uniform(0.1, 1.0)).within(FUNCTION)
}

/// A mean, a gap, a variance over eight values.
pub fn track_statistics() -> Case {
    let segments =
        vec![Tracked { offset: 0, len: 64, factor: 1.0 }, Tracked { offset: 128, len: 64, factor: 8.0 / 7.0 }];
    let op = TrackStatistics { segments, momentum: 0.1 };
    let case = Case::new("track_statistics", move |graph, t| graph.node(op.clone(), &t[..1], &t[1..]));
    case.given("batch", [SIZE], UNIT).state("running", [SIZE], UNIT).within(ROUNDED)
}

pub fn table() -> Vec<Case> {
    let sequence = "tests/cpu/golden.rs compares sequences of steps";
    let tracked = "batch norm's cases move running statistics, and have goldens";
    vec![sgd().no_golden(sequence), adamw().no_golden(sequence), track_statistics().no_golden(tracked)]
}

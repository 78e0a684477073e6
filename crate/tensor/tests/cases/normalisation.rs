//! Batch norm: in training as its two launches, in evaluation, with what may be fused into it, and its gradient's
//! launches one by one.

use super::fill::{Fill, UNIT};
use super::{Case, Differences, FUNCTION, LINEAR};
use tensor::op::add::Add;
use tensor::op::batch_norm::{BatchNorm, BatchNormGradInput, BatchNormGradReduce, BatchNormStats, Statistics};
use tensor::op::batch_norm_sum::BatchNormSum;
use tensor::op::conv2d_moments::MergeMoments;
use tensor::op::relu::Relu;
use tensor::op::track_statistics::{TrackStatistics, Tracked};
use tensor::{Error, Graph, Shape, TensorId};

const SPREAD: Fill = Fill::Uniform(0.5, 1.5);

/// Stats and apply: inputs x, γ, β and the running statistics, which are moved.
fn training(graph: &mut Graph, t: &[TensorId]) -> Result<TensorId, Error> {
    let stats = graph.node(BatchNormStats, &t[..1], &[])?;
    let c = graph.shape(t[0]).channels();
    let rows = (graph.shape(t[0]).len() / c) as f32;
    for (which, factor) in [1.0, rows / (rows - 1.0)].into_iter().enumerate() {
        let segments = vec![Tracked { offset: 0, len: c, factor }];
        graph.node(TrackStatistics { segments, momentum: 0.1 }, &[stats[which]], &[t[3 + which]])?;
    }
    let op = BatchNorm { statistics: Statistics::Batch, residual: false, relu: false };
    graph.apply(op, &[t[0], stats[0], stats[1], t[1], t[2]])
}

fn trained(case: Case, x: &Shape) -> Case {
    let c = x.channels();
    let case =
        case.wants("x", x.clone(), Fill::Uniform(-1.0, 2.0)).wants("gamma", [c], SPREAD).wants("beta", [c], UNIT);
    case.state("running_mean", [c], UNIT).state("running_var", [c], SPREAD).within(FUNCTION)
}

/// In training, with its running statistics.
pub fn batch_norm(x: impl Into<Shape>) -> Case {
    let x = x.into();
    let case = trained(Case::new(format!("batch norm {x:?}"), |g, t| Ok(vec![training(g, t)?])), &x);
    // The gradient of x is what is left when two parts of dy are taken away, so less is left to compare with.
    case.slope(Differences { step: 0.02, tolerance: 3e-3, why: "truncation of step² times strong curvature" })
}

/// relu(batch_norm(x)): one launch when fused.
pub fn batch_norm_relu(x: impl Into<Shape>) -> Case {
    let x = x.into();
    let case = Case::new(format!("relu of batch norm {x:?}"), |g, t| {
        let y = training(g, t)?;
        Ok(vec![g.apply(Relu, &[y])?])
    });
    trained(case, &x)
}

/// relu(batch_norm(x) + residual): the end of a residual block.
pub fn batch_norm_residual_relu(x: impl Into<Shape>) -> Case {
    let x = x.into();
    let case = Case::new(format!("relu of batch norm {x:?} + residual"), |g, t| {
        let y = training(g, t)?;
        let y = g.apply(Add, &[y, t[5]])?;
        Ok(vec![g.apply(Relu, &[y])?])
    });
    trained(case, &x).wants("residual", x.clone(), UNIT)
}

/// The inputs of one batch norm with running statistics, without gradients.
pub fn operands(case: Case, x: impl Into<Shape>) -> Case {
    let x = x.into();
    let c = x.channels();
    let case = case.given("x", x, UNIT).given("mean", [c], UNIT).given("variance", [c], SPREAD);
    case.given("gamma", [c], SPREAD).given("beta", [c], UNIT).within(FUNCTION)
}

/// With running statistics, γ and β frozen.
pub fn evaluation(x: impl Into<Shape>) -> Case {
    let x = x.into();
    let c = x.channels();
    let op = BatchNorm { statistics: Statistics::Running, residual: false, relu: false };
    let case = Case::op(format!("batch norm in evaluation {x:?}"), op);
    let case = case.wants("x", x, UNIT).given("mean", [c], UNIT).given("variance", [c], SPREAD);
    case.given("gamma", [c], SPREAD).given("beta", [c], UNIT).within(FUNCTION).slope(LINEAR)
}

/// The second launch alone, with everything that it can absorb.
pub fn apply(x: impl Into<Shape>, statistics: Statistics, residual: bool, relu: bool) -> Case {
    let x = x.into();
    let c = x.channels();
    let op = BatchNorm { statistics, residual, relu };
    let case = Case::op(format!("{op:?} {x:?}"), op);
    let case = case.given("x", x.clone(), UNIT).given("mean", [c], UNIT).given("variance", [c], SPREAD);
    let case = case.given("gamma", [c], SPREAD).given("beta", [c], UNIT).within(FUNCTION);
    if residual {
        case.given("residual", x, UNIT)
    } else {
        case
    }
}

/// The gradient's sums alone.
pub fn grad_reduce(x: impl Into<Shape>, relu: bool) -> Case {
    let x = x.into();
    let c = x.channels();
    let op = BatchNormGradReduce { relu };
    let case = Case::op(format!("{op:?} {x:?}"), op).given("dy", x.clone(), UNIT).given("x", x.clone(), UNIT);
    let case = case.given("mean", [c], UNIT).given("variance", [c], SPREAD).within(FUNCTION);
    if relu {
        case.given("y", x, UNIT)
    } else {
        case
    }
}

/// The input's gradient alone.
pub fn grad_input(x: impl Into<Shape>, statistics: Statistics, relu: bool) -> Case {
    let x = x.into();
    let c = x.channels();
    let op = BatchNormGradInput { statistics, relu };
    let case = Case::op(format!("{op:?} {x:?}"), op).given("dy", x.clone(), UNIT).given("x", x.clone(), UNIT);
    let mut case = case.given("mean", [c], UNIT).given("variance", [c], SPREAD).given("gamma", [c], SPREAD);
    if statistics == Statistics::Batch {
        case = case.given("dgamma", [c], UNIT).given("dbeta", [c], UNIT);
    }
    if relu {
        case = case.given("y", x, UNIT);
    }
    case.within(FUNCTION)
}

/// Two at once, and their sum. Values a channel lie in one region, as in a network: in buffers of their own they are more than
/// a shader may have.
pub fn sum(x: impl Into<Shape>, relu: bool) -> Case {
    let x = x.into();
    let c = x.channels();
    let mut case = Case::new(format!("batch_norm_sum {x:?}, relu {relu}"), move |graph, t| {
        // First the tensors x, then the values.
        let inputs = [&[t[0]], &t[2..6], &[t[1]], &t[6..]].concat();
        graph.node(BatchNormSum { relu }, &inputs, &[])
    });
    case = case.given("x", x.clone(), UNIT).given("x_2", x, UNIT);
    for [mean, variance, gamma, beta] in
        [["mean", "variance", "gamma", "beta"], ["mean_2", "variance_2", "gamma_2", "beta_2"]]
    {
        case =
            case.state(mean, [c], UNIT).state(variance, [c], SPREAD).state(gamma, [c], SPREAD).state(beta, [c], UNIT);
    }
    case.within(FUNCTION)
}

/// The statistics of two tensors at once.
pub fn two_stats(x: impl Into<Shape>) -> Case {
    let x = x.into();
    let case = Case::op(format!("batch_norm_stats of two {x:?}"), BatchNormStats);
    case.given("x", x.clone(), UNIT).given("x_2", x, Fill::Uniform(-1.0, 2.0)).within(FUNCTION)
}

/// Mean and variance from the moments of parts, of one tensor or two.
pub fn merge(rows: usize, c: usize, two: bool) -> Case {
    let case = Case::op(format!("merge_moments of {rows} rows, {c} channels, two {two}"), MergeMoments { rows });
    let parts = [2 * rows.div_ceil(64), c];
    let case = case.given("x", parts, SPREAD).within(FUNCTION);
    if two {
        case.given("x_2", parts, SPREAD)
    } else {
        case
    }
}

pub fn table() -> Vec<Case> {
    let part = "a part of the composite cases, which have goldens";
    let mut cases = vec![
        batch_norm([2, 4, 3, 5]).golden("batch_norm"),
        batch_norm([9, 6]).golden("batch_norm_matrix"),
        batch_norm([2, 6, 6, 16]).no_golden("same op as above, in another shape"),
        batch_norm_relu([2, 4, 3, 4]).golden("batch_norm_relu"),
        batch_norm_residual_relu([2, 4, 3, 4]).golden("batch_norm_residual_relu"),
        evaluation([2, 4, 3, 5]).golden("batch_norm_evaluation"),
    ];
    for statistics in [Statistics::Batch, Statistics::Running] {
        for relu in [false, true] {
            cases.push(grad_input([2, 3, 4, 5], statistics, relu).no_golden(part));
            for residual in [false, true] {
                cases.push(apply([2, 3, 4, 5], statistics, residual, relu).no_golden(part));
            }
        }
    }
    let fused = "made by fusion of cases that have goldens";
    cases.extend([false, true].map(|relu| sum([2, 3, 4, 5], relu).no_golden(fused)));
    cases.push(two_stats([2, 6, 6, 16]).no_golden(fused));
    cases.push(two_stats([2, 3, 4, 5]).no_golden(fused));
    cases.extend([false, true].map(|two| merge(150, 6, two).no_golden(fused)));
    cases.extend([false, true].map(|relu| grad_reduce([2, 3, 4, 5], relu).no_golden(part)));
    cases.extend([false, true].map(|relu| grad_reduce([3, 6, 6, 16], relu).no_golden(part)));
    cases
}

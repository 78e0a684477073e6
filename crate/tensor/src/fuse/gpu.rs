//! What is fused for a GPU beyond [`fuse`](super::fuse): there every launch costs some microseconds and a wait for the one
//! before, and memory is slower beside sums than on a CPU.
//!
//! 1. a network's head: product → bias; the three gradients of that, and what spreads them over averaged pixels; the loss,
//!    its gradient and the record of the step.
//! 2. a shortcut's batch norm goes into the one that its block ends with, and so do its statistics.
//! 3. the gradient of a ReLU goes around its block in the convolution that adds it.

use std::sync::Arc;

use super::{is, only_reader, readers, relu_grad_into_batch_norm};
use crate::graph::{Graph, Node, TensorId};
use crate::op::batch_norm::{BatchNorm, BatchNormGradInput, BatchNormGradReduce, BatchNormStats};
use crate::op::batch_norm_sum::BatchNormSum;
use crate::op::bias::{Bias, BiasGrad};
use crate::op::conv2d::{Conv2dInputGrad, Conv2dInputGradMasked};
use crate::op::global_average_pool::GlobalAveragePoolGrad;
use crate::op::linear::{Linear, LinearGrad};
use crate::op::matmul::MatMul;
use crate::op::record::Record;
use crate::op::relu::ReluGrad;
use crate::op::softmax_cross_entropy::{SoftmaxCrossEntropy, SoftmaxCrossEntropyGrad, SoftmaxCrossEntropyStep};
use crate::op::Op;

/// Products up to which a linear layer's gradients are worth one plain launch.
const SMALL: usize = 1 << 20;

/// Fuses what a GPU gains from, after [`fuse`](super::fuse).
pub fn fuse_for_gpu(graph: &mut Graph) {
    let rules: [fn(&Graph, usize) -> Option<Fused>; 6] = [linear, linear_grad, loss, batch_norm_sum, stats, masked_sum];
    for rule in rules {
        let mut index = 0;
        while index < graph.nodes().len() {
            match rule(graph, index) {
                // Nodes have moved up.
                Some(Fused { node, at, gone }) => {
                    graph.nodes_mut()[at] = node;
                    let mut place = 0;
                    graph.nodes_mut().retain(|_| {
                        place += 1;
                        place - 1 == at || !gone.contains(&(place - 1))
                    });
                    index = 0;
                }
                None => index += 1,
            }
        }
    }
    // Those that are left with batch norm's gradients alone.
    relu_grad_into_batch_norm(graph);
}

/// A node that takes the place `at`, and places whose nodes are no longer needed.
struct Fused {
    node: Node,
    at: usize,
    gone: Vec<usize>,
}

fn node(op: impl Op, inputs: Vec<TensorId>, outputs: Vec<TensorId>) -> Node {
    Node { op: Arc::new(op), inputs, updates: Vec::new(), outputs }
}

/// y = a b + bias.
fn linear(graph: &Graph, index: usize) -> Option<Fused> {
    let add = &graph.nodes()[index];
    is::<Bias>(add)?;
    let product = graph.producer(add.inputs[0])?;
    let matmul = &graph.nodes()[product];
    let op = is::<MatMul>(matmul)?;
    if op.transpose_a || op.transpose_b || only_reader(graph, add.inputs[0]) != Some(index) {
        return None;
    }
    let node = node(Linear, vec![matmul.inputs[0], matmul.inputs[1], add.inputs[1]], add.outputs.clone());
    Some(Fused { node, at: index, gone: vec![product] })
}

/// dx, dw and dbias from dy.
fn linear_grad(graph: &Graph, index: usize) -> Option<Fused> {
    let dbias = &graph.nodes()[index];
    is::<BiasGrad>(dbias)?;
    let dy = dbias.inputs[0];
    let users = readers(graph, dy);
    let product = |operand: usize, a, b| {
        users.iter().copied().find(|i| {
            let node = &graph.nodes()[*i];
            let is_it = is::<MatMul>(node).is_some_and(|op| (op.transpose_a, op.transpose_b) == (a, b));
            is_it && node.inputs[operand] == dy
        })
    };
    let (dx, dw) = (product(0, false, true)?, product(1, true, false)?);
    let (x, w) = (graph.nodes()[dw].inputs[0], graph.nodes()[dx].inputs[1]);
    let mut output = graph.nodes()[dx].outputs[0];
    let mut gone = vec![index, dx, dw];
    let mut area = [1, 1];
    if let Some(reader) = only_reader(graph, output) {
        if let Some(pool) = is::<GlobalAveragePoolGrad>(&graph.nodes()[reader]) {
            area = [pool.height, pool.width];
            output = graph.nodes()[reader].outputs[0];
            gone.push(reader);
        }
    }
    if graph.shape(output).len() * graph.shape(dy).channels() > SMALL {
        return None;
    }
    let outputs = vec![output, graph.nodes()[dw].outputs[0], dbias.outputs[0]];
    // As early as the first of them: what it reads is there.
    Some(Fused { node: node(LinearGrad { area }, vec![x, w, dy], outputs), at: index.min(dx).min(dw), gone })
}

/// Loss, gradient and record.
fn loss(graph: &Graph, index: usize) -> Option<Fused> {
    let loss = &graph.nodes()[index];
    let op = is::<SoftmaxCrossEntropy>(loss)?;
    let grad = readers(graph, loss.outputs[1])
        .into_iter()
        .find(|i| is::<SoftmaxCrossEntropyGrad>(&graph.nodes()[*i]).is_some())?;
    let record = readers(graph, loss.outputs[0]).into_iter().find(|i| is::<Record>(&graph.nodes()[*i]).is_some())?;
    let (d, r) = (&graph.nodes()[grad], &graph.nodes()[record]);
    // Both on these logits and labels, and by a slope that is there already.
    if r.inputs[1..3] != loss.inputs[..] || d.inputs[1] != loss.inputs[1] || graph.producer(d.inputs[2]).is_some() {
        return None;
    }
    let inputs = vec![loss.inputs[0], loss.inputs[1], d.inputs[2], r.inputs[3]];
    let outputs = vec![loss.outputs[0], loss.outputs[1], d.outputs[0]];
    let node = node(SoftmaxCrossEntropyStep { smoothing: op.smoothing }, inputs, outputs);
    Some(Fused { node: Node { updates: r.updates.clone(), ..node }, at: index, gone: vec![grad, record] })
}

/// batch_norm(x) + batch_norm(x'), where the second is the residual of the first.
fn batch_norm_sum(graph: &Graph, index: usize) -> Option<Fused> {
    let sum = &graph.nodes()[index];
    let op = is::<BatchNorm>(sum).filter(|op| op.residual)?;
    let shortcut = graph.producer(sum.inputs[5])?;
    let other = &graph.nodes()[shortcut];
    let plain = is::<BatchNorm>(other).is_some_and(|op| !op.residual && !op.relu);
    if !plain || only_reader(graph, sum.inputs[5]) != Some(index) {
        return None;
    }
    let inputs = [&sum.inputs[..5], &other.inputs].concat();
    Some(Fused {
        node: node(BatchNormSum { relu: op.relu }, inputs, sum.outputs.clone()),
        at: index,
        gone: vec![shortcut],
    })
}

/// The statistics of both batch norms of a sum.
fn stats(graph: &Graph, index: usize) -> Option<Fused> {
    let sum = &graph.nodes()[index];
    is::<BatchNormSum>(sum)?;
    let (one, other) = (graph.producer(sum.inputs[1])?, graph.producer(sum.inputs[6])?);
    let (first, last) = (one.min(other), one.max(other));
    let [a, b] = [&graph.nodes()[first], &graph.nodes()[last]];
    let single = |node: &Node| is::<BatchNormStats>(node).is_some() && node.inputs.len() == 1;
    // Nobody reads the first ones before the last are there.
    let early = a.outputs.iter().any(|t| readers(graph, *t).iter().any(|reader| *reader < last));
    if first == last || !single(a) || !single(b) || early {
        return None;
    }
    let both = |f: fn(&Node) -> &Vec<TensorId>| [f(a).as_slice(), f(b)].concat();
    let node = node(BatchNormStats, both(|node| &node.inputs), both(|node| &node.outputs));
    Some(Fused { node, at: last, gone: vec![first] })
}

/// dx = input_grad(..) + relu_grad(dy, y), where nobody else reads that but batch norm's gradients, which can mask by
/// themselves.
fn masked_sum(graph: &Graph, index: usize) -> Option<Fused> {
    let sum = &graph.nodes()[index];
    let op = is::<Conv2dInputGrad>(sum).filter(|op| op.accumulate)?;
    let producer = graph.producer(sum.inputs[2])?;
    let relu = &graph.nodes()[producer];
    is::<ReluGrad>(relu)?;
    let mut readers = readers(graph, sum.inputs[2]).into_iter();
    let masks = |node: &Node| is::<BatchNormGradReduce>(node).is_some() || is::<BatchNormGradInput>(node).is_some();
    if !readers.all(|reader| reader == index || masks(&graph.nodes()[reader])) {
        return None;
    }
    let inputs = vec![sum.inputs[0], sum.inputs[1], relu.inputs[0], relu.inputs[1]];
    Some(Fused { node: node(Conv2dInputGradMasked(op.clone()), inputs, sum.outputs.clone()), at: index, gone: vec![] })
}

//! What is fused for a GPU beyond [`fuse`](super::fuse): there every launch costs some microseconds and a wait for the one
//! before, and memory is slower beside sums than on a CPU.
//!
//! 1. a network's head: product → bias; the three gradients of that, and what spreads them over averaged pixels; the loss,
//!    its gradient and the record of the step.
//! 2. a shortcut's batch norm goes into the one that its block ends with, and so do its statistics.
//! 3. the gradient of a ReLU goes around its block in the convolution that adds it.
//! 4. a convolution gives moments of its parts, which batch norm's statistics merge.

use std::sync::Arc;

use super::{is, readers, relu_grad_into_batch_norm};
use crate::graph::{Graph, Node, Role, TensorId};
use crate::op::batch_norm::{BatchNorm, BatchNormStats};
use crate::op::batch_norm_sum::BatchNormSum;
use crate::op::conv2d::{Conv2d, Conv2dInputGrad, Conv2dInputGradMasked};
use crate::op::conv2d_moments::{self, Conv2dMoments, MergeMoments};
use crate::op::global_average_pool::GlobalAveragePoolGrad;
use crate::op::linear::{Linear, LinearGrad};
use crate::op::matmul::MatMul;
use crate::op::softmax_cross_entropy::{SoftmaxCrossEntropy, SoftmaxCrossEntropyStep};
use crate::op::Op;

/// Products up to which a linear layer's gradients are worth one plain launch.
const SMALL: usize = 1 << 20;

/// Gives the op that nodes become, from their places; none where it does not do what they do.
type Become = fn(&Graph, &[usize]) -> Option<Arc<dyn Op>>;

/// Nodes that become one.
struct Rule {
    /// Op, inputs and outputs of each; the same letter is the same tensor.
    from: &'static [&'static str],
    /// Nodes that must be there besides, and stay.
    beside: &'static [&'static str],
    /// Inputs and outputs of the one.
    to: &'static str,
    op: Become,
}

const RULES: [Rule; 7] = [
    Rule { from: &["bias mb y", "matmul aw m"], beside: &[], to: "awb y", op: linear },
    Rule {
        from: &["matmul dw X", "matmul xd W", "bias_grad d b", "global_average_pool_grad X p"],
        beside: &[],
        to: "xwd pWb",
        op: linear_grad,
    },
    Rule { from: &["matmul dw X", "matmul xd W", "bias_grad d b"], beside: &[], to: "xwd XWb", op: linear_grad },
    Rule {
        from: &["softmax_cross_entropy lt op", "softmax_cross_entropy_grad pts d", "record oltn "],
        beside: &[],
        to: "ltsn opd",
        op: |graph, at| {
            let smoothing = is::<SoftmaxCrossEntropy>(&graph.nodes()[at[0]])?.smoothing;
            Some(Arc::new(SoftmaxCrossEntropyStep { smoothing }))
        },
    },
    Rule { from: &["batch_norm xmvgbr y", "batch_norm XMVGB r"], beside: &[], to: "xmvgbXMVGB y", op: batch_norm_sum },
    Rule {
        from: &["batch_norm_stats x mv", "batch_norm_stats X MV"],
        beside: &["batch_norm_sum xmvgbXMVGB y"],
        to: "xX mvMV",
        op: |_, _| Some(Arc::new(BatchNormStats)),
    },
    Rule { from: &["conv2d_input_grad dwz x"], beside: &["relu_grad gy z"], to: "dwgy x", op: masked_sum },
];

/// Fuses what a GPU gains from, after [`fuse`](super::fuse); `meet` says whether invocations meet in workgroup memory there.
pub fn fuse_for_gpu(graph: &mut Graph, meet: bool) {
    for rule in &RULES {
        while apply(graph, rule) {}
    }
    // Those that are left with batch norm's gradients alone.
    relu_grad_into_batch_norm(graph);
    for index in 0..graph.nodes().len() {
        if meet && is::<BatchNormStats>(&graph.nodes()[index]).is_some() {
            moments(graph, index);
        }
    }
}

/// Statistics of what convolutions give become a merging of these convolutions' moments.
fn moments(graph: &mut Graph, stats: usize) {
    let inputs = graph.nodes()[stats].inputs.clone();
    let conv = |x: &TensorId| graph.producer(*x).filter(|at| is::<Conv2d>(&graph.nodes()[*at]).is_some());
    let Some(convs) = inputs.iter().map(conv).collect::<Option<Vec<_>>>() else { return };
    // Twice of one tensor: it has one set of moments.
    if inputs[1..].contains(&inputs[0]) {
        return;
    }
    let channels = graph.shape(inputs[0]).channels();
    let rows = graph.shape(inputs[0]).len() / channels;
    let mut parts = Vec::new();
    for at in convs {
        let Some(Conv2d(window)) = is(&graph.nodes()[at]).cloned() else { continue };
        let part = graph.push(String::new(), conv2d_moments::moments(rows, channels), Role::Temp);
        let node = &mut graph.nodes_mut()[at];
        node.op = Arc::new(Conv2dMoments(window));
        node.outputs.push(part);
        parts.push(part);
    }
    let node = &mut graph.nodes_mut()[stats];
    node.op = Arc::new(MergeMoments { rows });
    node.inputs = parts;
}

/// Applies a rule once, at the first place that it fits.
fn apply(graph: &mut Graph, rule: &Rule) -> bool {
    let mut found = Found { letters: Vec::new(), at: Vec::new(), node: None };
    if !find(graph, rule, &mut found) {
        return false;
    }
    let Found { mut at, node: Some(node), .. } = found else { return false };
    at.truncate(rule.from.len());
    at.sort_unstable();
    // Where all that it reads is there.
    if let Some(last) = at.pop() {
        graph.nodes_mut()[last] = node;
    }
    for index in at.into_iter().rev() {
        graph.nodes_mut().remove(index);
    }
    true
}

struct Found {
    letters: Vec<(u8, TensorId)>,
    at: Vec<usize>,
    node: Option<Node>,
}

/// Finds the nodes that are still missing, and what they become.
fn find(graph: &Graph, rule: &Rule, found: &mut Found) -> bool {
    let Some(wanted) = rule.from.iter().chain(rule.beside).nth(found.at.len()) else {
        found.node = fused(graph, rule, found);
        return found.node.is_some();
    };
    let mut parts = wanted.split(' ');
    let mut part = || parts.next().unwrap_or_default();
    let (op, inputs, outputs) = (part(), part(), part());
    let known = found.letters.len();
    for (index, node) in graph.nodes().iter().enumerate() {
        let fits = node.op.name() == op && !found.at.contains(&index);
        if fits && found.bind(inputs, &node.inputs) && found.bind(outputs, &node.outputs) {
            found.at.push(index);
            if find(graph, rule, found) {
                return true;
            }
            found.at.pop();
        }
        found.letters.truncate(known);
    }
    false
}

impl Found {
    fn tensor(&self, letter: u8) -> Option<TensorId> {
        self.letters.iter().find(|(other, _)| *other == letter).map(|(_, tensor)| *tensor)
    }

    /// Whether these tensors can be what the letters stand for.
    fn bind(&mut self, letters: &str, tensors: &[TensorId]) -> bool {
        letters.len() == tensors.len()
            && letters.bytes().zip(tensors).all(|(letter, tensor)| match self.tensor(letter) {
                Some(known) => known == *tensor,
                None => {
                    self.letters.push((letter, *tensor));
                    true
                }
            })
    }
}

/// What the nodes found become, if nobody else needs what will no longer be there, or needs anything earlier than it will be.
fn fused(graph: &Graph, rule: &Rule, found: &Found) -> Option<Node> {
    let at = &found.at[..rule.from.len()];
    let (inputs, outputs) = rule.to.split_once(' ')?;
    let tensors = |letters: &str| letters.bytes().map(|letter| found.tensor(letter)).collect::<Option<Vec<_>>>();
    let (inputs, outputs) = (tensors(inputs)?, tensors(outputs)?);
    let last = at.iter().max()?;
    let mut updates = Vec::new();
    for index in at {
        let node = &graph.nodes()[*index];
        updates.extend_from_slice(&node.updates);
        for tensor in &node.outputs {
            let stays = outputs.contains(tensor);
            let mut others = readers(graph, *tensor).into_iter().filter(|reader| !at.contains(reader));
            if others.any(|reader| !stays || reader < *last) || !(stays || graph.tensor(*tensor).role == Role::Temp) {
                return None;
            }
        }
    }
    Some(Node { op: (rule.op)(graph, &found.at)?, inputs, updates, outputs })
}

/// Whether a product takes its operands transposed in this way.
fn transposes(graph: &Graph, at: usize, a: bool, b: bool) -> bool {
    is::<MatMul>(&graph.nodes()[at]).is_some_and(|op| (op.transpose_a, op.transpose_b) == (a, b))
}

fn linear(graph: &Graph, at: &[usize]) -> Option<Arc<dyn Op>> {
    transposes(graph, at[1], false, false).then(|| Arc::new(Linear) as _)
}

fn linear_grad(graph: &Graph, at: &[usize]) -> Option<Arc<dyn Op>> {
    let pool = at.get(3).and_then(|pool| is::<GlobalAveragePoolGrad>(&graph.nodes()[*pool]));
    let area = pool.map_or([1, 1], |pool| [pool.height, pool.width]);
    let dx = &graph.nodes()[at[0]];
    let products = graph.shape(dx.outputs[0]).len() * graph.shape(dx.inputs[0]).channels() * area[0] * area[1];
    let right = transposes(graph, at[0], false, true) && transposes(graph, at[1], true, false) && products <= SMALL;
    right.then(|| Arc::new(LinearGrad { area }) as _)
}

fn batch_norm_sum(graph: &Graph, at: &[usize]) -> Option<Arc<dyn Op>> {
    let [sum, shortcut] = [at[0], at[1]].map(|at| is::<BatchNorm>(&graph.nodes()[at]));
    (!shortcut?.relu).then_some(Arc::new(BatchNormSum { relu: sum?.relu }))
}

/// Only where nobody else reads the ReLU's gradient but batch norm's, which can mask by themselves.
fn masked_sum(graph: &Graph, at: &[usize]) -> Option<Arc<dyn Op>> {
    let relu = &graph.nodes()[at[1]];
    let mut others = readers(graph, relu.outputs[0]).into_iter().filter(|reader| *reader != at[0]);
    let only = others.all(|reader| graph.nodes()[reader].op.name().starts_with("batch_norm_grad"));
    let op = is::<Conv2dInputGrad>(&graph.nodes()[at[0]])?;
    only.then(|| Arc::new(Conv2dInputGradMasked(op.clone())) as _)
}

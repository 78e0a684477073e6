//! Fusion: what is bound by memory joins the launch that touches the same values anyway. Runs after differentiation.
//!
//! 1. batch norm → add → ReLU becomes one batch norm.
//! 2. ReLU's gradient → the two launches of batch norm's gradient: they mask by the forward output themselves.
//! 3. a convolution's input gradient → add: it accumulates.
//!
//! What more a GPU gains from is in [`gpu`].

mod gpu;

use std::any::Any;
use std::sync::Arc;

use crate::error::Error;
use crate::graph::{Graph, Node, Role, TensorId};
use crate::op::add::Add;
use crate::op::batch_norm::{BatchNorm, BatchNormGradInput, BatchNormGradReduce};
use crate::op::conv2d::Conv2dInputGrad;
use crate::op::relu::{Relu, ReluGrad};
use crate::op::Op;

pub use gpu::fuse_for_gpu;

/// Fuses what every device gains from.
pub fn fuse(graph: &mut Graph) -> Result<(), Error> {
    batch_norm_add(graph);
    batch_norm_relu(graph);
    relu_grad_into_batch_norm(graph);
    add_into_input_grad(graph);
    Ok(())
}

fn is<T: Op>(node: &Node) -> Option<&T> {
    (node.op.as_ref() as &dyn Any).downcast_ref()
}

/// Nodes that read a tensor.
fn readers(graph: &Graph, t: TensorId) -> Vec<usize> {
    (0..graph.nodes().len()).filter(|i| graph.nodes()[*i].inputs.contains(&t)).collect()
}

/// The only reader of a temporary tensor.
fn only_reader(graph: &Graph, t: TensorId) -> Option<usize> {
    match readers(graph, t).as_slice() {
        [one] if graph.tensor(t).role == Role::Temp => Some(*one),
        _ => None,
    }
}

/// Both orders of an add's operands; the one whose first operand is made later comes first.
fn later_first(graph: &Graph, a: TensorId, b: TensorId) -> [(TensorId, TensorId); 2] {
    match graph.producer(a) >= graph.producer(b) {
        true => [(a, b), (b, a)],
        false => [(b, a), (a, b)],
    }
}

/// y = batch_norm(x) + r. The node that runs later of batch norm and r's producer takes both: that is the add's place.
fn batch_norm_add(graph: &mut Graph) {
    let mut index = 0;
    while index < graph.nodes().len() {
        let add = &graph.nodes()[index];
        // The later operand is tried first: it is a block's main path.
        let operands = is::<Add>(add).map(|_| later_first(graph, add.inputs[0], add.inputs[1]));
        let found = operands.into_iter().flatten().find_map(|(normal, rest)| {
            let producer = graph.producer(normal)?;
            let op = is::<BatchNorm>(&graph.nodes()[producer])?;
            // x + x needs x itself, which fusion would do away with.
            let plain = !op.residual && !op.relu && normal != rest && only_reader(graph, normal) == Some(index);
            plain.then_some((producer, rest, op.statistics))
        });
        if let Some((producer, rest, statistics)) = found {
            let mut inputs = graph.nodes()[producer].inputs.clone();
            inputs.push(rest);
            let node = &mut graph.nodes_mut()[index];
            node.op = Arc::new(BatchNorm { statistics, residual: true, relu: false });
            node.inputs = inputs;
            graph.nodes_mut().remove(producer);
        } else {
            index += 1;
        }
    }
}

/// y = relu(batch_norm(..)).
fn batch_norm_relu(graph: &mut Graph) {
    let mut index = 0;
    while index < graph.nodes().len() {
        let node = &graph.nodes()[index];
        let found = is::<Relu>(node).and_then(|_| {
            let producer = graph.producer(node.inputs[0])?;
            let op = is::<BatchNorm>(&graph.nodes()[producer])?;
            let plain = !op.relu && only_reader(graph, node.inputs[0]) == Some(index);
            plain.then(|| (producer, BatchNorm { relu: true, ..op.clone() }))
        });
        if let Some((producer, op)) = found {
            let outputs = graph.nodes()[index].outputs.clone();
            let node = &mut graph.nodes_mut()[producer];
            node.op = Arc::new(op);
            node.outputs = outputs;
            graph.nodes_mut().remove(index);
        } else {
            index += 1;
        }
    }
}

/// Batch norm's gradient reads dy through the ReLU that followed it.
fn relu_grad_into_batch_norm(graph: &mut Graph) {
    let mut index = 0;
    while index < graph.nodes().len() {
        let node = graph.nodes()[index].clone();
        let masked = node.outputs.first().copied();
        let users = match (is::<ReluGrad>(&node), masked) {
            (Some(_), Some(t)) if graph.tensor(t).role == Role::Temp => readers(graph, t),
            _ => vec![],
        };
        let all_batch_norm = users.iter().all(|u| {
            let user = &graph.nodes()[*u];
            let absorbs = is::<BatchNormGradReduce>(user).is_some_and(|op| !op.relu)
                || is::<BatchNormGradInput>(user).is_some_and(|op| !op.relu);
            absorbs && Some(user.inputs[0]) == masked
        });
        if users.is_empty() || !all_batch_norm {
            index += 1;
            continue;
        }
        for user in users {
            let user = &mut graph.nodes_mut()[user];
            let op: Arc<dyn Op> = match is::<BatchNormGradInput>(user) {
                Some(op) => Arc::new(BatchNormGradInput { relu: true, statistics: op.statistics }),
                None => Arc::new(BatchNormGradReduce { relu: true }),
            };
            user.op = op;
            user.inputs[0] = node.inputs[0];
            user.inputs.push(node.inputs[1]);
        }
        graph.nodes_mut().remove(index);
    }
}

/// dx = input_grad(..) + other.
fn add_into_input_grad(graph: &mut Graph) {
    let mut index = 0;
    while index < graph.nodes().len() {
        let add = &graph.nodes()[index];
        let operands = is::<Add>(add).map(|_| later_first(graph, add.inputs[0], add.inputs[1]));
        let found = operands.into_iter().flatten().find_map(|(grad, other)| {
            let producer = graph.producer(grad)?;
            let op = is::<Conv2dInputGrad>(&graph.nodes()[producer])?;
            let plain = !op.accumulate && grad != other && only_reader(graph, grad) == Some(index);
            plain.then(|| (producer, other, Conv2dInputGrad { accumulate: true, ..op.clone() }))
        });
        if let Some((producer, other, op)) = found {
            // The sum takes the add's place, where `other` is known to be there.
            let mut inputs = graph.nodes()[producer].inputs.clone();
            inputs.push(other);
            let node = &mut graph.nodes_mut()[index];
            node.op = Arc::new(op);
            node.inputs = inputs;
            graph.nodes_mut().remove(producer);
        } else {
            index += 1;
        }
    }
}

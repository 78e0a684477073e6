//! Reverse-mode differentiation as a transform of the graph: it appends the nodes that compute gradients.

use crate::error::Error;
use crate::graph::{Graph, TensorId};
use crate::op::add::Add;

/// Appends the nodes that compute d`loss`/d`t` for every `t` in `wanted` and returns those gradients in the same
/// order; `None` where the loss does not depend on `t`.
pub fn gradient(graph: &mut Graph, loss: TensorId, wanted: &[TensorId]) -> Result<Vec<Option<TensorId>>, Error> {
    if graph.shape(loss).len() != 1 {
        return Err(Error::NotScalar(graph.shape(loss).clone()));
    }
    // Which tensors depend on a wanted one: gradients flow through these and no others.
    let mut depends = vec![false; graph.tensors().len()];
    for t in wanted {
        depends[t.0] = true;
    }
    for node in graph.nodes() {
        if node.inputs.iter().any(|t| depends[t.0]) {
            for t in &node.outputs {
                depends[t.0] = true;
            }
        }
    }
    let one = graph.constant("one", graph.shape(loss).clone(), vec![1.0]);
    // By the tensor's number.
    let mut gradients = vec![None; graph.tensors().len()];
    gradients[loss.0] = Some(one);
    for index in (0..graph.nodes().len()).rev() {
        let node = graph.nodes()[index].clone();
        let d: Vec<_> = node.outputs.iter().map(|t| gradients[t.0]).collect();
        let want: Vec<_> = node.inputs.iter().map(|t| depends[t.0]).collect();
        if d.iter().all(Option::is_none) || want.iter().all(|w| !w) {
            continue;
        }
        let found = node.op.gradient(graph, &node, &d, &want)?;
        for ((input, wanted), found) in node.inputs.iter().zip(&want).zip(found) {
            let Some(new) = found.filter(|_| *wanted) else { continue };
            let total = match gradients[input.0] {
                Some(old) => graph.apply(Add, &[old, new])?,
                None => new,
            };
            gradients[input.0] = Some(total);
        }
    }
    Ok(wanted.iter().map(|t| gradients[t.0]).collect())
}

//! Graphs that look at a model without changing it.

use tensor::{Error, Graph};

use crate::build::{Build, Source};
use crate::model::Model;

/// Pictures to logits, with running statistics. The output `logits` is `[batch, classes]`.
pub fn evaluation_graph(model: &Model, batch: usize, source: &Source) -> Result<Graph, Error> {
    inspection_graph(model, batch, source, &[])
}

/// [`evaluation_graph`] that also keeps the outputs of the named layers (see [`Model::layer_infos`]) under their names,
/// `[batch, height, width, channels]` or `[batch, features]`. The head's own output is `logits`.
pub fn inspection_graph(model: &Model, batch: usize, source: &Source, layers: &[&str]) -> Result<Graph, Error> {
    let mut build = Build::evaluation(model, layers);
    let logits = build.forward(batch, source)?;
    build.graph.keep(logits, "logits");
    Ok(build.graph)
}

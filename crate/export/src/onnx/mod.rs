//! The trained network as an ONNX model: bytes of pictures in, probabilities out, with normalisation, layout and softmax
//! inside, so that whoever runs it needs to know nothing else.
//!
//! Opset 17 and IR version 8 (ONNX 1.12, 2022): old enough for every runtime in use, new enough for all that is needed.

mod graph;
mod proto;
mod protobuf;

use serde_json::json;
use train::config::PRETRAINED;

use crate::weights::{trained, Trained};
use crate::{ExportError, Work};

/// Input: `[N, height, width, 3]` bytes of red, green, blue.
const INPUT: &str = "pictures";
/// Output: `[N, classes]`, every row summing to 1.
const OUTPUT: &str = "probabilities";

pub fn save(work: &Work) -> Result<Vec<u8>, ExportError> {
    let Trained { model, weights, normalisation } = trained(work)?;
    let graph = graph::graph(&model, &weights, &normalisation)?;
    let classes: Vec<&str> = work.classes.iter().map(|class| class.id.as_str()).collect();
    let (from, licence) = origin(work);
    let about = format!(
        "Trained in Epoch One ({}). Input \"{INPUT}\": uint8 [N, 32, 32, 3], red, green, blue, any N. Output \
         \"{OUTPUT}\": float32 [N, {}], in the order of the classes {}.",
        work.site,
        classes.len(),
        classes.join(", ")
    );
    let metadata = [
        ("classes", json!(classes).to_string()),
        ("source", work.site.clone()),
        ("build", work.build.clone()),
        ("start", from),
        ("licence", licence),
        ("settings", json!(work.config).to_string()),
        ("sha256", nn::weights::model_hash(&model, &weights)),
    ];
    Ok(proto::model(&work.build, &about, graph, &metadata).into_bytes())
}

/// What the run started from, and under which licence that is.
fn origin(work: &Work) -> (String, String) {
    let pretrained = work.config.pretrained_weights().filter(|_| work.config.pretrained);
    let known = PRETRAINED.iter().find(|(_, name)| Some(*name) == pretrained);
    match known {
        Some((_, name)) => (
            format!("weights \"{name}\" of Epoch One, pretrained on CIFAR-10 (Krizhevsky 2009) without cats and dogs"),
            // See public/weights/manifest.json.
            "pretrained weights: MIT OR Apache-2.0; no licence is stated for CIFAR-10 by its makers".into(),
        ),
        None => ("random weights".into(), "no licence is stated for CIFAR-10 by its makers".into()),
    }
}

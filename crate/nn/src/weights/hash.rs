//! Hashes of weights: what two runs, or a file and its card, are compared by.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::initial::Weights;
use crate::model::Model;

/// SHA-256 over both regions as little-endian f32, parameters first, in hexadecimal.
pub fn weights_hash(parameters: &[f32], statistics: &[f32]) -> String {
    let mut sha = Sha256::new();
    for value in parameters.iter().chain(statistics) {
        sha.update(value.to_le_bytes());
    }
    hex(sha)
}

/// SHA-256 over every tensor, parameters first, in the model's order: its name, a zero byte, and its values as
/// little-endian f32. In hexadecimal. The weights must have the model's sizes.
pub fn model_hash(model: &Model, weights: &Weights) -> String {
    let mut sha = Sha256::new();
    let mut add = |name: &str, values: &[f32]| {
        sha.update(name.as_bytes());
        sha.update([0]);
        for value in values {
            sha.update(value.to_le_bytes());
        }
    };
    for p in model.parameters() {
        add(&p.name, &weights.parameters[p.offset..p.offset + p.shape.len()]);
    }
    for s in model.statistics() {
        add(&s.name, &weights.statistics[s.offset..s.offset + s.shape.len()]);
    }
    hex(sha)
}

fn hex(sha: Sha256) -> String {
    sha.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! Writing a weight file.

use serde_json::json;

use super::error::WeightError;
use super::half;
use super::hash::model_hash;
use super::{key, FORMAT_VERSION};
use crate::build::Normalisation;
use crate::initial::Weights;
use crate::model::Model;
use crate::region;

/// How weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    /// Weights of convolutions and linear layers in half precision; vectors (batch norm, biases), which are few and
    /// more sensitive, in single precision.
    F16,
    /// Everything in single precision.
    F32,
}

/// A weight file: the same bytes for the same weights. Refuses values that are not finite as they would be stored.
pub fn save(
    model: &Model,
    weights: &Weights,
    normalisation: &Normalisation,
    dtype: Dtype,
) -> Result<Vec<u8>, WeightError> {
    let sizes = [
        (region::PARAMETERS, model.parameter_arena().len(), weights.parameters.len()),
        (region::STATISTICS, model.statistic_arena().len(), weights.statistics.len()),
    ];
    if let Some((region, want, got)) = sizes.into_iter().find(|(_, want, got)| want != got) {
        return Err(WeightError::Region { region, want, got });
    }
    let half = |rank: usize| dtype == Dtype::F16 && rank > 1;
    let stored = rounded(model, weights, half)?;
    let parameters = model.parameters().iter().map(|p| (&p.name, &p.shape, &stored.parameters[p.offset..]));
    let statistics = model.statistics().iter().map(|s| (&s.name, &s.shape, &stored.statistics[s.offset..]));
    let mut tensors: Vec<_> = parameters.chain(statistics).collect();
    // Single precision first, so that every tensor lies on a multiple of its type's size.
    tensors.sort_by_key(|(_, shape, _)| half(shape.sizes().len()));

    let mut header = serde_json::Map::new();
    let metadata = json!({
        key::VERSION: FORMAT_VERSION,
        key::MODEL: text(key::MODEL, model.spec())?,
        key::NORMALISATION: text(key::NORMALISATION, normalisation)?,
        key::HASH: model_hash(model, &stored),
    });
    header.insert("__metadata__".to_string(), metadata);
    let mut data = Vec::new();
    for (name, shape, values) in tensors {
        let from = data.len();
        let half = half(shape.sizes().len());
        for value in &values[..shape.len()] {
            match half {
                true => data.extend_from_slice(&half::from_f32(*value).to_le_bytes()),
                false => data.extend_from_slice(&value.to_le_bytes()),
            }
        }
        let entry = json!({
            "dtype": if half { "F16" } else { "F32" },
            "shape": shape.sizes(),
            "data_offsets": [from, data.len()],
        });
        header.insert(name.clone(), entry);
    }
    let mut header = serde_json::Value::Object(header).to_string().into_bytes();
    // The data begin on a multiple of eight bytes.
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut file = Vec::with_capacity(8 + header.len() + data.len());
    file.extend_from_slice(&(header.len() as u64).to_le_bytes());
    file.append(&mut header);
    file.append(&mut data);
    Ok(file)
}

fn text(key: &'static str, value: &impl serde::Serialize) -> Result<String, WeightError> {
    serde_json::to_string(value).map_err(|e| WeightError::Metadata { key, why: e.to_string() })
}

/// The values as a reader will see them; names the first tensor with one that is not finite.
fn rounded(model: &Model, weights: &Weights, half: impl Fn(usize) -> bool) -> Result<Weights, WeightError> {
    let mut stored = weights.clone();
    let round = |name: &str, values: &mut [f32], half: bool| {
        for (index, value) in values.iter_mut().enumerate() {
            if half {
                *value = half::to_f32(half::from_f32(*value));
            }
            if !value.is_finite() {
                return Err(WeightError::NotFinite { tensor: name.to_string(), index });
            }
        }
        Ok(())
    };
    for p in model.parameters() {
        let values = &mut stored.parameters[p.offset..p.offset + p.shape.len()];
        round(&p.name, values, half(p.shape.sizes().len()))?;
    }
    for s in model.statistics() {
        round(&s.name, &mut stored.statistics[s.offset..s.offset + s.shape.len()], half(1))?;
    }
    Ok(stored)
}

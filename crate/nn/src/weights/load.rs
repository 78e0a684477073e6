//! Reading a weight file.

use serde::de::DeserializeOwned;

use super::error::{short, WeightError};
use super::half;
use super::hash::model_hash;
use super::header::{Header, Stored};
use super::{key, FORMAT_VERSION};
use crate::build::Normalisation;
use crate::initial::Weights;
use crate::model::Model;
use crate::spec::ModelSpec;

/// All that a weight file says.
#[derive(Clone, Debug)]
pub struct WeightFile {
    pub model: Model,
    pub weights: Weights,
    /// How pictures were normalised when these weights were trained.
    pub normalisation: Normalisation,
    /// [`model_hash`] of the values.
    pub hash: String,
}

/// Reads a file whose model is not known beforehand.
pub fn open(bytes: &[u8]) -> Result<WeightFile, WeightError> {
    let header = Header::parse(bytes)?;
    version(&header)?;
    let spec: ModelSpec = json(&header, key::MODEL)?;
    let model = Model::new(spec)?;
    let (weights, hash) = read(&header, &model)?;
    let normalisation: Normalisation = json(&header, key::NORMALISATION)?;
    let sound = |x: &f32| x.is_finite();
    if !normalisation.mean.iter().all(sound) || !normalisation.std.iter().all(|x| sound(x) && *x > 0.0) {
        let why = "means must be finite, deviations finite and above 0".to_string();
        return Err(WeightError::Metadata { key: key::NORMALISATION, why });
    }
    Ok(WeightFile { model, weights, normalisation, hash })
}

/// Reads the weights of a known model; a file of another one is refused.
pub fn load(model: &Model, bytes: &[u8]) -> Result<Weights, WeightError> {
    let header = Header::parse(bytes)?;
    version(&header)?;
    // The tensors first: their errors say more than "another model".
    let (weights, _) = read(&header, model)?;
    let spec: ModelSpec = json(&header, key::MODEL)?;
    match spec == *model.spec() {
        true => Ok(weights),
        false => Err(WeightError::OtherModel(short(&format!("{:?}", spec.architecture)))),
    }
}

fn text<'a>(header: &'a Header<'_>, key: &'static str) -> Result<&'a str, WeightError> {
    match header.metadata.get(key) {
        Some(text) => Ok(text),
        None => Err(WeightError::Metadata { key, why: "missing".to_string() }),
    }
}

fn json<T: DeserializeOwned>(header: &Header<'_>, key: &'static str) -> Result<T, WeightError> {
    let read = serde_json::from_str(text(header, key)?);
    read.map_err(|e| WeightError::Metadata { key, why: short(&e.to_string()) })
}

fn version(header: &Header<'_>) -> Result<(), WeightError> {
    match text(header, key::VERSION)? {
        FORMAT_VERSION => Ok(()),
        other => Err(WeightError::Version(short(other))),
    }
}

/// Values of all of the model's tensors, and their hash, which must be the one that the file names.
fn read(header: &Header<'_>, model: &Model) -> Result<(Weights, String), WeightError> {
    for name in header.tensors.keys() {
        let known = model.parameter_arena().get(name).is_some() || model.statistic_arena().get(name).is_some();
        if !known {
            return Err(WeightError::Unknown { tensor: short(name) });
        }
    }
    let mut weights = Weights::zeros(model);
    for p in model.parameters() {
        let values = &mut weights.parameters[p.offset..p.offset + p.shape.len()];
        tensor(header, &p.name, p.shape.sizes(), values)?;
    }
    for s in model.statistics() {
        let values = &mut weights.statistics[s.offset..s.offset + s.shape.len()];
        tensor(header, &s.name, s.shape.sizes(), values)?;
        if s.name.ends_with(".running_var") {
            if let Some(index) = values.iter().position(|v| *v < 0.0) {
                return Err(WeightError::NegativeVariance { tensor: s.name.clone(), index });
            }
        }
    }
    let hash = model_hash(model, &weights);
    match text(header, key::HASH)? == hash {
        true => Ok((weights, hash)),
        false => Err(WeightError::Hash),
    }
}

/// Decodes one tensor into `values`, which has as many elements as `shape`.
fn tensor(header: &Header<'_>, name: &str, shape: &[usize], values: &mut [f32]) -> Result<(), WeightError> {
    let tensor = || name.to_string();
    let entry = header.tensors.get(name).ok_or_else(|| WeightError::Missing { tensor: tensor() })?;
    if !entry.shape.iter().copied().eq(shape.iter().map(|n| *n as u64)) {
        let got = entry.shape.iter().copied().take(8).collect();
        return Err(WeightError::Shape { tensor: tensor(), want: shape.to_vec(), got });
    }
    let bytes = &header.data[entry.range.clone()];
    match entry.stored {
        Stored::F32 => {
            for (value, bytes) in values.iter_mut().zip(bytes.chunks_exact(4)) {
                *value = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            }
        }
        Stored::F16 => {
            for (value, bytes) in values.iter_mut().zip(bytes.chunks_exact(2)) {
                *value = half::to_f32(u16::from_le_bytes([bytes[0], bytes[1]]));
            }
        }
    }
    match values.iter().position(|v| !v.is_finite()) {
        Some(index) => Err(WeightError::NotFinite { tensor: tensor(), index }),
        None => Ok(()),
    }
}

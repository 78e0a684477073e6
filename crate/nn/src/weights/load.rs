//! Reading a weight file.

use super::error::{short, WeightError};
use super::half;
use super::hash::model_hash;
use super::header::{Header, Stored};
use super::json::Json;
use super::{key, FORMAT_VERSION};
use crate::build::Normalisation;
use crate::initial::Weights;
use crate::model::Model;
use crate::spec::{Architecture, ModelSpec};

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
    let spec = spec(&header)?;
    let model = Model::new(spec)?;
    let (weights, hash) = read(&header, &model)?;
    let normalisation = normalisation(&header)?;
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
    let spec = spec(&header)?;
    match spec == *model.spec() {
        true => Ok(weights),
        false => Err(WeightError::OtherModel(short(&format!("{:?}", spec.architecture)))),
    }
}

fn text<'a>(header: &'a Header<'_>, key: &'static str) -> Result<&'a str, WeightError> {
    match header.metadata.iter().find(|(name, _)| name == key) {
        Some((_, text)) => Ok(text),
        None => Err(WeightError::Metadata { key, why: "missing".to_string() }),
    }
}

/// The model that the file says it holds.
fn spec(header: &Header<'_>) -> Result<ModelSpec, WeightError> {
    let (key, json) = json(header, key::MODEL)?;
    let read = || {
        let size = |json: &Json| usize::try_from(json.whole()?).ok();
        let known = json.has_only(&["architecture", "classes", "input", "dropout"]);
        let family = json.get("architecture").filter(|_| known)?;
        let number = |key: &str| size(family.get(key)?);
        let architecture = match family.get("kind")?.text()? {
            "residual" if family.has_only(&["kind", "width", "depth"]) => {
                Architecture::Residual { width: number("width")?, depth: number("depth")? }
            }
            "plain" if family.has_only(&["kind", "width"]) => Architecture::Plain { width: number("width")? },
            "mlp" if family.has_only(&["kind", "hidden"]) => {
                Architecture::Mlp { hidden: family.get("hidden")?.list(size)? }
            }
            _ => return None,
        };
        let dropout = match json.get("dropout") {
            Some(dropout) => dropout.number()? as f32,
            None => 0.0,
        };
        let input = json.get("input")?.list(size)?.try_into().ok()?;
        Some(ModelSpec { architecture, classes: size(json.get("classes")?)?, input, dropout })
    };
    read().ok_or_else(|| WeightError::Metadata { key, why: "no model that is known".into() })
}

fn normalisation(header: &Header<'_>) -> Result<Normalisation, WeightError> {
    let (key, json) = json(header, key::NORMALISATION)?;
    let read = || {
        let three = |key: &str| json.get(key)?.list(|json| Some(json.number()? as f32))?.try_into().ok();
        let known = json.has_only(&["mean", "std"]);
        Some(Normalisation { mean: three("mean")?, std: three("std").filter(|_| known)? })
    };
    read().ok_or_else(|| WeightError::Metadata { key, why: "expected three means and three deviations".into() })
}

/// A metadata value that is JSON itself, with its key.
fn json(header: &Header<'_>, key: &'static str) -> Result<(&'static str, Json), WeightError> {
    match Json::read(text(header, key)?.as_bytes()) {
        Ok(json) => Ok((key, json)),
        Err(why) => Err(WeightError::Metadata { key, why }),
    }
}

fn version(header: &Header<'_>) -> Result<(), WeightError> {
    match text(header, key::VERSION)? {
        FORMAT_VERSION => Ok(()),
        other => Err(WeightError::Version(short(other))),
    }
}

/// Values of all of the model's tensors, and their hash, which must be the one that the file names.
fn read(header: &Header<'_>, model: &Model) -> Result<(Weights, String), WeightError> {
    for (name, _) in &header.tensors {
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
    let entry = header.tensor(name).ok_or_else(|| WeightError::Missing { tensor: tensor() })?;
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

//! Writes what every engine starts from: `work.json` with shapes and layouts, and raw little-endian numbers beside it.

use std::fs;
use std::path::Path;

use nn::initial_weights;
use serde_json::{json, Value};
use vision::{decode_sheet, normalise, Manifest, CIFAR10};

use super::limit::{LAUNCHES, PEAK_OPERATIONS};
use super::Outcome;
use crate::shapes::{Convolution, Scope, CLASSES, COMPARED_STEPS, PICTURES};
use crate::steps::RATE;
use crate::work::model;

/// Seed of the weights.
const SEED: u32 = 1;

/// Pictures and labels as they lie in the files.
pub struct Pictures {
    /// `[n, 32, 32, 3]` bytes.
    pub pixels: Vec<u8>,
    /// Class numbers.
    pub labels: Vec<f32>,
}

/// The first training pictures of the committed pack.
fn pictures() -> Outcome<Pictures> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/dataset/cats-dogs");
    let manifest = Manifest::parse(&fs::read_to_string(folder.join("manifest.json"))?)?;
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for chunk in &manifest.split("train").ok_or("the pack has no training pictures")?.chunks {
        if labels.len() < PICTURES {
            pixels.extend(decode_sheet(&fs::read(folder.join(&chunk.file))?, chunk, &manifest)?);
            labels.extend(chunk.labels().into_iter().map(f32::from));
        }
    }
    if labels.len() < PICTURES {
        return Err("the pack has too few pictures".into());
    }
    pixels.truncate(PICTURES * vision::SIDE_BYTES);
    labels.truncate(PICTURES);
    Ok(Pictures { pixels, labels })
}

/// Writes the folder for the scope of this name.
///
/// # Errors
/// There is no such scope, or a file can be neither read nor written.
pub fn export(folder: &Path, name: &str) -> Outcome<()> {
    let scope = Scope::named(name).ok_or_else(|| format!("there is no scope {name}"))?;
    fs::create_dir_all(folder)?;
    let Pictures { pixels, labels } = pictures()?;
    fs::write(folder.join("pixels.u8"), &pixels)?;
    fs::write(folder.join("labels.f32"), bytemuck::cast_slice(&labels))?;
    fs::write(folder.join("pictures.f32"), bytemuck::cast_slice(&normalise(&pixels, &CIFAR10)))?;
    let networks = scope.widths.iter().map(|width| network(folder, *width)).collect::<Outcome<Vec<Value>>>()?;
    let work = json!({
        "scope": name,
        "matrices": scope.matrices,
        "convolutions": scope.convolutions().iter().map(convolution).collect::<Vec<_>>(),
        "networks": networks,
        "batches": scope.batches,
        "forwardBatches": scope.forward_batches,
        "launches": LAUNCHES,
        "peakOperations": PEAK_OPERATIONS,
        "pictures": labels.len(),
        "comparedSteps": COMPARED_STEPS,
        "classes": CLASSES,
        "rate": RATE,
        "momentum": 0.9,
    });
    Ok(fs::write(folder.join("work.json"), serde_json::to_vec_pretty(&work)?)?)
}

fn convolution(c: &Convolution) -> Value {
    json!({
        "name": format!("{0}×{0}×{1} → {2}, {3}×{3}, stride {4}", c.side, c.c_in, c.c_out, c.kernel, c.stride),
        "batch": c.batch, "side": c.side, "cIn": c.c_in, "cOut": c.c_out, "kernel": c.kernel, "stride": c.stride,
        "padding": c.padding(), "out": c.out(),
    })
}

/// Writes the weights of a network, parameters and then statistics, and tells where each tensor lies.
fn network(folder: &Path, width: usize) -> Outcome<Value> {
    let model = model(width)?;
    let weights = initial_weights(&model, SEED);
    let file = format!("w{width}.f32");
    let values = [weights.parameters.as_slice(), &weights.statistics].concat();
    fs::write(folder.join(&file), bytemuck::cast_slice(&values))?;
    let place = |name: &str, shape: &[usize], offset: usize| json!({ "name": name, "shape": shape, "offset": offset });
    let parameters: Vec<Value> = model.parameters().iter().map(|p| place(&p.name, p.shape.sizes(), p.offset)).collect();
    let base = weights.parameters.len();
    let statistics: Vec<Value> =
        model.statistics().iter().map(|s| place(&s.name, s.shape.sizes(), base + s.offset)).collect();
    Ok(json!({ "width": width, "file": file, "parameters": parameters, "statistics": statistics, "base": base }))
}

//! Files that a trained run leaves behind, for other programs to open: weights as safetensors and as ONNX, curves as CSV,
//! charts and pictures as SVG, and a notebook that repeats the run with PyTorch.
//!
//! Pure functions of a [`Work`], without a type of the browser, so that the tests run natively; the page reaches them
//! through `share.wasm`. The same work gives the same bytes.

mod csv;
mod notebook;
mod onnx;
mod svg;
mod weights;
mod work;

use serde::{Deserialize, Serialize};

pub use work::{Class, Language, Point, Shown, Validation, Work};

/// What can be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The weights, as the page reads them again.
    Safetensors,
    /// The network with its weights, from bytes of pictures to probabilities.
    Onnx,
    /// Loss, accuracy and learning rate of every step.
    Csv,
    /// Loss and error rate as a drawing (SVG).
    Chart,
    /// Pictures with their predictions as a drawing (SVG).
    Pictures,
    /// The run for Jupyter, with PyTorch.
    Notebook,
}

impl Kind {
    pub const ALL: [Kind; 6] = [Kind::Safetensors, Kind::Onnx, Kind::Csv, Kind::Chart, Kind::Pictures, Kind::Notebook];

    /// What its file's name ends with.
    fn ending(self) -> &'static str {
        match self {
            Kind::Safetensors => ".safetensors",
            Kind::Onnx => ".onnx",
            Kind::Csv => "-curves.csv",
            Kind::Chart => "-curves.svg",
            Kind::Pictures => "-predictions.svg",
            Kind::Notebook => ".ipynb",
        }
    }

    fn mime(self) -> &'static str {
        match self {
            Kind::Safetensors | Kind::Onnx => "application/octet-stream",
            Kind::Csv => "text/csv",
            Kind::Chart | Kind::Pictures => "image/svg+xml",
            Kind::Notebook => "application/x-ipynb+json",
        }
    }
}

/// A file to be saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// `epoch-one-cats-dogs.onnx`.
    pub name: String,
    pub mime: String,
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// Why a file cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ExportError {
    /// There are no weights yet.
    #[error("there are no weights yet: prepare a run first")]
    NoWeights,
    /// There are no curves yet.
    #[error("there are no curves yet: train first")]
    NoCurves,
    /// There are no pictures.
    #[error("there are no pictures to save")]
    NoPictures,
    /// The settings are not valid, or the weights are not those of these settings. Holds the library's words.
    #[error("settings and weights do not fit each other: {0}")]
    Misfit(String),
    /// A weight is not a finite number: the run has diverged. Holds the tensor's name.
    #[error("{0} holds values that are no finite numbers: the run has diverged")]
    NotFinite(String),
}

/// Makes a file.
///
/// # Errors
/// What it would hold is not there, or is not of one piece.
pub fn save(work: &Work, kind: Kind) -> Result<File, ExportError> {
    work.config.validate().map_err(|error| ExportError::Misfit(error.to_string()))?;
    let bytes = match kind {
        Kind::Safetensors => weights::save(work)?,
        Kind::Onnx => onnx::save(work)?,
        Kind::Csv => csv::save(work)?.into_bytes(),
        Kind::Chart => svg::chart::save(work)?.into_bytes(),
        Kind::Pictures => svg::pictures::save(work)?.into_bytes(),
        Kind::Notebook => notebook::save(work)?.into_bytes(),
    };
    Ok(File { name: file_name(kind), mime: kind.mime().to_string(), bytes })
}

fn file_name(kind: Kind) -> String {
    format!("epoch-one-{}{}", work::PACK, kind.ending())
}

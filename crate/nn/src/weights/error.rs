//! Why a weight file is refused.

use crate::spec::SpecError;

/// Names that come from a file are cut to 80 characters.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeightError {
    #[error("the file has {bytes} bytes, more than {max}", max = super::MAX_FILE)]
    FileTooLarge { bytes: usize },
    #[error("the header has {bytes} bytes, more than {max}", max = super::MAX_HEADER)]
    HeaderTooLarge { bytes: u64 },
    #[error("the file ends within its header")]
    HeaderTruncated,
    #[error("the header cannot be read: {0}")]
    Header(String),
    #[error("metadata \"{key}\": {why}")]
    Metadata { key: &'static str, why: String },
    #[error("format version {0} is not known")]
    Version(String),
    #[error("the model in the file: {0}")]
    Spec(#[from] SpecError),
    #[error("the file holds another model: {0}")]
    OtherModel(String),
    #[error("{tensor}: appears twice")]
    Duplicate { tensor: String },
    #[error("{tensor}: its entry cannot be read: {why}")]
    Entry { tensor: String, why: String },
    #[error("{tensor}: type {dtype} is not F16 or F32")]
    Type { tensor: String, dtype: String },
    #[error("{tensor}: its bytes {from}..{to} do not fit its type and shape {shape:?}")]
    Length { tensor: String, from: u64, to: u64, shape: Vec<u64> },
    #[error("{tensor}: its bytes end at {to}, but the file has {have}: it was cut short")]
    Truncated { tensor: String, to: u64, have: u64 },
    #[error("{tensor}: its bytes overlap another tensor's")]
    Overlap { tensor: String },
    #[error("{bytes} bytes belong to no tensor")]
    Unclaimed { bytes: u64 },
    #[error("{tensor}: not a tensor of this model")]
    Unknown { tensor: String },
    #[error("{tensor}: missing")]
    Missing { tensor: String },
    #[error("{tensor}: has shape {got:?}, not {want:?}")]
    Shape { tensor: String, want: Vec<usize>, got: Vec<u64> },
    #[error("{tensor}: value {index} is not finite, or too large for its type")]
    NotFinite { tensor: String, index: usize },
    #[error("{tensor}: variance {index} is negative")]
    NegativeVariance { tensor: String, index: usize },
    #[error("the values do not have the hash that the file names: it is damaged")]
    Hash,
    #[error("\"{region}\" holds {got} values, not {want}")]
    Region { region: &'static str, want: usize, got: usize },
}

impl WeightError {
    /// The tensor at fault, where it is one.
    pub fn tensor(&self) -> Option<&str> {
        use WeightError::*;
        match self {
            Duplicate { tensor }
            | Entry { tensor, .. }
            | Type { tensor, .. }
            | Length { tensor, .. }
            | Truncated { tensor, .. }
            | Overlap { tensor }
            | Unknown { tensor }
            | Missing { tensor }
            | Shape { tensor, .. }
            | NotFinite { tensor, .. }
            | NegativeVariance { tensor, .. } => Some(tensor),
            FileTooLarge { .. }
            | HeaderTooLarge { .. }
            | HeaderTruncated
            | Header(_)
            | Metadata { .. }
            | Version(_)
            | Spec(_)
            | OtherModel(_)
            | Unclaimed { .. }
            | Hash
            | Region { .. } => None,
        }
    }
}

/// Text from outside, bounded.
pub(super) fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

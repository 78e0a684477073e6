//! What went wrong.

use serde::{Deserialize, Serialize};

/// What went wrong, for a translation to be chosen by `code`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub code: ProblemCode,
    /// The library's own words, for the curious and for reports.
    pub detail: String,
    /// The setting at fault, where it is one.
    pub key: Option<String>,
    /// The prediction request it belongs to, where it is one.
    pub id: Option<u32>,
}

/// Kinds of problems that the page has words for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    /// A setting was refused.
    Config,
    /// A file of the site could not be fetched.
    Network,
    /// A file of the site is damaged.
    Asset,
    /// Weights from elsewhere that do not fit this network, or what was kept of another run.
    Foreign,
    /// An own picture: nothing in the file.
    PictureEmpty,
    /// An own picture: not a kind of picture that can be read.
    PictureUnknown,
    /// An own picture: too many pixels or bytes.
    PictureTooLarge,
    /// An own picture: begins well but cannot be decoded.
    PictureDamaged,
    /// The GPU was lost; the run goes on on the CPU.
    GpuLost,
    /// The loss is no longer a number.
    Diverged,
    /// A command that does not fit the run's state.
    Order,
    /// Our own mistake.
    Internal,
}

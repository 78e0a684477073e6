//! Weight files: safetensors with the model, its normalisation, a format version and a hash of names and values in the
//! metadata. The format is described at <https://github.com/huggingface/safetensors>.
//!
//! Convolution weights are `[kh, kw, c_in, c_out]`, linear ones `[in, out]`: the engine's layout, not PyTorch's.

mod error;
mod half;
mod hash;
mod header;
mod json;
mod load;
mod save;

pub use error::WeightError;
pub use hash::{model_hash, weights_hash};
pub use load::{load, open, WeightFile};
pub use save::{save, Dtype};

/// Largest file that is read, in bytes.
pub const MAX_FILE: usize = 64 << 20;
/// Largest header that is read, in bytes.
pub const MAX_HEADER: usize = 1 << 20;
/// Version of what the metadata mean.
pub const FORMAT_VERSION: &str = "1";

/// Keys of the metadata.
mod key {
    pub const VERSION: &str = "format_version";
    pub const MODEL: &str = "model";
    pub const NORMALISATION: &str = "normalisation";
    pub const HASH: &str = "sha256";
}

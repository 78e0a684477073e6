//! What there is to see: predictions, pictures, filters, and each layer's weights in short.

use serde::{Deserialize, Serialize};

/// One prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prediction {
    /// Position in the validation set.
    pub index: u32,
    pub label: u32,
    /// Per class, summing to 1.
    pub probabilities: Vec<f32>,
}

/// Filters of the first layer as small RGB pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filters {
    /// Side of a filter in pixels.
    pub size: u32,
    pub count: u32,
    /// `count * size * size * 3` bytes; 128 is zero.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}

/// Weights of one layer in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerStats {
    pub name: String,
    /// Histogram over `low..high` in equal bins.
    pub histogram: Vec<u32>,
    pub low: f32,
    pub high: f32,
    /// ‖w − w₀‖ / ‖w₀‖: how far the layer has moved from where it started.
    pub moved: f32,
}

/// A picture to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureItem {
    pub index: u32,
    pub label: u32,
    /// 32 × 32 × 3 bytes.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}

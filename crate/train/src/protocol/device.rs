//! What computes, and why.

use serde::{Deserialize, Serialize};

/// What computes, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceInfo {
    /// `cpu` or `gpu`.
    pub backend: String,
    /// Name of the GPU adapter in use or found; empty when there is none.
    pub adapter: String,
    pub reason: DeviceReason,
    /// Whether a GPU could be chosen by hand.
    pub gpu_available: bool,
    /// How many share a step on the CPU; 1 on a GPU.
    pub workers: u32,
    /// Pictures a second in training steps on the GPU and on one core of the CPU, where they were measured to choose between
    /// the two; otherwise 0.
    pub speeds: [u32; 2],
}

impl DeviceInfo {
    /// One core of the CPU, as wished.
    pub fn cpu() -> Self {
        DeviceInfo {
            backend: "cpu".into(),
            adapter: String::new(),
            reason: DeviceReason::Chosen,
            gpu_available: false,
            workers: 1,
            speeds: [0; 2],
        }
    }
}

/// Why this device was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeviceReason {
    /// A real GPU was found. Before the first run on it, both it and the CPU are measured.
    RealGpu,
    /// Of a real GPU and the CPU, the one that was measured to be faster.
    Faster,
    /// The browser has no WebGPU.
    NoWebGpu,
    /// WebGPU is there, but no adapter.
    NoAdapter,
    /// Only a software adapter, which is slower than the CPU backend.
    SoftwareAdapter,
    /// The student's own choice.
    Chosen,
    /// The GPU was lost or failed during the run.
    Lost,
}

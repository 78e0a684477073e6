//! Compute shaders. A [`Kernel`] is pure data, so that every op can name its shader without a GPU in sight;
//! the executor behind the feature `gpu` ([`GpuDevice`], [`GpuProgram`]) runs it through `wgpu`.

#[cfg(feature = "gpu")]
mod adapter;
#[cfg(feature = "gpu")]
mod device;
#[cfg(feature = "gpu")]
mod done;
mod kernel;
#[cfg(feature = "gpu")]
mod program;
#[cfg(feature = "gpu")]
mod readback;
#[cfg(feature = "gpu")]
mod signal;
pub mod text;
mod tile;
#[cfg(feature = "gpu")]
mod tune;
#[cfg(all(feature = "gpu", not(target_arch = "wasm32")))]
mod wait;

#[cfg(feature = "gpu")]
pub use adapter::{AdapterInfo, GpuOptions};
#[cfg(feature = "gpu")]
pub use device::{Calls, GpuDevice};
pub(crate) use kernel::{by_element, literal};
pub use kernel::{Binding, Constant, Join, Kernel};
#[cfg(feature = "gpu")]
pub use program::GpuProgram;
pub use tile::{Product, Tiles};
#[cfg(all(feature = "gpu", not(target_arch = "wasm32")))]
pub use wait::wait;

/// Storage buffers that every WebGPU implementation lets a shader bind.
pub const MAX_BINDINGS: usize = 8;

/// Geometry for one invocation per element, in workgroups of 64; a second axis takes what exceeds the limit of
/// 65,535 workgroups an axis. The shader finds its element as `flat(id)` and returns where that is past the end.
pub fn elementwise(elements: usize) -> [u32; 3] {
    let groups = elements.div_ceil(64).max(1) as u32;
    [groups.min(65_535), groups.div_ceil(65_535), 1]
}

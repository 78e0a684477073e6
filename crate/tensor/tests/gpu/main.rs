//! Shaders and the GPU, in one binary, so that the table of cases is compiled and linked once.
//!
//! Shaders are checked everywhere. What needs a GPU needs the feature `gpu`; without an adapter it fails, unless
//! `EPOCH_NO_GPU=1` says that this machine is known to have none.

#[path = "../cases/mod.rs"]
mod cases;

#[cfg(feature = "gpu")]
mod agreement;
#[cfg(feature = "gpu")]
mod device;
mod geometry;
#[cfg(feature = "gpu")]
mod network;
mod shaders;
#[cfg(feature = "gpu")]
mod training;

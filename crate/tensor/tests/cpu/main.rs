//! What the CPU can check, in one binary, so that the table of cases is compiled and linked once.

#[path = "../cases/mod.rs"]
mod cases;

mod by_hand;
mod completeness;
mod fast;
mod finite_differences;
mod fuse;
mod golden;
mod network;
mod plan;
mod threads;
#[cfg(target_arch = "x86_64")]
mod widths;

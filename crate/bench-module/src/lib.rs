//! What is measured of this engine: single products and convolutions, whole training steps, forward passes. [`work`] and
//! [`steps`] build them on either device; `door` hands them to a page as `bench_module.wasm`, to the site's own
//! (`web/bench.js`) and to that of `cargo xtask bench`; and the program `native` runs the same natively and writes the
//! weights and batches that every engine starts from.

#[cfg(target_arch = "wasm32")]
mod door;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod shapes;
pub mod steps;
pub mod work;

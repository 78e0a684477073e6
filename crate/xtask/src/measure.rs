//! What measures the engine in a page: `crate/bench-module` as `bench_module.wasm` with its JavaScript, for the site's own
//! page and for that of the benchmark.

use std::path::Path;

use crate::error::{AtPath, Result};
use crate::toolchain::{Toolchain, WASM};
use crate::{jobs, paths, shrink, site};

/// The crate, what cargo makes of it, and the name of both files.
pub const PACKAGE: &str = "epoch-bench-module";
pub const BUILT: &str = "bench_module";

/// Compiles the module as the site's program is compiled.
///
/// # Errors
/// The build fails.
pub fn compile(toolchain: &Toolchain) -> Result<()> {
    let wasm = ["build", "--release", "--package", PACKAGE, "--lib", "--target", WASM];
    jobs::run("bench_module.wasm", toolchain.cargo(&wasm))
}

/// Writes both files into `folder`.
///
/// # Errors
/// It was not compiled, or a tool fails.
pub fn write(toolchain: &Toolchain, folder: &Path) -> Result<()> {
    // In a folder of its own: `dist` is searched for the one wasm that ends as wasm-bindgen's do.
    let between = paths::target().join(BUILT);
    let mut command = toolchain.program("wasm-bindgen");
    command.args(["--target=web", "--no-typescript", "--out-name", BUILT, "--out-dir"]).arg(&between);
    command.arg(site::built_wasm(BUILT));
    jobs::run("wasm-bindgen", command)?;
    let wasm = folder.join(BUILT).with_extension("wasm");
    shrink::module(toolchain, &between.join(BUILT.to_string() + "_bg.wasm"), &wasm)?;
    let name = Path::new(BUILT).with_extension("js");
    let (from, to) = (between.join(&name), folder.join(&name));
    std::fs::copy(&from, &to).at(&from)?;
    site::minify_module(toolchain, &to)
}

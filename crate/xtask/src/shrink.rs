//! Makes wasm smaller, with `wasm-opt`. What counts is the size after compression.

use std::path::Path;

use crate::error::{AtPath, Error, Result};
use crate::toolchain::Toolchain;
use crate::{jobs, order, shorten};

/// What the wasm may use: what Rust's compiler uses, and every browser of today has.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// For the page's program. Twice, around an analysis of the whole that finds what can never happen. Functions that are
/// called from one place are put there only where they are short: the others compress better on their own, beside those
/// that are like them. At the lowest addresses lies the end of the stack, of which nothing is read.
const PROGRAM: [&str; 5] =
    ["-Oz", "--gufa-optimizing", "-Oz", "--one-caller-inline-max-function-size=50", "--low-memory-unused"];

/// Brings functions into the order of their names; the levels are those of `-Oz`, for writing.
const ORDER: [&str; 6] = [
    "--reorder-functions-by-name",
    "--optimize-level=2",
    "--shrink-level=2",
    "--generate-stack-ir",
    "--optimize-stack-ir",
    "--strip-debug",
];

/// Makes the page's program in `dist` smaller.
///
/// # Errors
/// It is not there or no wasm, or `wasm-opt` fails.
pub fn program(toolchain: &Toolchain, dist: &Path) -> Result<()> {
    let file = shorten::program(dist)?;
    optimise(toolchain, &PROGRAM, &file, &file)?;
    let named = order::named(&std::fs::read(&file).at(&file)?).ok_or_else(|| Error::Missing {
        what: format!("code in {}", file.display()),
        how: "Is it made by wasm-opt?".into(),
    })?;
    std::fs::write(&file, named).at(&file)?;
    optimise(toolchain, &ORDER, &file, &file)
}

/// Makes a module of its own smaller, from `built` into `file`.
///
/// # Errors
/// `wasm-opt` fails.
pub fn module(toolchain: &Toolchain, built: &Path, file: &Path) -> Result<()> {
    optimise(toolchain, &["-Oz"], built, file)
}

fn optimise(toolchain: &Toolchain, passes: &[&str], from: &Path, to: &Path) -> Result<()> {
    let mut command = toolchain.program("wasm-opt");
    command.args(passes).args(FEATURES).arg(from).arg("-o").arg(to);
    jobs::run("wasm-opt", command)
}

//! The programs that make a site of the crate `web`: Trunk, wasm-bindgen, wasm-opt, esbuild.
//!
//! One on `PATH` is used if its version fits; otherwise it comes from the package registries
//! into `.tools/`, built the cheapest way.

use std::path::PathBuf;
use std::process::Command;

use crate::error::{AtPath, Error, Result};
use crate::toolchain::Toolchain;
use crate::{apt, jobs, paths};

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132";
const ESBUILD: &str = "0.28.2";
/// The rules of accessibility that the browser tests check every page by.
const AXE: &str = "4.14.1";
/// What exported models are run under, to be compared with the engine.
const ONNXRUNTIME: &str = "1.30.0";
/// Older ones refuse the features that today's compilers switch on.
const OLDEST_WASM_OPT: u32 = 120;

/// A call of a program as the build will find it.
fn found(name: &str) -> Command {
    Toolchain::Ordinary.program(name)
}

/// Whether a Trunk of a fitting version is there.
pub fn have_trunk() -> bool {
    let version = jobs::output_of(found("trunk").arg("--version")).unwrap_or_default();
    version.contains(" 0.21.") || version.contains(" 0.22.")
}

/// Builds Trunk unless there is one. It bundles the site; its network features are left out.
pub fn trunk() -> Result<()> {
    if have_trunk() {
        return Ok(());
    }
    let root = paths::tools();
    let build = root.join("build/trunk");
    let mut command =
        Toolchain::Ordinary.cargo(&["install", "--locked", "--force", "--debug", "--no-default-features"]);
    command.arg("--root").arg(&root).arg("--target-dir").arg(&build).arg(format!("trunk@{TRUNK}"));
    quick(&mut command);
    println!("  building trunk {TRUNK}: the longest part of the first set-up");
    jobs::run_logged("trunk", command)?;
    std::fs::remove_dir_all(&build).at(&build)
}

/// Builds the stand-in for wasm-bindgen unless the command is there at the locked version.
///
/// # Errors
/// `Cargo.lock` names no wasm-bindgen, or the build fails.
pub fn wasm_bindgen() -> Result<()> {
    let locked = locked_version("wasm-bindgen")?;
    let version = jobs::output_of(found("wasm-bindgen").arg("--version")).unwrap_or_default();
    if version.split_whitespace().nth(1) == Some(locked.as_str()) {
        return Ok(());
    }
    let build = paths::tools().join("build/bindgen");
    let mut command = Toolchain::Ordinary.cargo(&["build", "--package", "epoch-bindgen"]);
    command.arg("--target-dir").arg(&build);
    quick(&mut command);
    jobs::run_logged("wasm-bindgen", command)?;
    let suffix = std::env::consts::EXE_SUFFIX;
    let bin = paths::tools().join("bin");
    std::fs::create_dir_all(&bin).at(&bin)?;
    let program = bin.join(format!("wasm-bindgen{suffix}"));
    std::fs::copy(build.join("debug").join(format!("epoch-bindgen{suffix}")), &program).at(&program)?;
    std::fs::remove_dir_all(&build).at(&build)
}

/// A tool runs for seconds and is built once: building fast matters more than running fast.
fn quick(command: &mut Command) {
    command
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_DEV_STRIP", "debuginfo");
}

/// Fetches wasm-opt unless there is one that is new enough.
///
/// # Errors
/// Node.js is missing and can't be installed, or npm fails.
pub fn wasm_opt() -> Result<()> {
    let version = jobs::output_of(found("wasm-opt").arg("--version")).unwrap_or_default();
    let number = version.split_whitespace().nth(2).and_then(|number| number.parse::<u32>().ok());
    if number.is_some_and(|number| number >= OLDEST_WASM_OPT) {
        return Ok(());
    }
    npm_install("wasm-opt", "npm", &format!("binaryen@{BINARYEN}.0.0"), "or put wasm-opt 120 or later on PATH")
}

/// Fetches esbuild unless it is there. It takes spaces and long names out of the JavaScript that wasm-bindgen writes.
///
/// # Errors
/// Node.js is missing and can't be installed, or npm fails.
pub fn esbuild() -> Result<()> {
    match jobs::output_of(found("esbuild").arg("--version")) {
        Some(version) if version.trim().starts_with("0.") => Ok(()),
        _ => npm_install("esbuild", "esbuild", &format!("esbuild@{ESBUILD}"), "or put esbuild on PATH"),
    }
}

/// Fetches axe-core unless it is there at the pinned version; tells where its script is.
///
/// # Errors
/// Node.js is missing and can't be installed, or npm fails. The tests then fail: no page passes unchecked.
pub fn axe() -> Result<PathBuf> {
    pinned("axe-core", "axe", AXE, "axe.min.js")
}

/// The same for onnxruntime-web, which runs in Node.js: where its script for that is.
///
/// # Errors
/// As with [`axe`]: no exported model passes unchecked.
pub fn onnxruntime() -> Result<PathBuf> {
    pinned("onnxruntime-web", "onnxruntime", ONNXRUNTIME, "dist/ort.node.min.mjs")
}

/// Fetches the engines that ours is measured against, as `tests/bench/package.json` names them, beside it. They are no part
/// of the set-up: only the benchmark needs them.
///
/// # Errors
/// Node.js is missing and can't be installed, or npm fails.
pub fn peers() -> Result<PathBuf> {
    let folder = paths::root().join("tests/bench");
    let wanted = folder.join("package.json");
    let wanted = std::fs::read_to_string(&wanted).at(&wanted)?;
    let stamp = folder.join("node_modules/.wanted");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    let mut command = Command::new(npm("the benchmark's engines", "and run the benchmark again")?);
    command.args(["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder);
    jobs::run_logged("the benchmark's engines", command)?;
    std::fs::write(&stamp, wanted).at(&stamp)?;
    Ok(folder)
}

/// Fetches a package of npm into its folder unless it is there at this version; tells where one of its files is.
fn pinned(package: &str, folder: &str, version: &str, file: &str) -> Result<PathBuf> {
    let place = paths::tools().join(folder).join("node_modules").join(package);
    let there = || {
        let about = std::fs::read_to_string(place.join("package.json")).unwrap_or_default();
        about.contains(&format!("\"version\": \"{version}\"")) && place.join(file).is_file()
    };
    if !there() {
        npm_install(package, folder, &format!("{package}@{version}"), "and run the tests again")?;
    }
    match there() {
        true => Ok(place.join(file)),
        false => Err(Error::Missing {
            what: format!("{package} {version} in {}", place.display()),
            how: format!("npm reported success and installed something else. Remove .tools/{folder} and try again."),
        }),
    }
}

/// Installs a package of npm into a folder of its own below `.tools/`: what is there already would be removed.
fn npm_install(name: &str, folder: &str, package: &str, otherwise: &str) -> Result<()> {
    let folder = paths::tools().join(folder);
    std::fs::create_dir_all(&folder).at(&folder)?;
    let mut command = Command::new(npm(name, otherwise)?);
    command
        .args(["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"])
        .arg("--prefix")
        .arg(&folder)
        .arg(package)
        .current_dir(&folder);
    jobs::run_logged(name, command)
}

fn npm(wanted: &str, otherwise: &str) -> Result<PathBuf> {
    if paths::find_program("npm").is_none() && apt::available() {
        apt::install(wanted, &["nodejs", "npm"])?;
    }
    paths::find_program("npm").ok_or_else(|| Error::Missing {
        what: format!("npm, which fetches {wanted},"),
        how: format!("Install Node.js 18 or later, {otherwise}."),
    })
}

/// The version of a package in `Cargo.lock`.
fn locked_version(package: &str) -> Result<String> {
    let path = paths::root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path).at(&path)?;
    version_in(&lock, package).ok_or_else(|| Error::Missing {
        what: format!("{package} in Cargo.lock"),
        how: "Is the file damaged? git restore Cargo.lock".into(),
    })
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_locked_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}

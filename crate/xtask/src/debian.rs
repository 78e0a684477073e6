//! Debian's Rust, with the standard library built once for wasm: for machines where rustup can't
//! download the target. Debian ships a compiler that can make wasm and the library's source, but
//! not the library compiled for wasm.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{AtPath, Error, Result};
use crate::toolchain::{Toolchain, WASM};
use crate::{apt, jobs, paths};

const SYSROOT: &str = "/usr";
const HOST: &str = "x86_64-unknown-linux-gnu";
const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web"];
const PROGRAMS: &[&str] = &["cargo", "cargo-clippy", "cargo-fmt", "clippy-driver", "rustc", "rustdoc", "rustfmt"];
/// What stands behind the `1.` of the oldest version that builds the project: `rust-version` in `Cargo.toml`.
const OLDEST: u32 = 89;
/// Names the compiler that the library was built with.
const MARK: &str = ".built-for";

/// The folder of links to Debian's Rust if it and the library for wasm are there.
pub fn installed() -> Option<PathBuf> {
    let version = version().filter(|version| is_new_enough(version))?;
    let mark = std::fs::read_to_string(library().join(MARK)).ok()?;
    (mark.trim() == version && linker().exists()).then(links)?.ok()
}

/// Installs Debian's Rust and builds the standard library for wasm.
///
/// # Errors
/// apt or the build fails, or a file can't be written.
pub fn set_up() -> Result<PathBuf> {
    apt::install("Rust from Debian", PACKAGES)?;
    if !version().is_some_and(|version| is_new_enough(&version)) {
        apt::newest(PACKAGES)?;
    }
    let version = version().filter(|version| is_new_enough(version)).ok_or_else(|| Error::Missing {
        what: ["/usr/bin/rustc of version 1.", &OLDEST.to_string(), " or newer"].concat(),
        how: "Is another package of Rust installed, or Debian's too old?".into(),
    })?;
    let llvm = llvm_version().unwrap_or_else(|| "22".into());
    apt::install("linking wasm", &[&format!("lld-{llvm}")])?;
    link_linker(&llvm)?;
    if std::fs::read_to_string(library().join(MARK)).is_ok_and(|mark| mark.trim() == version) {
        return links();
    }
    build_library(&version, &library())?;
    links()
}

fn rustc() -> Command {
    let mut command = Command::new("/usr/bin/rustc");
    command.env_remove("LD_LIBRARY_PATH").env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// The version of Debian's compiler, such as `1.96.0`.
fn version() -> Option<String> {
    let output = jobs::output_of(rustc().arg("--version"))?;
    output.split_whitespace().nth(1).map(str::to_owned)
}

fn is_new_enough(version: &str) -> bool {
    version.split('.').nth(1).and_then(|minor| minor.parse().ok()).is_some_and(|minor: u32| minor >= OLDEST)
}

fn llvm_version() -> Option<String> {
    let output = jobs::output_of(rustc().arg("-vV"))?;
    let version = output.lines().find_map(|line| line.strip_prefix("LLVM version: "))?;
    version.split('.').next().map(str::to_owned)
}

fn library() -> PathBuf {
    Path::new(SYSROOT).join("lib/rustlib").join(WASM).join("lib")
}

fn linker() -> PathBuf {
    Path::new(SYSROOT).join("lib/rustlib").join(HOST).join("bin/rust-lld")
}

/// Puts LLVM's linker where rustc looks for its own.
fn link_linker(llvm: &str) -> Result<()> {
    let link = linker();
    if link.exists() {
        return Ok(());
    }
    if let Some(folder) = link.parent() {
        std::fs::create_dir_all(folder).at(folder)?;
    }
    symlink(&PathBuf::from(format!("/usr/lib/llvm-{llvm}/bin/lld")), &link)
}

/// Makes a folder that holds Debian's Rust and nothing else, to stand first on `PATH`.
fn links() -> Result<PathBuf> {
    let folder = paths::tools().join("rust/bin");
    std::fs::create_dir_all(&folder).at(&folder)?;
    for program in PROGRAMS {
        let (target, link) = (Path::new("/usr/bin").join(program), folder.join(program));
        if target.exists() && std::fs::read_link(&link).ok().as_deref() != Some(&target) {
            symlink(&target, &link)?;
        }
    }
    Ok(folder)
}

/// Links under a name of its own first: another `cargo xtask` may be doing the same.
fn symlink(target: &Path, link: &Path) -> Result<()> {
    let new = link.with_extension(format!("new{}", std::process::id()));
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, &new).at(&new)?;
    #[cfg(not(unix))]
    std::fs::hard_link(target, &new).at(&new)?;
    std::fs::rename(&new, link).at(link)
}

/// Builds the standard library into `destination`, by building an empty program that needs it.
fn build_library(version: &str, destination: &Path) -> Result<()> {
    let seed = paths::tools().join("build/std");
    let source = seed.join("src");
    std::fs::create_dir_all(&source).at(&source)?;
    let manifest = "[package]\nname = \"seed\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
        [profile.release]\nopt-level = 3\ncodegen-units = 1\n[workspace]\n";
    write(&seed.join("Cargo.toml"), manifest)?;
    write(&source.join("lib.rs"), "#![no_std]\n")?;

    let target = seed.join("target");
    let mut command = Toolchain::Debian(links()?).cargo(&[
        "build",
        "--release",
        "--target",
        WASM,
        "-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test",
    ]);
    command
        .current_dir(&seed)
        // Lets the stable compiler build its own library, as distributions do.
        .env("RUSTC_BOOTSTRAP", "1")
        // Bitcode in the library lets whole-program optimisation reach into it.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &target);
    jobs::run_logged("standard library for wasm", command)?;

    let built = target.join(WASM).join("release/deps");
    std::fs::create_dir_all(destination).at(destination)?;
    for entry in std::fs::read_dir(destination).at(destination)? {
        let path = entry.at(destination)?.path();
        std::fs::remove_file(&path).at(&path)?;
    }
    for entry in std::fs::read_dir(&built).at(&built)? {
        let path = entry.at(&built)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libseed-") {
            let copy = destination.join(&name);
            std::fs::copy(&path, &copy).at(&copy)?;
        }
    }
    // Last, so that a copy that was interrupted is made again.
    write(&destination.join(MARK), version)?;
    std::fs::remove_dir_all(&seed).at(&seed)
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).at(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_build_the_project() {
        assert!(is_new_enough("1.89.0") && is_new_enough("1.96.0"));
        assert!(!is_new_enough("1.88.0") && !is_new_enough("") && !is_new_enough("rustc"));
        let manifest = include_str!("../../../Cargo.toml");
        assert!(manifest.contains(&format!("rust-version = \"1.{OLDEST}\"")), "another oldest version");
    }
}

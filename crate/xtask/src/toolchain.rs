//! Which Rust builds the project: the one that runs this program if it has the wasm target,
//! otherwise Debian's with a standard library of our own making (see [`crate::debian`]).
//!
//! There is no `rust-toolchain.toml` on purpose: with `targets` in it rustup may replace the
//! user's toolchain by a newer one on any cargo call, and fails where it can't download.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::error::{Error, Result};
use crate::{apt, debian, jobs, paths};

pub const WASM: &str = "wasm32-unknown-unknown";

/// A Rust to build with.
#[derive(Clone)]
pub enum Toolchain {
    /// The one that `cargo xtask` itself was started with.
    Ordinary,
    /// Debian's, reached through links in this folder.
    Debian(PathBuf),
}

impl Toolchain {
    /// A call of cargo at the project's root, with the project's tools on `PATH`.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.program("cargo");
        command.args(arguments);
        command
    }

    /// A call of any program that may call cargo or the project's tools.
    pub fn program(&self, name: impl Into<OsString>) -> Command {
        let mut folders = vec![paths::tools().join("bin")];
        let name = name.into();
        let mut program = name.clone();
        if let Self::Debian(folder) = self {
            folders.push(folder.clone());
            if name == "cargo" {
                program = folder.join("cargo").into_os_string();
            }
        }
        for npm in ["npm", "esbuild"] {
            folders.push(paths::tools().join(npm).join("node_modules/.bin"));
        }
        let mut command = Command::new(program);
        command.current_dir(paths::root()).env("PATH", paths::path_with(&folders));
        without_cargos_own(&mut command);
        if matches!(self, Self::Debian(_)) {
            for name in ["RUSTUP_TOOLCHAIN", "RUSTC", "RUSTDOC", "LD_LIBRARY_PATH"] {
                command.env_remove(name);
            }
        }
        command
    }
}

/// Removes what `cargo run` has set for this program: it would make the next cargo build twice.
fn without_cargos_own(command: &mut Command) {
    command.env_remove("CARGO");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") {
            command.env_remove(name);
        }
    }
    command.env_remove("CARGO_MANIFEST_DIR").env_remove("CARGO_MANIFEST_PATH");
}

/// The best Rust that is there already, installing nothing.
pub fn best_installed() -> Toolchain {
    debian::installed().map_or(Toolchain::Ordinary, Toolchain::Debian)
}

/// Finds or sets up a Rust that builds for wasm.
///
/// # Errors
/// [`Error::Missing`] says how to get one where this process can't; or a set-up step failed.
pub fn with_wasm() -> Result<Toolchain> {
    // Who has once set up Debian's stays with it: changing would build everything anew.
    if let Some(folder) = debian::installed() {
        return Ok(Toolchain::Debian(folder));
    }
    if has_target() {
        return Ok(Toolchain::Ordinary);
    }
    jobs::say(&format!("setting up Rust for {WASM}"));
    if rustup_adds_target() {
        return Ok(Toolchain::Ordinary);
    }
    if apt::available() {
        return debian::set_up().map(Toolchain::Debian);
    }
    Err(Error::Missing {
        what: format!("Rust's target {WASM}"),
        how: format!("With rustup: rustup target add {WASM}. As root on Debian this command sets it up by itself."),
    })
}

/// Whether the ordinary Rust has the standard library for wasm.
fn has_target() -> bool {
    let mut query = Toolchain::Ordinary.program("rustc");
    query.args(["--print", "target-libdir", "--target", WASM]);
    let Some(folder) = jobs::output_of(&mut query) else { return false };
    std::fs::read_dir(folder).is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

/// Lets rustup add the target to the toolchain in use. A machine whose owner has turned
/// rustup's automatic downloads off is left alone.
fn rustup_adds_target() -> bool {
    if paths::find_program("rustup").is_none() {
        return false;
    }
    if std::env::var_os("RUSTUP_AUTO_INSTALL").is_some_and(|value| value == "0") {
        println!("  RUSTUP_AUTO_INSTALL=0: rustup is not asked to download");
        return false;
    }
    let mut command = Toolchain::Ordinary.program("rustup");
    command.args(["target", "add", WASM]);
    jobs::run_logged("rustup target add", command).is_ok() && has_target()
}

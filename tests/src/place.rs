//! Where the site and the programs are.

use std::path::{Path, PathBuf};

/// What a browser test needs from the outside.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The built site.
    pub dist: PathBuf,
    pub chromedriver: PathBuf,
    pub chromium: PathBuf,
}

impl Programs {
    /// Finds everything.
    ///
    /// # Errors
    /// Says what is missing and how to get it.
    pub fn find() -> Result<Self, String> {
        let dist = std::env::var_os("EPOCH_DIST").map_or_else(|| repository().join("dist"), PathBuf::from);
        if !dist.join("index.html").is_file() {
            return Err(format!("there is no built site in {}: run `cargo xtask build` first", dist.display()));
        }
        let chromedriver = program("EPOCH_CHROMEDRIVER", &["chromedriver"])?;
        let chromium = program(
            "EPOCH_CHROMIUM",
            &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
        )?;
        Ok(Programs { dist, chromedriver, chromium })
    }
}

/// The script of axe-core, which tells what on a page keeps people out.
///
/// # Errors
/// It is not where `cargo xtask setup` puts it and not named in `EPOCH_AXE`.
pub fn axe() -> Result<String, String> {
    let usual = || repository().join(".tools/axe/node_modules/axe-core/axe.min.js");
    let path = std::env::var_os("EPOCH_AXE").map_or_else(usual, PathBuf::from);
    std::fs::read_to_string(&path)
        .map_err(|error| format!("no axe-core in {}: {error}. Run `cargo xtask setup`", path.display()))
}

/// The repository's own folder.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

fn program(variable: &str, names: &[&str]) -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os(variable) {
        let path = PathBuf::from(named);
        return if path.is_file() {
            Ok(path)
        } else {
            Err(format!("{variable} names {}, which is no file", path.display()))
        };
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|candidate| candidate.is_file());
    found.ok_or_else(|| {
        format!(
            "{} is neither on the PATH nor named in {variable}: install Chromium and its chromedriver \
             (Debian: apt-get install chromium chromium-driver), or run the tests with `cargo xtask test`",
            names[0]
        )
    })
}

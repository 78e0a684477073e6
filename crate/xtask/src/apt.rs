//! Installing Debian packages, where that is possible: as root on a machine with apt.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::{Mutex, Once};

use crate::error::{Error, Result};
use crate::jobs;
use crate::paths::find_program;

/// apt locks its database, so one call at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Whether this process may install packages.
pub fn available() -> bool {
    let root = jobs::output_of(Command::new("id").arg("-u")).as_deref() == Some("0");
    root && find_program("apt-get").is_some()
}

/// Whether Debian says that a package is installed.
pub fn installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["-W", "-f=${db:Status-Status}", package]);
    jobs::output_of(&mut query).as_deref() == Some("installed")
}

/// Installs the packages that are missing.
///
/// # Errors
/// [`Error::Missing`] names the packages where this process can't install them;
/// [`Error::Step`] if apt fails.
pub fn install(purpose: &str, packages: &[&str]) -> Result<()> {
    let missing: BTreeSet<&str> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.iter().copied().collect::<Vec<_>>().join(" ");
    if !available() {
        return Err(Error::Missing {
            what: format!("What {purpose} needs ({list})"),
            how: format!("On Debian: sudo apt-get install {list}"),
        });
    }
    println!("  installing for {purpose}: {list}");
    newest(&missing.into_iter().collect::<Vec<_>>())
}

/// Installs the newest of these packages, whether or not older ones are there.
///
/// # Errors
/// [`Error::Step`] if apt fails.
pub fn newest(packages: &[&str]) -> Result<()> {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    refresh();
    let arguments = [&["install", "-y", "-q", "--no-install-recommends"], packages].concat();
    jobs::run_logged("apt-get install", apt(&arguments))
}

/// Fetches the lists of packages, once a process: old lists name packages that are gone, or too old. Where they cannot be
/// fetched, those that are there may do.
fn refresh() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Err(error) = jobs::run_logged("apt-get update", apt(&["update", "-q"])) {
            println!("  going on with the lists of packages that are there: {error}");
        }
    });
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

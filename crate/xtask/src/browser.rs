//! The browser that the tests drive, and what else the tests need from the system.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};
use crate::{apt, jobs, paths};

/// A browser and the driver that fits it.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

impl Browser {
    /// Tells the tests which browser to use.
    pub fn tell(&self, command: &mut Command) {
        command.env("EPOCH_CHROMIUM", &self.chromium).env("EPOCH_CHROMEDRIVER", &self.driver);
    }
}

const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Finds or installs the browser, its driver, Chinese letters and a software Vulkan driver.
///
/// # Errors
/// [`Error::Missing`] if there is no browser or driver and they can't be installed from here.
pub fn set_up() -> Result<Browser> {
    let mut wanted = Vec::new();
    if chromium().is_none() {
        wanted.push("chromium");
    }
    if driver().is_none() {
        wanted.push("chromium-driver");
    }
    if !chinese_letters() {
        wanted.push("fonts-noto-cjk");
    }
    if !vulkan_driver() {
        wanted.push("mesa-vulkan-drivers");
    }
    if apt::available() {
        apt::install("the tests", &wanted)?;
    } else if !wanted.is_empty() {
        println!("  missing for the tests: {}", wanted.join(", "));
    }
    let missing = |what: &str| Error::Missing {
        what: what.to_owned(),
        how: "Install Chrome or Chromium and the chromedriver of the same version (Debian: sudo apt-get \
              install chromium chromium-driver), or name them in EPOCH_CHROMIUM and EPOCH_CHROMEDRIVER."
            .into(),
    };
    Ok(Browser {
        chromium: chromium().ok_or_else(|| missing("A browser"))?,
        driver: driver().ok_or_else(|| missing("chromedriver"))?,
    })
}

fn chromium() -> Option<PathBuf> {
    let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    named("EPOCH_CHROMIUM")
        .or_else(|| CHROMIUM.iter().find_map(|name| paths::find_program(name)))
        .or_else(|| mac.is_file().then(|| mac.to_path_buf()))
}

fn driver() -> Option<PathBuf> {
    named("EPOCH_CHROMEDRIVER").or_else(|| paths::find_program("chromedriver"))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

/// Without them Chinese is boxes in screenshots.
fn chinese_letters() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    jobs::output_of(Command::new("fc-list").arg(":lang=zh")).is_some_and(|fonts| !fonts.is_empty())
}

/// The GPU tests run natively on whatever Vulkan there is.
fn vulkan_driver() -> bool {
    let folders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"];
    !cfg!(target_os = "linux")
        || folders.iter().any(|folder| std::fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()))
}

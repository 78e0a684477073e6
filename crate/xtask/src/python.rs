//! Python with PyTorch and what executes notebooks: the exported notebook is a test's own program.

use std::process::Command;

use crate::apt;
use crate::error::Result;

const PACKAGES: &[&str] = &[
    "python3-ipykernel",
    "python3-matplotlib",
    "python3-nbclient",
    "python3-nbformat",
    "python3-numpy",
    "python3-pil",
    "python3-torch",
];

/// Finds without loading them.
const FIND: &str = "import importlib.util as u, sys; sys.exit(any(u.find_spec(n) is None for n in \
                    ('torch', 'nbclient', 'nbformat', 'ipykernel', 'PIL', 'matplotlib', 'numpy')))";

/// Installs what is missing, where that is possible; elsewhere the test says what it lacks. `EPOCH_PYTHON` names another
/// Python, `EPOCH_NO_TORCH=1` says that this machine is to go without.
///
/// # Errors
/// apt fails.
pub fn set_up() -> Result<()> {
    let own = std::env::var_os("EPOCH_PYTHON").unwrap_or_else(|| "/usr/bin/python3".into());
    let there = Command::new(own).args(["-c", FIND]).output().is_ok_and(|output| output.status.success());
    let without = std::env::var_os("EPOCH_NO_TORCH").is_some_and(|value| value == "1");
    if there || without || std::env::var_os("EPOCH_PYTHON").is_some() {
        return Ok(());
    }
    if apt::available() {
        return apt::install("the notebook's test", PACKAGES);
    }
    println!("  missing for the notebook's test: {}", PACKAGES.join(", "));
    Ok(())
}

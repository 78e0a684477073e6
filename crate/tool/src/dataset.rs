//! `cargo xtask dataset`: fetches CIFAR-10 and writes the packs under public/dataset/.

use super::Outcome;

/// The line that `epoch-tool` prints about this command.
pub const HELP: &str = "fetches CIFAR-10 and writes the packs under public/dataset/";

/// Runs the command with the arguments that follow its name.
pub fn run(_arguments: &[String]) -> Outcome {
    Err("this command has not been written yet".into())
}

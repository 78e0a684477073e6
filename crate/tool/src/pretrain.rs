//! `cargo xtask pretrain`: trains the residual networks and writes public/weights/.

use super::Outcome;

/// The line that `epoch-tool` prints about this command.
pub const HELP: &str = "trains the residual networks and writes public/weights/";

/// Runs the command with the arguments that follow its name.
pub fn run(_arguments: &[String]) -> Outcome {
    Err("this command has not been written yet".into())
}

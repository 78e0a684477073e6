//! `epoch-tool`: the native commands that need the engine itself.
//!
//! `cargo xtask dataset`, `pretrain`, `finetune` and `calibrate` start this program, so that `xtask`
//! stays free of dependencies and builds in a second. One module a command; a command is
//! a function from its arguments to a result, and is named in [`COMMANDS`].

mod calibrate;
mod dataset;
mod finetune;
mod pretrain;

use std::process::ExitCode;

/// What a command returns: an error is printed, with its sources, and ends the program with 1.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A command: its name, one line of help, and the function that gets the arguments after the name.
struct Command {
    name: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command { name: "calibrate", help: calibrate::HELP, run: calibrate::run },
    Command { name: "dataset", help: dataset::HELP, run: dataset::run },
    Command { name: "finetune", help: finetune::HELP, run: finetune::run },
    Command { name: "pretrain", help: pretrain::HELP, run: pretrain::run },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("usage: epoch-tool COMMAND [ARGUMENTS]\n");
        for command in COMMANDS {
            eprintln!("  {:<10} {}", command.name, command.help);
        }
        return ExitCode::from(2);
    };
    match (command.run)(&rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask`: everything that is done to the project rather than by it.
//!
//! Only the standard library is used here, so that the first command on a fresh machine starts
//! in seconds. What needs the engine itself (`dataset`, `pretrain`) lives in `crate/tool` and is
//! started from here.

mod apt;
mod bench;
mod browser;
mod counts;
mod debian;
mod error;
mod jobs;
mod measure;
mod mime;
mod order;
mod paths;
mod python;
mod serve;
mod server;
mod setup;
mod shorten;
mod shrink;
mod site;
mod sizes;
mod test;
mod toolchain;
mod tools;
mod wasm;

use std::process::ExitCode;

use error::{Error, Result};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  serve [--port N]         set up, build the optimised site, serve it on http://localhost:8080
  build [--public-url U]   set up, build the optimised site into dist/ (U: the path or address where it will live, / by default)
  test                     set up, run every check and test, the browser's included
  bench [site|peers ...]   measure opening and training of the site, and the engine beside others (peers --help)
  bench card [...]         measure the engine and others on this machine's graphics card, without a browser
  previews [PAGE]          draw the previews of shared links, into public/preview/
  icons                    draw the icons of the installed site, into public/app/
  setup                    set up what serve and test need, and stop
  dataset [ARGUMENTS]      make the packs of pictures under public/dataset/
  pretrain [ARGUMENTS]     train the networks under public/weights/
  finetune [ARGUMENTS]     measure fine-tuning, into docs/fine-tuning.md
  calibrate [LESSON]       go through the lessons as a student would, into docs/lessons.md
  new-lesson ID            make the files of a new lesson, and say what comes next

The first run on a fresh machine builds its tools into .tools/; later ones find them there.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let outcome = match command.as_str() {
        "serve" => serve::run(rest),
        "build" => site::run(rest),
        "test" => test::run(rest),
        "bench" => bench::run(rest),
        "previews" => test::previews(rest),
        "icons" => test::icons(rest),
        "setup" => nothing_more(rest).and_then(|()| setup::everything()),
        "dataset" | "pretrain" | "finetune" | "calibrate" => tool(&arguments),
        "new-lesson" => new_lesson(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Error::Usage(format!("there is no command {command}"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            if matches!(error, Error::Usage(_)) {
                eprintln!("\n{USAGE}");
                return ExitCode::from(2);
            }
            ExitCode::FAILURE
        }
    }
}

/// Runs a command of `crate/tool`, which is built for speed.
fn tool(arguments: &[String]) -> Result<()> {
    let toolchain = toolchain::best_installed();
    let mut command = toolchain.cargo(&["run", "--profile", "tool", "--package", "epoch-tool", "--"]);
    command.args(arguments);
    jobs::run(&arguments[0], command)
}

/// Makes a lesson, by the crate that knows what one is.
fn new_lesson(arguments: &[String]) -> Result<()> {
    let [_] = arguments else {
        return Err(Error::Usage("new-lesson takes the id of the lesson, such as 16-colours".into()));
    };
    let toolchain = toolchain::best_installed();
    let mut command = toolchain.cargo(&["run", "--quiet", "--package", "epoch-lesson", "--bin", "new-lesson", "--"]);
    command.args(arguments);
    jobs::run("new-lesson", command)
}

/// Refuses arguments where none are expected.
pub fn nothing_more(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => Err(Error::Usage(format!("{argument} is not expected here"))),
    }
}

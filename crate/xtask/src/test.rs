//! `cargo xtask test`: every check and test; and `cargo xtask previews` and `icons`, which need the same browser.

use std::time::Instant;

use crate::counts::{self, Counts};
use crate::error::{Error, Result};
use crate::toolchain::{Toolchain, WASM};
use crate::{browser, jobs, nothing_more, paths, python, setup, site, sizes, toolchain, tools};

/// Tells the tests where the built site is.
pub const DIST: &str = "EPOCH_DIST";

/// Tells the tests where the script of axe-core is.
const AXE: &str = "EPOCH_AXE";

/// Tells the tests where onnxruntime-web's script for Node.js is.
const ONNXRUNTIME: &str = "EPOCH_ONNXRUNTIME";

/// Runs all checks and tests: a failing one does not hide the next.
///
/// # Errors
/// A part of the set-up or any check failed.
pub fn run(arguments: &[String]) -> Result<()> {
    nothing_more(arguments)?;
    let start = Instant::now();
    let toolchain = setup::for_site()?;
    let browser = browser::set_up()?;
    let axe = tools::axe()?;
    let onnxruntime = tools::onnxruntime()?;
    python::set_up()?;
    let mut report = Report::default();

    report.step("format", "every file is formatted", || {
        jobs::run("cargo fmt", toolchain.cargo(&["fmt", "--all", "--check"]))
    });
    let built = report.step("site", "the optimised site, for the browser's tests", || site::build("/").map(|_| ()));
    if built {
        report.step("size", "what a first visit downloads", || sizes::check(&toolchain, &paths::dist()));
    }
    report.step("lint", "clippy, native", || clippy(&toolchain, NATIVE));
    report.step("lint for wasm", "clippy, for the browser", || {
        clippy(&toolchain, &["--package", "epoch-web", "--target", WASM])
    });
    report.tests(
        "native tests",
        "engine, models, data, session, page, tools; the GPU on a software driver",
        |counts| {
            let mut command = toolchain.cargo(&["test", "--no-fail-fast"]);
            command.args(NATIVE).args(["--exclude", "epoch-tests"]).env(ONNXRUNTIME, &onnxruntime);
            jobs::run_watched("cargo test", command, |line| counts.read(line))
        },
    );
    if built {
        let run = |arguments: &[&str], on_line: &mut dyn FnMut(&str)| {
            let mut command = toolchain.cargo(&["test", "--no-fail-fast", "--package", "epoch-tests"]);
            command.args(arguments).env(DIST, paths::dist()).env(AXE, &axe);
            browser.tell(&mut command);
            jobs::run_watched("cargo test", command, on_line)
        };
        report.tests("browser tests", "the site in a headless browser, and what crosses crates", |counts| {
            // Apart, so that what is tried again is the browser's alone.
            let others = run(&["--lib", "--bins"], &mut |line| counts.read(line));
            others.and(counts::steady(counts, |names, on_line| {
                let mut arguments = vec!["--test", "browser"];
                if !names.is_empty() {
                    arguments.extend(["--", "--exact"]);
                    arguments.extend(names.iter().map(String::as_str));
                }
                run(&arguments, on_line)
            }))
        });
    }
    report.finish(start)
}

/// Everything, the page's own logic included. The stand-in for wasm-bindgen is built with the tools already.
const NATIVE: &[&str] =
    &["--workspace", "--exclude", "epoch-bindgen", "--features", "epoch-tensor/gpu,epoch-train/gpu"];

fn clippy(toolchain: &Toolchain, selection: &[&str]) -> Result<()> {
    let mut command = toolchain.cargo(&["clippy", "--all-targets"]);
    command.args(selection).args(["--", "--deny", "warnings"]);
    jobs::run("cargo clippy", command)
}

/// Draws the pictures that shared links show, in the same browser.
///
/// # Errors
/// The set-up or the drawing fails.
pub fn previews(arguments: &[String]) -> Result<()> {
    draw("previews", arguments)
}

/// Draws the icons of the installed site, in the same browser.
///
/// # Errors
/// The set-up or the drawing fails.
pub fn icons(arguments: &[String]) -> Result<()> {
    nothing_more(arguments)?;
    draw("icons", arguments)
}

fn draw(program: &str, arguments: &[String]) -> Result<()> {
    let toolchain = toolchain::best_installed();
    let browser = browser::set_up()?;
    jobs::say(&format!("drawing {program}"));
    let mut command = toolchain.cargo(&["run", "--quiet", "--package", "epoch-tests", "--bin", program, "--"]);
    command.args(arguments).env(DIST, paths::root().join("tests/preview"));
    browser.tell(&mut command);
    jobs::run(program, command)
}

/// What became of each step.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    failed: Vec<String>,
    tests: Counts,
}

impl Report {
    /// Runs a step, whatever became of those before; tells whether it went well.
    fn step(&mut self, name: &str, what: &str, action: impl FnOnce() -> Result<()>) -> bool {
        jobs::say(&format!("{name}: {what}"));
        let start = Instant::now();
        let outcome = action();
        let seconds = start.elapsed().as_secs_f64();
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        self.lines.push(format!("  {word:<7}{seconds:>6.0} s  {name}"));
        if let Err(error) = &outcome {
            eprintln!("  {error}");
            self.failed.push(name.to_owned());
        }
        outcome.is_ok()
    }

    /// Runs a step made of tests and counts them. A step that runs none has failed.
    fn tests(&mut self, name: &str, what: &str, action: impl FnOnce(&mut Counts) -> Result<()>) {
        let mut counts = Counts::default();
        let good = self.step(name, what, || action(&mut counts));
        if good && counts.passed == 0 {
            self.failed.push(format!("{name} (none ran)"));
        }
        self.tests.add(counts);
    }

    fn finish(self, start: Instant) -> Result<()> {
        jobs::say(&format!("all steps, {:.0} s", start.elapsed().as_secs_f64()));
        for line in &self.lines {
            println!("{line}");
        }
        let Counts { passed, failed, ignored, unsteady, .. } = self.tests;
        println!("{passed} passed, {failed} failed, {ignored} skipped");
        for name in unsteady {
            println!("UNSTEADY: {name} failed, and passed when it was tried again");
        }
        if self.failed.is_empty() {
            Ok(())
        } else {
            Err(Error::Checks(self.failed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_without_tests_is_a_failure() {
        let mut report = Report::default();
        report.tests("empty", "nothing", |_| Ok(()));
        assert!(report.finish(Instant::now()).is_err());
    }
}

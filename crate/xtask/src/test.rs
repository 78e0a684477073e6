//! `cargo xtask test`: every check and test; and `cargo xtask previews` and `icons`, which need the same browser.

use std::time::Instant;

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
            let outcome = run(&[], &mut |line| counts.read(line));
            let few = (1..=UNSTEADY).contains(&counts.failed_tests.len());
            if outcome.is_ok() || !few {
                return outcome;
            }
            let names = std::mem::take(&mut counts.failed_tests);
            jobs::say(&format!(
                "once more, since a browser among other programs is not always in time: {}",
                names.join(", ")
            ));
            let mut again = Counts::default();
            let mut arguments = vec!["--test", "browser", "--", "--exact"];
            arguments.extend(names.iter().map(String::as_str));
            run(&arguments, &mut |line| again.read(line))?;
            counts.hold_after_all(names, &again)
        });
    }
    report.finish(start)
}

/// Browser tests that are tried again at the most: where more fail, it is the site.
const UNSTEADY: usize = 2;

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

/// Tests by their outcome.
#[derive(Default, Debug, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    ignored: u64,
    /// Names of those that failed.
    failed_tests: Vec<String>,
    /// Names of those among the passed that had failed before.
    unsteady: Vec<String>,
}

impl Counts {
    /// Adds up a closing line of cargo's test runner, and notes a failed test's name; other lines say nothing.
    fn read(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
            self.failed_tests.push(name.to_owned());
        }
        let Some(rest) = line.trim().strip_prefix("test result: ") else { return };
        let Some((_, rest)) = rest.split_once(". ") else { return };
        for part in rest.split("; ") {
            let Some((number, word)) = part.split_once(' ') else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// Takes failed tests as passed since all of them passed when they were tried `again`.
    ///
    /// # Errors
    /// Not all of them ran again.
    fn hold_after_all(&mut self, names: Vec<String>, again: &Self) -> Result<()> {
        let count = names.len() as u64;
        if self.failed != count || again.passed != count {
            return Err(Error::Step { name: "cargo test".into(), log: None });
        }
        self.failed = 0;
        self.passed += count;
        self.unsteady.extend(names);
        Ok(())
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        self.failed_tests.extend(other.failed_tests);
        self.unsteady.extend(other.unsteady);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_cargo_prints() {
        let mut counts = Counts::default();
        counts.read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.05s");
        counts.read("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        counts.read("test some::name ... ok");
        counts.read("test other::name ... FAILED");
        let failed_tests = vec!["other::name".to_owned()];
        assert_eq!(counts, Counts { passed: 15, failed: 2, ignored: 1, failed_tests, unsteady: Vec::new() });
    }

    #[test]
    fn a_test_holds_after_all_only_if_it_ran_again_and_passed() {
        let first = || Counts { passed: 5, failed: 1, ..Counts::default() };
        let again = |passed| Counts { passed, ..Counts::default() };
        let names = || vec!["one::name".to_owned()];
        let mut counts = first();
        assert!(counts.hold_after_all(names(), &again(1)).is_ok());
        assert_eq!(counts, Counts { passed: 6, unsteady: names(), ..Counts::default() });
        // Nothing of that name among the browser tests; or another failed without a name.
        assert!(first().hold_after_all(names(), &again(0)).is_err());
        assert!(Counts { failed: 2, ..first() }.hold_after_all(names(), &again(1)).is_err());
    }

    #[test]
    fn a_step_without_tests_is_a_failure() {
        let mut report = Report::default();
        report.tests("empty", "nothing", |_| Ok(()));
        assert!(report.finish(Instant::now()).is_err());
    }
}

//! What became of tests, read from what cargo's test runner prints; and a second try for the few that were not in time.

use crate::error::{Error, Result};
use crate::jobs;

/// Tests that are tried again at the most: where more fail, it is what they test.
const FEW: usize = 2;

/// Tests by their outcome.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub ignored: u64,
    /// Names of those that failed.
    failed_tests: Vec<String>,
    /// Names of those among the passed that had failed before.
    pub unsteady: Vec<String>,
}

impl Counts {
    /// Adds up a closing line of cargo's test runner, and notes a failed test's name; other lines say nothing.
    pub fn read(&mut self, line: &str) {
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

    /// Adds those of another program or step, but for the names of the failed.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        self.unsteady.extend(other.unsteady);
    }
}

/// Runs the tests of one program, and adds them to `counts`. `run` runs those with the names that it is given, all where there
/// are none, and hands on every line that is printed. The [few](FEW) that fail are tried once more, since a browser among other
/// programs is not always in time; where all of them pass then, they count as passed, and are named.
///
/// # Errors
/// More failed, one failed twice, or the program ended without saying what became of its tests.
pub fn steady(counts: &mut Counts, mut run: impl FnMut(&[String], &mut dyn FnMut(&str)) -> Result<()>) -> Result<()> {
    let mut first = Counts::default();
    let outcome = run(&[], &mut |line| first.read(line));
    let names = std::mem::take(&mut first.failed_tests);
    let count = names.len() as u64;
    if outcome.is_ok() || !(1..=FEW).contains(&names.len()) || first.failed != count {
        counts.add(first);
        return outcome;
    }
    jobs::say(&format!("once more: {}", names.join(", ")));
    let mut again = Counts::default();
    let outcome = run(&names, &mut |line| again.read(line));
    let held = outcome.is_ok() && again == Counts { passed: count, ..Counts::default() };
    if held {
        first.failed = 0;
        first.passed += count;
        first.unsteady = names;
    }
    counts.add(first);
    match held {
        true => Ok(()),
        false => outcome.and(Err(Error::Step { name: "the second try".into(), log: None })),
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

    /// Counts, whether it went well, and the names of every run, of tests that print these lines one run after the other.
    fn tried(runs: &[&[&str]]) -> (Counts, bool, Vec<Vec<String>>) {
        let (mut counts, mut names) = (Counts::default(), Vec::new());
        let outcome = steady(&mut counts, |asked, on_line| {
            names.push(asked.to_vec());
            let lines = runs[names.len() - 1];
            lines.iter().for_each(|line| on_line(line));
            match lines.last().is_some_and(|line| line.contains("ok. ")) {
                true => Ok(()),
                false => Err(Error::Step { name: "tests".into(), log: None }),
            }
        });
        (counts, outcome.is_ok(), names)
    }

    const ONE: &[&str] = &["test a::b ... FAILED", "test result: FAILED. 5 passed; 1 failed; 2 ignored"];

    #[test]
    fn what_passes_the_second_time_is_passed_and_named() {
        let (counts, good, names) =
            tried(&[ONE, &["test a::b ... ok", "test result: ok. 1 passed; 0 failed; 0 ignored"]]);
        assert!(good);
        let unsteady = vec!["a::b".to_owned()];
        assert_eq!(names, [vec![], unsteady.clone()]);
        assert_eq!(counts, Counts { passed: 6, ignored: 2, unsteady, ..Counts::default() });
    }

    #[test]
    fn what_fails_twice_or_does_not_run_again_has_failed() {
        for again in [ONE, &["test result: ok. 0 passed; 0 failed; 0 ignored"], &[]] {
            let (counts, good, names) = tried(&[ONE, again]);
            assert!(!good && names.len() == 2, "{again:?}");
            assert_eq!((counts.passed, counts.failed, counts.unsteady.len()), (5, 1, 0));
        }
    }

    #[test]
    fn nothing_else_is_tried_again() {
        let all_well: &[&str] = &["test result: ok. 6 passed; 0 failed; 0 ignored"];
        let many: &[&str] =
            &["test a ... FAILED", "test b ... FAILED", "test c ... FAILED", "test result: FAILED. 0 passed; 3 failed"];
        let nameless: &[&str] = &["test a ... FAILED", "test result: FAILED. 0 passed; 2 failed"];
        let ended: &[&str] = &["test a ... FAILED"];
        for (lines, well) in [(all_well, true), (many, false), (nameless, false), (ended, false), (&[], false)] {
            let (_, good, names) = tried(&[lines]);
            assert!(good == well && names.len() == 1, "{lines:?}");
        }
    }
}

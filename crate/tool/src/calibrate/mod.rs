//! `cargo xtask calibrate`: do the tasks of the lessons hold? Goes through every lesson as an honest student would, with
//! several seeds on the CPU backend, runs and figures in their order, judges the tasks from the log, and writes
//! `docs/lessons.md`.
//!
//! | file | what |
//! |---|---|
//! | [`attempt`] | one try of a lesson, cell by cell |
//! | [`stage`] | the session that the runs of a lesson share, and what a figure sees of it |
//! | [`material`] | what the page would fetch |
//! | [`hand`], [`scene`] | a figure in a student's hands, and what is to be seen of it |
//! | [`student`] | what an honest student does with each figure |
//! | [`report`], [`facts`] | `docs/lessons.md` |

mod attempt;
mod facts;
mod hand;
mod material;
mod report;
mod scene;
mod stage;
mod student;

use std::fs;
use std::path::Path;
use std::time::Instant;

use lesson::check::{judge, Check, Missing};
use lesson::document::{Cell, Document, Task};
use lesson::source::{Lang, Library};

use super::dataset::fetch::project_root;
use super::Outcome;
use attempt::{attempt, Try};

/// The line that `epoch-tool` prints about this command.
pub const HELP: &str =
    "goes through the lessons as a student would and writes docs/lessons.md [LESSON ...] [--seeds N]";

/// Seeds of one lesson's runs stay apart from those of the next try.
const SEED_STEP: u32 = 100;

/// Runs the command with the arguments that follow its name.
pub fn run(arguments: &[String]) -> Outcome {
    let (mut wanted, mut seeds) = (Vec::new(), 5);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seeds" => seeds = arguments.next().and_then(|n| n.parse().ok()).ok_or("--seeds takes a number")?,
            name => wanted.push(name),
        }
    }
    let root = project_root()?;
    let library = Library::read(&root.join("crate/lesson/lessons"))
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let mut whole = String::from(report::HEAD);
    for document in library.documents(Lang::En) {
        if !wanted.is_empty() && !wanted.iter().any(|name| document.id.contains(name)) {
            continue;
        }
        let section = lesson(&root, document, seeds)?;
        println!("{section}");
        whole += &section;
    }
    if wanted.is_empty() {
        fs::write(root.join("docs/lessons.md"), whole)?;
    }
    Ok(())
}

/// A task over all tries.
struct Judged<'a> {
    task: &'a Task,
    check: Check,
    passed: u32,
    missing: Vec<Missing>,
}

/// Tries a lesson with so many seeds; gives its section of the report.
fn lesson(root: &Path, document: &Document, seeds: u32) -> Result<String, Box<dyn std::error::Error>> {
    let cells = document.steps.iter().flat_map(|step| &step.cells);
    let mut tasks = Vec::new();
    for task in cells.filter_map(|cell| if let Cell::Task(task) = cell { Some(task) } else { None }) {
        let check = task.check().ok_or("a check cannot be read")?;
        tasks.push(Judged { task, check, passed: 0, missing: Vec::new() });
    }
    let mut tries: Vec<Try> = Vec::new();
    for seed in 0..seeds {
        let start = Instant::now();
        let tried = attempt(root, document, seed * SEED_STEP)?;
        let ends: Vec<String> =
            tried.log.runs.iter().map(|run| format!("{} {:.1} %", run.cell, 100.0 * report::accuracy(run))).collect();
        println!("{} try {}: {} ({:.0} s)", document.id, seed + 1, ends.join(", "), start.elapsed().as_secs_f64());
        for judged in &mut tasks {
            let verdict = judge(&judged.check, &tried.log);
            judged.passed += u32::from(verdict.passed);
            if !verdict.passed {
                println!("  {} is not done: {:?}", judged.task.id, verdict.missing);
            }
            judged.missing.extend(verdict.missing);
        }
        tries.push(tried);
    }
    Ok(report::section(&document.id, seeds, &tasks, &tries)?)
}

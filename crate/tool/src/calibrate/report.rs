//! A lesson's section of `docs/lessons.md`.

use std::fmt::Write;

use lesson::check::Missing;
use lesson::log::RunLog;

use super::attempt::Try;
use super::{facts, Judged};

pub const HEAD: &str = "# Do the lessons' tasks hold?\n\nMade by `cargo xtask calibrate`: every run of a lesson in its order, \
with the settings that stand there and what an honest student changes, on the CPU backend, and every figure in its place, \
used on that session as a student would (`crate/tool/src/calibrate/student/`); then the tasks are judged from the log. One \
line a task: how many tries passed, and what the others lacked. One line a figure that a task asks about: what came of it, \
from the lowest to the highest over the tries. Below it the validation accuracy of each run at its end, mean and range over \
the tries. That a run which did not do the thing fails is shown by the unit tests beside each check in \
`crate/lesson/src/check/`.\n";

/// Tasks, figures and runs over all tries.
pub fn section(id: &str, seeds: u32, tasks: &[Judged], tries: &[Try]) -> Result<String, std::fmt::Error> {
    let mut report = format!("\n## {id}\n\n");
    for Judged { task, check, passed, missing } in tasks {
        writeln!(report, "- task `{}`, {check:?}: {passed} of {seeds} passed{}", task.id, lacking(missing))?;
    }
    for line in facts::lines(tries) {
        writeln!(report, "- {line}")?;
    }
    let table =
        "| run | pictures | epochs | accuracy, mean (lowest, highest) | last validation loss less its minimum |";
    writeln!(report, "\n{table}\n|---|---:|---:|---:|---:|")?;
    let runs: Vec<&RunLog> = tries.iter().flat_map(|tried| &tried.log.runs).collect();
    let mut seen: Vec<&str> = Vec::new();
    for run in &runs {
        if !seen.contains(&run.cell.as_str()) {
            seen.push(&run.cell);
            row(&mut report, &runs.iter().copied().filter(|other| other.cell == run.cell).collect::<Vec<_>>())?;
        }
    }
    Ok(report)
}

fn lacking(missing: &[Missing]) -> String {
    match missing.is_empty() {
        true => String::new(),
        false => format!("; lacking: {missing:?}"),
    }
}

fn row(report: &mut String, runs: &[&RunLog]) -> std::fmt::Result {
    let Some(first) = runs.first() else { return Ok(()) };
    let ends: Vec<f32> = runs.iter().map(|run| accuracy(run)).collect();
    let mean = ends.iter().sum::<f32>() / ends.len() as f32;
    let low = ends.iter().copied().fold(f32::INFINITY, f32::min);
    let high = ends.iter().copied().fold(0.0, f32::max);
    let rise = |run: &&RunLog| {
        let lowest = run.points.iter().map(|point| point.valid_loss).fold(f32::INFINITY, f32::min);
        run.points.last().map_or(f32::NAN, |point| point.valid_loss) - lowest
    };
    let rises: Vec<String> = runs.iter().map(|run| format!("{:.2}", rise(run))).collect();
    writeln!(
        report,
        "| {} | {} | {} | {:.1} % ({:.1}, {:.1}) | {} |",
        first.cell,
        first.pictures,
        first.epochs,
        100.0 * mean,
        100.0 * low,
        100.0 * high,
        rises.join(", ")
    )
}

/// Validation accuracy at the end of a run.
pub fn accuracy(run: &RunLog) -> f32 {
    run.points.last().map_or(f32::NAN, |point| point.valid_accuracy)
}

//! The engines that run natively: programs that print a line of JSON a row.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use site::repository;

use crate::options::Options;
use crate::peer::{Peer, Place, Suite};
use crate::results::Row;

/// Where xtask has put the program `native` of `crate/bench-module`.
const PROGRAM: &str = "EPOCH_BENCH_NATIVE";

fn program() -> Result<PathBuf, String> {
    std::env::var_os(PROGRAM).map(PathBuf::from).ok_or_else(|| format!("{PROGRAM} is not set: run `cargo xtask bench`"))
}

/// Writes weights, batches and shapes for every engine.
///
/// # Errors
/// The program is missing or fails.
pub fn export(folder: &Path, suite: &Suite) -> Result<(), String> {
    let status = Command::new(program()?).arg("export").arg(folder).arg(suite.name).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the weights and batches were not written: {status}")),
        Err(error) => Err(format!("the program for weights and batches does not start: {error}")),
    }
}

/// All rows of a part.
pub fn measure(peer: &'static Peer, part: &'static str, folder: &Path, options: &Options) -> Vec<Row> {
    let mut command = match peer.place {
        Place::Torch { .. } => {
            let python = std::env::var_os("EPOCH_PYTHON").unwrap_or_else(|| "/usr/bin/python3".into());
            let mut command = Command::new(python);
            command.arg(repository().join("tests/bench/torch_rows.py"));
            command
        }
        _ => match program() {
            Ok(program) => {
                let mut command = Command::new(program);
                command.arg("time");
                command
            }
            Err(error) => return vec![finish(peer, part, failed("all", error))],
        },
    };
    let place = match peer.place {
        Place::Native { threads } | Place::Torch { threads } => threads.to_string(),
        Place::Vulkan => "gpu".into(),
        Place::Page { .. } | Place::Node { .. } => return Vec::new(),
    };
    command.arg(folder).arg(place).arg(part).arg(options.budget.to_string()).arg(&options.rows).stderr(Stdio::piped());
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return vec![finish(peer, part, failed("all", error.to_string()))],
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let mut rows: Vec<Row> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        rows.push(failed("all", told.lines().last().unwrap_or("ended without a word").to_string()));
    }
    rows.into_iter()
        .filter(|row| row.error.is_some() || options.wants(&row.row))
        .map(|row| finish(peer, part, row))
        .collect()
}

/// A row that ended in an error.
pub fn failed(row: &str, error: String) -> Row {
    Row { row: row.into(), error: Some(error), ..Row::default() }
}

/// A row with what the engine does not know: whose and of what it is, when, and how busy the machine was.
pub fn finish(peer: &Peer, part: &str, mut row: Row) -> Row {
    row.peer = peer.id.into();
    row.part = part.into();
    row.load = load().into_iter().collect();
    row.date = today();
    row
}

/// Programs that want to run on this machine, over the last minute; known on Linux.
fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// The date in UTC, as `2026-11-29`.
fn today() -> String {
    let output = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string()).unwrap_or_default()
}

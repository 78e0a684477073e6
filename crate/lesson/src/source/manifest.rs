//! `lesson.json`: which steps and cells there are, with their settings. Everything that needs no words is checked here.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{setting, Fault};
use crate::check::Check;
use crate::document::{Control, Show};
use crate::figure;

/// Nobody waits longer for a run of a lesson.
const MAX_SECONDS: u32 = 20;
/// A lesson is a matter of minutes.
const MAX_MINUTES: u32 = 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub id: String,
    pub minutes: u32,
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub id: String,
    pub cells: Vec<Cell>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) enum Cell {
    Text(String),
    Guess {
        id: String,
        answers: usize,
    },
    Run {
        id: String,
        seconds: u32,
        config: Map<String, Value>,
        controls: Vec<Control>,
        show: Vec<Show>,
        #[serde(default)]
        guess: Option<String>,
    },
    Compare {
        id: String,
        runs: Vec<String>,
    },
    Own {
        id: String,
    },
    Figure {
        id: String,
        name: String,
        #[serde(default)]
        setup: BTreeMap<String, f32>,
        #[serde(default)]
        run: Option<String>,
    },
    Task {
        id: String,
        check: Check,
    },
}

impl Cell {
    /// The word that stands before the id in the texts.
    pub fn kind(&self) -> &'static str {
        match self {
            Cell::Text(_) => "text",
            Cell::Guess { .. } => "guess",
            Cell::Run { .. } => "run",
            Cell::Compare { .. } => "compare",
            Cell::Own { .. } => "own",
            Cell::Figure { .. } => "figure",
            Cell::Task { .. } => "task",
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Cell::Text(id)
            | Cell::Guess { id, .. }
            | Cell::Run { id, .. }
            | Cell::Compare { id, .. }
            | Cell::Own { id }
            | Cell::Figure { id, .. }
            | Cell::Task { id, .. } => id,
        }
    }
}

/// Reads and checks `lesson.json` of the folder `folder`.
pub(super) fn read(text: &str, folder: &str) -> Result<Manifest, Vec<Fault>> {
    let manifest: Manifest = serde_json::from_str(text).map_err(|e| vec![Fault::new(e.line(), e.to_string())])?;
    let mut check = Checker { text, faults: Vec::new(), ids: BTreeSet::new() };
    check.lesson(&manifest, folder);
    if check.faults.is_empty() {
        Ok(manifest)
    } else {
        Err(check.faults)
    }
}

struct Checker<'a> {
    text: &'a str,
    faults: Vec<Fault>,
    /// Kinds and ids so far.
    ids: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Checker<'a> {
    fn lesson(&mut self, manifest: &'a Manifest, folder: &str) {
        if manifest.id != folder {
            self.fault(
                &manifest.id,
                format!("the lesson's id is \"{}\", expected the folder's name \"{folder}\"", manifest.id),
            );
        }
        if !(1..=MAX_MINUTES).contains(&manifest.minutes) {
            self.fault("minutes", format!("minutes: {} is outside 1 to {MAX_MINUTES}", manifest.minutes));
        }
        if manifest.steps.is_empty() {
            self.fault("steps", "expected at least one step".into());
        }
        for step in &manifest.steps {
            self.id("step", &step.id);
            if step.cells.is_empty() {
                self.fault(&step.id, format!("step \"{}\": expected at least one cell", step.id));
            }
            for cell in &step.cells {
                self.id(cell.kind(), cell.id());
                self.cell(cell, manifest);
            }
        }
    }

    fn cell(&mut self, cell: &'a Cell, manifest: &'a Manifest) {
        match cell {
            Cell::Guess { id, answers } if !(2..=6).contains(answers) => {
                self.fault(id, format!("guess \"{id}\": {answers} answers, expected 2 to 6"));
            }
            Cell::Run { id, seconds, config, controls, show, guess } => {
                if !(1..=MAX_SECONDS).contains(seconds) {
                    self.fault(id, format!("run \"{id}\": {seconds} seconds, expected 1 to {MAX_SECONDS}"));
                }
                for what in config.iter().filter_map(|(key, value)| setting::fault(key, value)) {
                    self.fault(id, format!("run \"{id}\": {what}"));
                }
                if twice(controls) || twice(show) {
                    self.fault(id, format!("run \"{id}\": a name stands twice in \"controls\" or \"show\""));
                }
                if let Some(guess) = guess.as_ref().filter(|guess| !self.ids.contains(&("guess", guess.as_str()))) {
                    self.fault(id, format!("run \"{id}\": there is no guess \"{guess}\" before it"));
                }
            }
            Cell::Compare { id, runs } => {
                if runs.len() < 2 {
                    self.fault(id, format!("compare \"{id}\": expected two runs or more"));
                }
                let cells = || manifest.steps.iter().flat_map(|step| &step.cells);
                for run in runs {
                    if !cells().any(|cell| cell.kind() == "run" && cell.id() == run) {
                        self.fault(id, format!("compare \"{id}\": there is no run \"{run}\" in this lesson"));
                    }
                }
            }
            Cell::Figure { id, name, setup, run } => {
                match figure::setup_keys(name) {
                    None => self.fault(id, format!("figure \"{id}\": there is no figure \"{name}\"")),
                    Some(keys) => {
                        for key in setup.keys().filter(|key| !keys.contains(&key.as_str())) {
                            self.fault(id, format!("figure \"{id}\": \"{name}\" takes {keys:?}, not \"{key}\""));
                        }
                    }
                }
                if let Some(run) = run.as_ref().filter(|run| !self.ids.contains(&("run", run.as_str()))) {
                    self.fault(id, format!("figure \"{id}\": there is no run \"{run}\" before it"));
                }
            }
            _ => {}
        }
    }

    /// Ids become parts of addresses and of names within the page.
    fn id(&mut self, kind: &'a str, id: &'a str) {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(allowed) {
            self.fault(id, format!("{kind} \"{id}\": expected an id of small letters a to z, digits and hyphens"));
        }
        if !self.ids.insert((kind, id)) {
            self.fault(id, format!("{kind} \"{id}\" is there twice"));
        }
    }

    /// Values that were read have lost their lines, so the last line that mentions the name is given.
    fn fault(&mut self, name: &str, what: String) {
        let quoted = format!("\"{name}\"");
        let line = self.text.lines().enumerate().filter(|(_, line)| line.contains(&quoted)).last();
        self.faults.push(Fault::new(line.map_or(1, |(index, _)| index + 1), what));
    }
}

fn twice<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().any(|(index, item)| items[..index].contains(item))
}

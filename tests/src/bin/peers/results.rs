//! What was measured, kept in `results.json` in the folder of the work: a run may measure some engines or parts and leave
//! the others' figures as they are.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::peer::Suite;
use crate::statistic::quartiles;
use crate::work::Work;

/// One row of one engine, over all rounds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Row {
    pub peer: String,
    pub part: String,
    pub row: String,
    /// The engine about itself: version, device, threads.
    pub about: Option<String>,
    /// Seconds until the first computation was done, compilation included; one value a round.
    #[serde(deserialize_with = "one_or_many")]
    pub first: Vec<f64>,
    /// Seconds of a computation where many are begun in a row.
    pub samples: Vec<f64>,
    /// Seconds of a computation that is waited for, with its result read back.
    pub alone: Vec<f64>,
    /// Losses of the first steps.
    pub losses: Option<Vec<f64>>,
    /// Logits of the first picture of a forward pass.
    pub logits: Option<Vec<f64>>,
    /// Calls of WebGPU a step.
    pub counts: Option<BTreeMap<String, f64>>,
    /// Kernel launches a step, as the engine says.
    pub launches: Option<f64>,
    /// Largest resident memory of the page's processes in bytes.
    pub memory: Option<f64>,
    /// Why there are no samples.
    pub error: Option<String>,
    /// Load of the machine while it ran, one value a round.
    pub load: Vec<f64>,
    pub date: String,
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Values {
        One(f64),
        Many(Vec<f64>),
    }
    Ok(match Option::<Values>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Values::One(value)) => vec![value],
        Some(Values::Many(values)) => values,
    })
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.error, quartiles(&self.samples)) {
            (Some(error), _) => write!(f, "{}: {error}", self.row),
            (None, Some([_, median, _])) => write!(f, "{}: {:.3} ms", self.row, median * 1e3),
            (None, None) => write!(f, "{}: nothing", self.row),
        }
    }
}

/// All rows of a comparison, and the work that they are of.
#[derive(Debug)]
pub struct Results {
    pub suite: &'static Suite,
    pub work: Work,
    rows: Vec<Row>,
}

impl Results {
    /// What was measured before, if anything.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn load(suite: &'static Suite) -> Result<Self, String> {
        let mut results = Results::new(suite);
        let path = results.work.folder().join("results.json");
        if let Ok(bytes) = std::fs::read(&path) {
            results.rows = serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(results)
    }

    /// Nothing measured yet.
    pub fn new(suite: &'static Suite) -> Self {
        Results { suite, work: Work::load(suite), rows: Vec::new() }
    }

    /// # Errors
    /// The file cannot be written.
    pub fn save(&self) -> Result<(), String> {
        let path = self.work.folder().join("results.json");
        let bytes = serde_json::to_vec(&self.rows).map_err(|error| error.to_string())?;
        std::fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Drops an engine's rows of a part, as far as they are measured again, and what a program left that failed as a whole.
    pub fn forget(&mut self, peer: &str, part: &str, again: impl Fn(&str) -> bool) {
        self.rows.retain(|row| {
            (row.peer.as_str(), row.part.as_str()) != (peer, part) || !(again(&row.row) || row.row == "all")
        });
    }

    pub fn of(&self, peer: &str, part: &str) -> Vec<Row> {
        self.rows.iter().filter(|row| (row.peer.as_str(), row.part.as_str()) == (peer, part)).cloned().collect()
    }

    pub fn get(&self, peer: &str, part: &str, row: &str) -> Option<&Row> {
        self.rows.iter().find(|r| (r.peer.as_str(), r.part.as_str(), r.row.as_str()) == (peer, part, row))
    }

    /// Whether anything of a part was measured.
    pub fn has(&self, part: &str) -> bool {
        self.rows.iter().any(|row| row.part == part)
    }

    pub fn all(&self) -> &[Row] {
        &self.rows
    }

    /// Adds a round's row to what earlier rounds measured.
    pub fn add(&mut self, new: Row) {
        let same = |r: &Row| r.peer == new.peer && r.part == new.part && r.row == new.row;
        let Some(old) = self.rows.iter_mut().find(|row| same(row)) else {
            self.rows.push(new);
            return;
        };
        old.samples.extend(new.samples);
        old.alone.extend(new.alone);
        old.first.extend(new.first);
        old.load.extend(new.load);
        old.memory = old.memory.into_iter().chain(new.memory).reduce(f64::max);
        old.counts = new.counts.or_else(|| old.counts.take());
        old.error = new.error.or_else(|| old.error.take());
        old.date = new.date;
        // The longest curve: later rounds compare fewer steps.
        let length = |losses: &Option<Vec<f64>>| losses.as_ref().map_or(0, Vec::len);
        if length(&new.losses) > length(&old.losses) {
            old.losses = new.losses;
        }
    }
}

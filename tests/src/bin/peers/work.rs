//! The description of the work that every engine reads: which rows there are, and how much work each is.

use std::path::{Path, PathBuf};

use serde_json::Value;
use site::repository;

use crate::peer::Suite;

/// Floating-point operations of a row, a multiplication and an addition counted as two; pictures where it is a pass of the
/// network; kernel launches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    Operations(f64),
    Pictures(f64),
    Launches(f64),
}

impl Amount {
    /// Pictures or launches a second, or thousand millions of operations a second.
    pub fn speed(self, seconds: f64) -> f64 {
        match self {
            Amount::Operations(count) => count / seconds / 1e9,
            Amount::Pictures(count) | Amount::Launches(count) => count / seconds,
        }
    }
}

/// `work.json`, as `native export` wrote it, and where it lies.
#[derive(Debug, Default)]
pub struct Work {
    folder: PathBuf,
    json: Value,
}

impl Work {
    /// The work of a comparison; nothing where it was not exported yet.
    pub fn load(suite: &Suite) -> Self {
        // What is made for and by the benchmark; git ignores it.
        let folder = repository().join("tests/bench").join(suite.folder);
        let bytes = std::fs::read(folder.join("work.json")).unwrap_or_default();
        Work { folder, json: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn list(&self, key: &str) -> &[Value] {
        self.json[key].as_array().map_or(&[], Vec::as_slice)
    }

    /// The rows of a part with their places, as `tests/bench/page/run.js` makes them.
    pub fn rows(&self, part: &str) -> Vec<(usize, String)> {
        let by_batch = |key: &str| -> Vec<String> {
            let row = |network: &Value, batch: &Value| format!("w = {}, batch {batch}", network["width"]);
            let batches = self.list(key);
            self.list("networks").iter().flat_map(|n| batches.iter().map(move |batch| row(n, batch))).collect()
        };
        let names: Vec<String> = match part {
            "matmul" => self.list("matrices").iter().map(|n| format!("n = {n}")).collect(),
            "step" => by_batch("batches"),
            "forward" => by_batch("forwardBatches"),
            "limit" => ["peak", "launches", "submit"].map(String::from).to_vec(),
            _ => (0..self.list("convolutions").len())
                .flat_map(|i| ["forward", "data gradient", "filter gradient"].map(|what| format!("{i} {what}")))
                .collect(),
        };
        names.into_iter().enumerate().collect()
    }

    /// The names alone.
    pub fn names(&self, part: &str) -> Vec<String> {
        self.rows(part).into_iter().map(|(_, name)| name).collect()
    }

    /// The amount of a row by its name.
    pub fn amount(&self, part: &str, row: &str) -> Option<Amount> {
        match (part, row) {
            ("limit", "peak") => self.json["peakOperations"].as_f64().map(Amount::Operations),
            ("limit", "launches") => self.json["launches"].as_f64().map(Amount::Launches),
            ("limit", _) => Some(Amount::Launches(1.0)),
            ("matmul", _) => {
                let n: f64 = row.rsplit(' ').next()?.parse().ok()?;
                Some(Amount::Operations(2.0 * n.powi(3)))
            }
            ("convolution", _) => {
                let index: usize = row.split(' ').next()?.parse().ok()?;
                Some(Amount::Operations(operations(self.list("convolutions").get(index)?)))
            }
            _ => row.rsplit(' ').next()?.parse().ok().map(Amount::Pictures),
        }
    }

    /// What a convolution is called.
    pub fn convolution(&self, index: usize) -> &str {
        self.json["convolutions"][index]["name"].as_str().unwrap_or_default()
    }

    /// Pictures that a single convolution is given.
    pub fn convolution_batch(&self) -> u64 {
        self.json["convolutions"][0]["batch"].as_u64().unwrap_or_default()
    }
}

/// Of each of a convolution's three directions: what the border leaves out is counted, since most engines compute it.
fn operations(c: &Value) -> f64 {
    let size = |key: &str| c[key].as_f64().unwrap_or_default();
    2.0 * size("batch") * size("out").powi(2) * size("cOut") * size("kernel").powi(2) * size("cIn")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_and_amounts_are_read_from_the_work() {
        let c = json!({ "name": "a window", "batch": 2, "out": 4, "cIn": 3, "cOut": 5, "kernel": 3 });
        let json = json!({ "networks": [{ "width": 16 }, { "width": 32 }], "batches": [64], "convolutions": [c] });
        let work = Work { json, ..Work::default() };
        assert_eq!(work.names("step"), ["w = 16, batch 64", "w = 32, batch 64"]);
        assert_eq!(work.rows("convolution")[2], (2, "0 filter gradient".to_string()));
        assert_eq!(work.amount("matmul", "n = 128"), Some(Amount::Operations(2.0 * 128f64.powi(3))));
        assert_eq!(
            work.amount("convolution", "0 forward"),
            Some(Amount::Operations(2.0 * 2.0 * 16.0 * 5.0 * 9.0 * 3.0))
        );
        assert_eq!(work.amount("step", "w = 16, batch 64"), Some(Amount::Pictures(64.0)));
        assert_eq!((work.amount("step", "none"), work.amount("limit", "peak")), (None, None));
        assert_eq!(Amount::Pictures(64.0).speed(0.5), 128.0);
        assert_eq!(work.convolution(0), "a window");
    }
}

//! What is asked for on the command line.

use serde_json::{json, Value};

use crate::agreement::STEPS;
use crate::peer::{Peer, Suite, CARD, PAGE};

const USAGE: &str =
    "usage: cargo xtask bench peers|card [--rounds N] [--parts A,B] [--peers A,B] [--rows TEXT] [--budget S] [--limit S] [--draw]

  --rounds N   times that everything is measured, in turns (3)
  --parts      some of step, matmul, forward, convolution, and on a graphics card limit (all)
  --peers      some of the engines (all); see tests/src/bin/peers/peer.rs
  --rows TEXT  rows whose names hold it, such as 'w = 16, batch 32' (all)
  --budget S   seconds for the samples of a row in a round (2)
  --limit S    seconds after which no further step is compared (120)
  --draw       measure nothing, write the report from what was measured before";

/// What to measure and how long.
#[derive(Debug)]
pub struct Options {
    pub suite: &'static Suite,
    pub rounds: usize,
    pub budget: f64,
    pub limit: f64,
    pub draw: bool,
    /// What the names of rows hold that are measured.
    pub rows: String,
    parts: Vec<&'static str>,
    peers: Vec<&'static Peer>,
}

impl Options {
    /// Reads the arguments; the first may be `card`.
    ///
    /// # Errors
    /// Says what is wrong, and how the program is used.
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.peekable();
        let suite = if arguments.next_if_eq("card").is_some() { &CARD } else { &PAGE };
        let mut options = Options {
            suite,
            rounds: 3,
            budget: 2.0,
            limit: 120.0,
            draw: false,
            rows: String::new(),
            parts: suite.parts.to_vec(),
            peers: suite.peers.iter().collect(),
        };
        while let Some(key) = arguments.next() {
            if key == "--draw" {
                options.draw = true;
                continue;
            }
            let value = arguments.next().ok_or(USAGE)?;
            let number = || value.parse::<f64>().ok().filter(|number| *number > 0.0).ok_or(USAGE);
            match key.as_str() {
                "--rounds" => options.rounds = number()? as usize,
                "--budget" => options.budget = number()?,
                "--limit" => options.limit = number()?,
                "--rows" => options.rows.clone_from(&value),
                "--parts" => options.parts = choose(&value, |id| suite.parts.iter().copied().find(|part| *part == id))?,
                "--peers" => options.peers = choose(&value, |id| suite.find(id))?,
                _ => return Err(USAGE.into()),
            }
        }
        Ok(options)
    }

    /// Whether a row is to be measured.
    pub fn wants(&self, row: &str) -> bool {
        row.contains(&self.rows)
    }

    /// What `tests/bench/page/run.js` is asked for: a row of a part by its place. The first round compares losses, further
    /// ones only go so far that the engine is warm.
    pub fn job(&self, module: &str, device: &str, part: &str, row: usize, first: bool) -> Value {
        json!({
            "peer": module, "device": device, "part": part, "rows": [row], "budget": self.budget,
            "compared": if first { STEPS } else { 2 }, "limit": self.limit,
        })
    }

    /// Seconds after which a row is given up.
    pub fn patience(&self) -> f64 {
        self.limit * 2.0 + self.budget * 4.0 + 60.0
    }

    /// Engines and parts in the order in which they are measured: the engines take turns.
    pub fn chosen(&self) -> impl Iterator<Item = (&'static Peer, &'static str)> + '_ {
        let all = self.parts.iter().flat_map(|part| self.peers.iter().map(move |peer| (*peer, *part)));
        all.filter(|(peer, part)| peer.takes(part))
    }
}

fn choose<T>(list: &str, find: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    list.split(',').map(|id| find(id).ok_or_else(|| format!("there is no {id}\n{USAGE}"))).collect()
}

//! One part of the benchmark for one engine in a page. Every row gets a fresh page; a page that crashes or does not answer
//! costs its row alone.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{json, Value};
use site::{browse, Page, Setup};

use crate::memory;
use crate::native::{load, today};
use crate::options::Options;
use crate::peer::{Peer, Place};
use crate::results::{folder, Row};

const RUN: &str = "return (await globalThis.bench(arguments[0]))[0]";

/// What a browser has to measure, and what it has measured.
struct Turn {
    peer: &'static Peer,
    part: &'static str,
    first: bool,
    budget: f64,
    limit: f64,
    left: Vec<(usize, String)>,
    rows: Vec<Row>,
}

/// Measures every row that an earlier round has not given up.
pub fn measure(peer: &'static Peer, part: &'static str, round: usize, known: &[Row], options: &Options) -> Vec<Row> {
    let mut left = row_names(part);
    left.retain(|(_, name)| options.wants(name) && !known.iter().any(|row| row.row == *name && row.error.is_some()));
    let turn =
        Turn { peer, part, first: round == 0, budget: options.budget, limit: options.limit, left, rows: Vec::new() };
    let turn = Rc::new(RefCell::new(turn));
    // A browser after which no row is done would be started for ever.
    while !turn.borrow().left.is_empty() {
        let shared = turn.clone();
        let patience = (options.limit * 2.0 + options.budget * 4.0) as u32 + 60;
        let setup = Setup { webgpu: peer.gpu(), isolated: true, patience, ..Setup::default() };
        browse(setup, move |page| async move { measure_in(&page, &shared).await });
    }
    let rows = std::mem::take(&mut turn.borrow_mut().rows);
    rows
}

/// Measures until all is done or the browser is of no more use.
async fn measure_in(page: &Page, turn: &RefCell<Turn>) {
    loop {
        let Some((index, name)) = turn.borrow_mut().left.pop() else { return };
        let job = {
            let turn = turn.borrow();
            let Place::Page { module, device } = turn.peer.place else { return };
            json!({
                "peer": module, "device": device, "part": turn.part, "rows": [index], "budget": turn.budget,
                "compared": if turn.first { 20 } else { 2 }, "limit": turn.limit,
            })
        };
        page.open("").await;
        page.until("the page is loaded", 60, "globalThis.bench !== undefined").await;
        memory::forget_peaks(page.driver());
        let outcome = page.outcome(RUN, vec![job]).await;
        let mut turn = turn.borrow_mut();
        let (usable, mut row) = match outcome {
            Ok(Ok(value)) => (true, serde_json::from_value(value).unwrap_or_else(|e| failed(&e.to_string()))),
            Ok(Err(error)) => (true, failed(error["message"].as_str().unwrap_or("an error without a message"))),
            Err(error) if error.contains("timeout") => (false, failed("no answer within the time limit")),
            Err(error) => (false, failed(&format!("crashed: {}", error.lines().next().unwrap_or_default()))),
        };
        row.peer = turn.peer.id.into();
        row.part = turn.part.into();
        row.row = name;
        row.memory = usable.then(|| memory::peak(page.driver())).flatten();
        row.load = load().into_iter().collect();
        row.date = today();
        turn.rows.push(row);
        if !usable {
            return;
        }
    }
}

fn failed(error: &str) -> Row {
    Row { error: Some(error.into()), ..Row::default() }
}

/// The rows of a part with their places in the page's list, last first, so that they can be taken from the end.
fn row_names(part: &str) -> Vec<(usize, String)> {
    let mut names = names(part);
    names.reverse();
    names
}

/// The rows of a part as `tests/bench/page/run.js` makes them.
pub fn names(part: &str) -> Vec<(usize, String)> {
    let work = work();
    let list = |key: &str| work[key].as_array().cloned().unwrap_or_default();
    let networks = || list("networks").into_iter().map(|network| network["width"].clone());
    let by_batch = |key: &str| -> Vec<String> {
        let batches = list(key);
        networks()
            .flat_map(|w| batches.iter().map(move |b| format!("w = {w}, batch {b}")).collect::<Vec<_>>())
            .collect()
    };
    let names: Vec<String> = match part {
        "matmul" => list("matrices").iter().map(|n| format!("n = {n}")).collect(),
        "step" => by_batch("batches"),
        "forward" => by_batch("forwardBatches"),
        _ => (0..list("convolutions").len())
            .flat_map(|i| ["forward", "data gradient", "filter gradient"].map(|what| format!("{i} {what}")))
            .collect(),
    };
    names.into_iter().enumerate().collect()
}

/// The description of the work that every engine reads.
pub fn work() -> Value {
    let bytes = std::fs::read(folder().join("work.json")).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

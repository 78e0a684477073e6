//! One part of the benchmark for one engine in a page. Every row gets a fresh page; a page that crashes or does not answer
//! costs its row alone.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::Value;
use site::{browse, Page, Setup};

use crate::memory;
use crate::native::{failed, finish};
use crate::options::Options;
use crate::peer::{Peer, Place};
use crate::results::Row;

const RUN: &str = "return (await globalThis.bench(arguments[0]))[0]";

/// What a browser has to measure, and what it has measured.
struct Turn {
    peer: &'static Peer,
    part: &'static str,
    /// Names of rows with their jobs.
    left: Vec<(String, Value)>,
    rows: Vec<Row>,
}

/// Measures these rows. The first round compares losses, further ones only go so far that the engine is warm.
pub fn measure(
    peer: &'static Peer,
    part: &'static str,
    round: usize,
    rows: Vec<(usize, String)>,
    options: &Options,
) -> Vec<Row> {
    let Place::Page { module, device } = peer.place else { return Vec::new() };
    let job = |(index, name)| (name, options.job(module, device, part, index, round == 0));
    // They are taken from the end.
    let left = rows.into_iter().rev().map(job).collect();
    let turn = Rc::new(RefCell::new(Turn { peer, part, left, rows: Vec::new() }));
    // A browser after which no row is done would be started for ever.
    while !turn.borrow().left.is_empty() {
        let shared = turn.clone();
        let patience = options.patience() as u32;
        let setup = Setup { webgpu: peer.gpu(), isolated: true, patience, ..Setup::default() };
        browse(setup, move |page| async move { measure_in(&page, &shared).await });
    }
    let rows = std::mem::take(&mut turn.borrow_mut().rows);
    rows
}

/// Measures until all is done or the browser is of no more use.
async fn measure_in(page: &Page, turn: &RefCell<Turn>) {
    loop {
        let Some((name, job)) = turn.borrow_mut().left.pop() else { return };
        page.open("").await;
        page.until("the page is loaded", 60, "globalThis.bench !== undefined").await;
        memory::forget_peaks(page.driver());
        let outcome = page.outcome(RUN, vec![job]).await;
        let mut turn = turn.borrow_mut();
        let (usable, mut row) = match outcome {
            Ok(Ok(value)) => (true, serde_json::from_value(value).unwrap_or_else(|e| failed(&name, e.to_string()))),
            Ok(Err(error)) => {
                (true, failed(&name, error["message"].as_str().unwrap_or("an error without a message").into()))
            }
            Err(error) if error.contains("timeout") => (false, failed(&name, "no answer within the time limit".into())),
            Err(error) => (false, failed(&name, format!("crashed: {}", error.lines().next().unwrap_or_default()))),
        };
        row.row = name;
        row.memory = usable.then(|| memory::peak(page.driver())).flatten();
        let row = finish(turn.peer, turn.part, row);
        turn.rows.push(row);
        if !usable {
            return;
        }
    }
}

//! Tables in Markdown: engines by rows.

use crate::agreement::{compare, reference, Agreement, STEPS};
use crate::peer::{Peer, Place};
use crate::results::{Results, Row};
use crate::statistic::{digits, quartiles};
use crate::work::Amount;

/// A cell of the speeds: `median (first quartile–third)`, or why there is none.
pub fn speed(results: &Results, peer: &Peer, part: &str, name: &str) -> String {
    let Some(row) = results.get(peer.id, part, name) else { return missing(results, peer, part) };
    if let Some(error) = &row.error {
        return word(error).into();
    }
    let note = match part {
        "step" => match compare(row, reference(results, name).map(|(_, losses)| losses)) {
            Agreement::Same { steps, .. } if steps >= STEPS => String::new(),
            Agreement::Same { steps, .. } => format!(" after {steps} steps"),
            Agreement::Different { step, .. } => return format!("wrong: loss differs at step {step}"),
            Agreement::Unknown => return "losses not compared".into(),
        },
        _ => String::new(),
    };
    match (results.work.amount(part, name), quartiles(&row.samples)) {
        (Some(amount), Some([fast, median, slow])) => {
            let [low, middle, high] = [slow, median, fast].map(|seconds| digits(amount.speed(seconds)));
            format!("**{middle}** ({low}–{high}){note}{}", share(results, peer, amount, median))
        }
        _ => "–".into(),
    }
}

/// Medians alone, for wide tables.
pub fn median_speed(results: &Results, peer: &Peer, part: &str, name: &str) -> String {
    let Some(row) = results.get(peer.id, part, name) else { return missing(results, peer, part) };
    match (&row.error, results.work.amount(part, name), quartiles(&row.samples)) {
        (Some(error), ..) => word(error).into(),
        (None, Some(amount), Some([_, median, _])) => {
            digits(amount.speed(median)) + &share(results, peer, amount, median)
        }
        _ => "–".into(),
    }
}

/// The median speed of what a graphics card can do at most, GFLOP/s, where that was measured.
pub fn peak(results: &Results) -> Option<f64> {
    let row = results.suite.peers.iter().find_map(|peer| results.get(peer.id, "limit", "peak"))?;
    let [_, median, _] = quartiles(&row.samples)?;
    Some(results.work.amount("limit", "peak")?.speed(median))
}

/// Which part that is of what the card can do; nothing for what is no arithmetic or not on the card, or where the limit is not
/// known.
fn share(results: &Results, peer: &Peer, amount: Amount, seconds: f64) -> String {
    match (amount, peak(results)) {
        (Amount::Operations(_), Some(peak)) if !matches!(peer.place, Place::Torch { .. }) => {
            format!(", {:.0} %", amount.speed(seconds) / peak * 100.0)
        }
        _ => String::new(),
    }
}

/// The median of any list of a row's values, as `unit` makes of it.
pub fn median_of(row: Option<&Row>, values: impl Fn(&Row) -> &[f64], unit: impl Fn(f64) -> String) -> String {
    row.and_then(|row| quartiles(values(row))).map_or_else(|| "–".into(), |[_, median, _]| unit(median))
}

/// A program that failed as a whole left one row, `all`.
fn missing(results: &Results, peer: &Peer, part: &str) -> String {
    match results.get(peer.id, part, "all").and_then(|row| row.error.as_deref()) {
        Some(error) => word(error).into(),
        None => "–".into(),
    }
}

/// An error in a word; the whole stands below the tables.
fn word(error: &str) -> &'static str {
    match error {
        _ if error.starts_with("crashed") => "crashed",
        _ if error.contains("time limit") => "over the time limit",
        _ => "cannot",
    }
}

/// A table with one line for each engine that has a row of the part.
pub fn by_engine(results: &Results, part: &str, head: &[String], cell: impl Fn(&Peer, usize) -> String) -> String {
    let mut text = format!("| engine | {} |\n|---|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for peer in results
        .suite
        .peers
        .iter()
        .filter(|peer| results.all().iter().any(|row| row.peer == peer.id && row.part == part))
    {
        let cells: Vec<String> = (0..head.len()).map(|column| cell(peer, column)).collect();
        text += &format!("| {} | {} |\n", peer.name, cells.join(" | "));
    }
    text
}

/// Errors once each, with the rows that ended in them.
pub fn errors(results: &Results) -> String {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for row in results.all() {
        let Some(error) = &row.error else { continue };
        let name = results.suite.find(&row.peer).map_or(row.peer.as_str(), |peer| peer.name);
        let place = format!("{} {}", row.part, row.row);
        let key = format!("{name}: {}", plain(error));
        match lines.iter_mut().find(|(other, _)| *other == key) {
            Some((_, places)) => places.push(place),
            None => lines.push((key, vec![place])),
        }
    }
    let line = |(error, places): &(String, Vec<String>)| match places.len() {
        0..=3 => format!("- {error} ({})\n", places.join("; ")),
        count => format!("- {error} ({}, … {count} rows)\n", places[0]),
    };
    lines.iter().map(line).collect()
}

/// One line of text without Markdown's own signs and without the machine's addresses.
fn plain(error: &str) -> String {
    let words: Vec<&str> = error.split_whitespace().filter(|word| !word.contains("://")).collect();
    let line = words.join(" ").replace(['|', '<', '>', '`', '*'], " ");
    line.chars().take(220).collect()
}

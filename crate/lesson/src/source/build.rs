//! Joins `lesson.json` with one of the texts: every cell finds its words, in the same order and under the same id.

use super::block::{blocks, Piece};
use super::inline::Context;
use super::manifest::{Cell as Plan, Manifest};
use super::outline::{plain, CellText, Line, Outline};
use super::Fault;
use crate::document::{Block, Cell, Compare, Document, Figure, Guess, Prose, Run, Span, Step, Task};

pub(super) fn build(manifest: &Manifest, text: &Outline<'_>, context: &Context<'_>) -> Result<Document, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut steps = Vec::new();
    let planned: Vec<&str> = manifest.steps.iter().map(|step| step.id.as_str()).collect();
    let written: Vec<(usize, &str)> = text.steps.iter().map(|step| (step.line, step.id)).collect();
    same_order("step", &planned, &written, 1).map_err(|fault| vec![fault])?;
    for (plan, step) in manifest.steps.iter().zip(&text.steps) {
        let names: Vec<String> = plan.cells.iter().map(|cell| format!("{} {}", cell.kind(), cell.id())).collect();
        let planned: Vec<&str> = names.iter().map(String::as_str).collect();
        let names: Vec<String> = step.cells.iter().map(|cell| format!("{} {}", cell.kind, cell.id)).collect();
        let written: Vec<(usize, &str)> =
            step.cells.iter().zip(&names).map(|(c, name)| (c.line, name.as_str())).collect();
        if let Err(fault) = same_order("cell", &planned, &written, step.line) {
            faults.push(fault);
            continue;
        }
        let mut cells = Vec::new();
        for (plan, text) in plan.cells.iter().zip(&step.cells) {
            match cell(plan, text, context) {
                Ok(cell) => cells.push(cell),
                Err(fault) => faults.push(fault),
            }
        }
        steps.push(Step { id: plan.id.clone(), title: step.title.to_owned(), cells });
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Document {
        id: manifest.id.clone(),
        title: text.title.to_owned(),
        summary: text.summary.to_owned(),
        minutes: manifest.minutes,
        steps,
    })
}

/// Both list the same names in the same order.
fn same_order(what: &str, planned: &[&str], written: &[(usize, &str)], end: usize) -> Result<(), Fault> {
    for (index, plan) in planned.iter().enumerate() {
        match written.get(index) {
            Some((_, name)) if name == plan => {}
            Some((line, name)) => {
                return Err(Fault::new(
                    *line,
                    format!("expected the {what} \"{plan}\" as in lesson.json, found \"{name}\""),
                ))
            }
            None => {
                let line = written.last().map_or(end, |(line, _)| *line);
                return Err(Fault::new(line, format!("expected the {what} \"{plan}\" of lesson.json after this")));
            }
        }
    }
    match written.get(planned.len()) {
        Some((line, name)) => {
            Err(Fault::new(*line, format!("the {what} \"{name}\" is not in lesson.json at this place")))
        }
        None => Ok(()),
    }
}

fn cell(plan: &Plan, text: &CellText<'_>, context: &Context<'_>) -> Result<Cell, Fault> {
    let some = |lines: &[Line<'_>]| {
        let blocks = blocks(lines, context)?;
        if blocks.is_empty() {
            return Err(Fault::new(text.line, format!("\"{} {}\" has no text", text.kind, text.id)));
        }
        Ok(blocks)
    };
    Ok(match plan {
        Plan::Text(id) => Cell::Text(Prose { id: id.clone(), blocks: some(&text.lines)? }),
        Plan::Own { id } => Cell::Own(Prose { id: id.clone(), blocks: some(&text.lines)? }),
        Plan::Compare { id, runs } => {
            Cell::Compare(Compare { id: id.clone(), runs: runs.clone(), caption: some(&text.lines)? })
        }
        Plan::Figure { id, name, setup, run } => Cell::Figure(Figure {
            id: id.clone(),
            name: name.clone(),
            setup: setup.iter().map(|(key, value)| (key.clone(), *value)).collect(),
            run: run.clone(),
            caption: some(&text.lines)?,
        }),
        Plan::Guess { id, answers } => {
            let until = text.lines.iter().position(|line| numbered(line.text).is_some()).unwrap_or(text.lines.len());
            let (question, list) = text.lines.split_at(until);
            Cell::Guess(Guess {
                id: id.clone(),
                question: some(question)?,
                answers: read_answers(list, *answers, text.line, context)?,
            })
        }
        Plan::Run { id, seconds, config, controls, show, guess } => {
            let at = text.lines.iter().position(|line| !line.text.is_empty());
            let at = at.ok_or_else(|| Fault::new(text.line, "expected the button's label in the first line"))?;
            let label = text.lines[at];
            Cell::Run(Run {
                id: id.clone(),
                label: plain(label.text.trim(), label.number)?.to_owned(),
                seconds: *seconds,
                config: serde_json::Value::Object(config.clone()).to_string(),
                controls: controls.clone(),
                show: show.clone(),
                guess: guess.clone(),
                caption: blocks(&text.lines[at + 1..], context)?,
            })
        }
        Plan::Task { id, check } => {
            let until = text.lines.iter().position(|line| spoken(line.text).is_some()).unwrap_or(text.lines.len());
            let (words, answers) = text.lines.split_at(until);
            Cell::Task(Task {
                id: id.clone(),
                blocks: some(words)?,
                hint: read_spoken(answers, '?', text.line, context)?,
                done: read_spoken(answers, '!', text.line, context)?,
                check: postcard::to_allocvec(check).map_err(|e| Fault::new(text.line, e.to_string()))?,
            })
        }
    })
}

/// `1. answer`: its number and the answer.
fn numbered(text: &str) -> Option<(usize, &str)> {
    let (number, answer) = text.split_once(". ")?;
    Some((number.parse().ok()?, answer))
}

fn read_answers(
    lines: &[Line<'_>],
    expected: usize,
    cell: usize,
    context: &Context<'_>,
) -> Result<Vec<Vec<Span>>, Fault> {
    let mut pieces: Vec<Piece> = Vec::new();
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        let next = pieces.len() + 1;
        match (numbered(line.text), pieces.last_mut()) {
            (Some((number, answer)), _) if number == next => pieces.push(Piece::new(line.number, answer)),
            (None, Some(piece)) if line.text.starts_with("  ") => piece.append(line.text),
            _ => return Err(Fault::new(line.number, format!("expected \"{next}. answer\""))),
        }
    }
    if pieces.len() != expected {
        return Err(Fault::new(cell, format!("{} answers, expected {expected} as in lesson.json", pieces.len())));
    }
    pieces.iter().map(|piece| piece.spans(context)).collect()
}

/// `? hint` or `! done`: its mark and the words.
fn spoken(text: &str) -> Option<(char, &str)> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '?' | '!'))?;
    Some((mark, text[1..].strip_prefix(' ')?))
}

/// The paragraphs of one mark. A line without a mark goes on with the paragraph before.
fn read_spoken(lines: &[Line<'_>], wanted: char, cell: usize, context: &Context<'_>) -> Result<Vec<Block>, Fault> {
    let mut pieces: Vec<(char, Piece)> = Vec::new();
    let mut fresh = true;
    for line in lines {
        match (spoken(line.text), pieces.last_mut()) {
            _ if line.text.is_empty() => fresh = true,
            (Some((mark, words)), _) => {
                pieces.push((mark, Piece::new(line.number, words)));
                fresh = false;
            }
            (None, Some((_, piece))) if !fresh => piece.append(line.text),
            _ => return Err(Fault::new(line.number, "expected \"? hint\" or \"! done\" after the first of them")),
        }
    }
    let wanted_pieces: Vec<&Piece> =
        pieces.iter().filter(|(mark, _)| *mark == wanted).map(|(_, piece)| piece).collect();
    if wanted_pieces.is_empty() {
        let what = if wanted == '?' {
            "a hint after a failed try, \"? Hint\""
        } else {
            "what is said when it is done, \"! Done\""
        };
        return Err(Fault::new(cell, format!("expected {what}")));
    }
    wanted_pieces.into_iter().map(|piece| Ok(Block::Paragraph(piece.spans(context)?))).collect()
}

//! Both languages say the same things. Steps, cells, ids and answers are compared with `lesson.json` when a document is
//! built; what is left are words, links and formulas within the text.

use std::collections::BTreeSet;

use super::{Fault, Lang};
use crate::document::{Block, Cell, Document, Span, Target};

/// What one text mentions and the other does not.
pub(super) fn compare(zh: &Document, en: &Document) -> Vec<Fault> {
    let both = [(Lang::Zh, mentioned(zh)), (Lang::En, mentioned(en))];
    let mut faults = Vec::new();
    for (here, there) in [(0, 1), (1, 0)] {
        for missing in both[here].1.difference(&both[there].1) {
            let what = format!("{missing} is in {}.md and not in {}.md", both[here].0.tag(), both[there].0.tag());
            faults.push(Fault::new(0, what));
        }
    }
    faults
}

/// Glossary words and links, each by a name.
fn mentioned(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let cells = document.steps.iter().flat_map(|step| &step.cells);
    for span in cells.flat_map(spans) {
        match span {
            Span::Term { id, .. } => names.insert(format!("the glossary word [[{id}]]")),
            Span::Link { to: Target::Lab, .. } => names.insert("a link to lab".to_owned()),
            Span::Link { to: Target::Lesson(id), .. } => names.insert(format!("a link to lesson:{id}")),
            _ => continue,
        };
    }
    names
}

/// All spans of a cell.
fn spans(cell: &Cell) -> Vec<&Span> {
    let blocks: Vec<&Block> = match cell {
        Cell::Text(cell) | Cell::Own(cell) => cell.blocks.iter().collect(),
        Cell::Guess(cell) => cell.question.iter().collect(),
        Cell::Run(cell) => cell.caption.iter().collect(),
        Cell::Compare(cell) => cell.caption.iter().collect(),
        Cell::Figure(cell) => cell.caption.iter().collect(),
        Cell::Task(cell) => cell.blocks.iter().chain(&cell.hint).chain(&cell.done).collect(),
    };
    let mut spans: Vec<&Span> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(line) => spans.extend(line),
            Block::List(items) => spans.extend(items.iter().flatten()),
            Block::Formula(_) => {}
        }
    }
    if let Cell::Guess(cell) = cell {
        spans.extend(cell.answers.iter().flatten());
    }
    spans
}

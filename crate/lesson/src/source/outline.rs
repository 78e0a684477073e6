//! The headings of a text: title, summary, steps, cells. What stands in a cell is left as numbered lines.

use super::Fault;

/// A text by its headings.
pub(super) struct Outline<'a> {
    pub title: &'a str,
    pub summary: &'a str,
    pub steps: Vec<StepText<'a>>,
}

/// `## id: Title`
pub(super) struct StepText<'a> {
    pub line: usize,
    pub id: &'a str,
    pub title: &'a str,
    pub cells: Vec<CellText<'a>>,
}

/// `### kind id`, and the lines below.
pub(super) struct CellText<'a> {
    pub line: usize,
    pub kind: &'a str,
    pub id: &'a str,
    pub lines: Vec<Line<'a>>,
}

/// A line with its number in the file, without space at its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub number: usize,
    pub text: &'a str,
}

pub(super) fn read(text: &str) -> Result<Outline<'_>, Fault> {
    let mut lines = text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text: text.trim_end() });
    let mut head = |mark: &str, what: &str| {
        let found = lines.find(|line| !line.text.is_empty());
        let line = found.ok_or_else(|| Fault::new(1, format!("the text ends early, expected {what}")))?;
        let rest = line.text.strip_prefix(mark).map(str::trim).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or_else(|| Fault::new(line.number, format!("expected {what}")))?;
        plain(rest, line.number)
    };
    let title = head("# ", "the lesson's title, \"# Title\"")?;
    let summary = head("> ", "one sentence for lists, \"> Sentence\"")?;
    let mut steps: Vec<StepText<'_>> = Vec::new();
    for line in lines {
        if let Some(rest) = line.text.strip_prefix("## ") {
            steps.push(step(rest, line.number)?);
        } else if let Some(rest) = line.text.strip_prefix("### ") {
            let step = steps.last_mut().ok_or_else(|| Fault::new(line.number, "a cell before the first step"))?;
            step.cells.push(cell(rest, line.number)?);
        } else if line.text.starts_with('#') {
            return Err(Fault::new(line.number, "a heading is either \"## step: Title\" or \"### kind id\""));
        } else if let Some(cell) = steps.last_mut().and_then(|step| step.cells.last_mut()) {
            cell.lines.push(line);
        } else if !line.text.is_empty() {
            let what = "text outside of a cell, expected \"## step: Title\" or \"### kind id\" before it";
            return Err(Fault::new(line.number, what));
        }
    }
    Ok(Outline { title, summary, steps })
}

fn step(rest: &str, line: usize) -> Result<StepText<'_>, Fault> {
    let parts = rest.split_once(':').map(|(id, title)| (id.trim(), title.trim()));
    match parts.filter(|(id, title)| !id.is_empty() && !title.is_empty()) {
        Some((id, title)) => Ok(StepText { line, id, title: plain(title, line)?, cells: Vec::new() }),
        None => Err(Fault::new(line, "expected \"## step: Title\"")),
    }
}

fn cell(rest: &str, line: usize) -> Result<CellText<'_>, Fault> {
    let mut words = rest.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(kind), Some(id), None) => Ok(CellText { line, kind, id, lines: Vec::new() }),
        _ => Err(Fault::new(line, "expected \"### kind id\", such as \"### text hello\"")),
    }
}

/// Titles, summaries and buttons are text and nothing else.
pub(super) fn plain(text: &str, line: usize) -> Result<&str, Fault> {
    if text.contains(['*', '`', '$']) || text.contains("[[") || text.contains("](") {
        return Err(Fault::new(line, format!("expected plain text without any marks, found \"{text}\"")));
    }
    Ok(text)
}

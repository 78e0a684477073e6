//! Lines to paragraphs, lists and displayed formulas.

use super::inline::{self, Context};
use super::outline::Line;
use super::{formula, Fault};
use crate::document::{Block, Span};

/// The most letters in one paragraph, item or answer: no wall of text.
const MAX_LETTERS: usize = 700;

/// Reads blocks; an empty line ends one.
pub(super) fn blocks(lines: &[Line<'_>], context: &Context<'_>) -> Result<Vec<Block>, Fault> {
    let mut blocks = Vec::new();
    let mut open = Open::Nothing;
    for line in lines {
        let text = line.text;
        if text.is_empty() {
            close(&mut open, &mut blocks, context)?;
        } else if let Some(rest) = text.strip_prefix("$$") {
            close(&mut open, &mut blocks, context)?;
            let inner = rest
                .strip_suffix("$$")
                .ok_or_else(|| Fault::new(line.number, "a displayed formula stands in one line, \"$$ formula $$\""))?;
            let math = formula::parse(inner).map_err(|error| Fault::new(line.number, error.to_string()))?;
            blocks.push(Block::Formula(math));
        } else if let Some(item) = text.strip_prefix("- ") {
            if !matches!(open, Open::List(_)) {
                close(&mut open, &mut blocks, context)?;
                open = Open::List(Vec::new());
            }
            if let Open::List(items) = &mut open {
                items.push(Piece::new(line.number, item));
            }
        } else if let Some(mark) = ["* ", "> ", "+ ", "|", "```", "$", "!["].iter().find(|mark| begins(text, mark)) {
            let what = format!("\"{mark}\" begins nothing here, expected a paragraph, \"- item\" or \"$$ formula $$\"");
            return Err(Fault::new(line.number, what));
        } else {
            match &mut open {
                Open::List(items) => match items.last_mut() {
                    Some(item) if text.starts_with("  ") => item.append(text),
                    _ => {
                        close(&mut open, &mut blocks, context)?;
                        open = Open::Paragraph(Piece::new(line.number, text));
                    }
                },
                Open::Paragraph(piece) => piece.append(text),
                Open::Nothing => open = Open::Paragraph(Piece::new(line.number, text)),
            }
        }
    }
    close(&mut open, &mut blocks, context)?;
    Ok(blocks)
}

/// A line that begins with a formula is a paragraph; only a lone dollar sign is a mistake.
fn begins(text: &str, mark: &str) -> bool {
    if mark == "$" {
        text == mark
    } else {
        text.starts_with(mark)
    }
}

enum Open {
    Nothing,
    Paragraph(Piece),
    List(Vec<Piece>),
}

fn close(open: &mut Open, blocks: &mut Vec<Block>, context: &Context<'_>) -> Result<(), Fault> {
    match std::mem::replace(open, Open::Nothing) {
        Open::Nothing => {}
        Open::Paragraph(piece) => blocks.push(Block::Paragraph(piece.spans(context)?)),
        Open::List(items) => {
            let items = items.iter().map(|item| item.spans(context)).collect::<Result<_, _>>()?;
            blocks.push(Block::List(items));
        }
    }
    Ok(())
}

/// Lines of one paragraph or item, joined.
pub(super) struct Piece {
    pub line: usize,
    text: String,
}

impl Piece {
    pub fn new(line: usize, text: &str) -> Piece {
        Piece { line, text: text.trim().to_owned() }
    }

    /// Adds a line. Chinese is written without spaces, so there the end of a line is nothing.
    pub fn append(&mut self, text: &str) {
        let text = text.trim();
        let wide = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'));
        if !(wide(self.text.chars().next_back()) || wide(text.chars().next())) {
            self.text.push(' ');
        }
        self.text.push_str(text);
    }

    /// Its spans.
    pub fn spans(&self, context: &Context<'_>) -> Result<Vec<Span>, Fault> {
        let letters = self.text.chars().count();
        if letters > MAX_LETTERS {
            let what = format!("a paragraph of {letters} letters, expected {MAX_LETTERS} at most: break it up");
            return Err(Fault::new(self.line, what));
        }
        inline::spans(&self.text, context).map_err(|what| Fault::new(self.line, what))
    }
}

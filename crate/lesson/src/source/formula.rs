//! Formulas: a small, bounded part of TeX's notation to a tree.
//!
//! Letters, numbers, operators, `^` and `_`, braces, `\frac`, `\sqrt`, `\hat`, `\text` and a table of symbols; everything
//! else is an error, so that no formula is shown half understood.

use crate::document::Math;

/// The longest formula, in letters of its source.
pub const MAX_LETTERS: usize = 300;
/// How deep braces may lie within braces.
pub const MAX_DEPTH: usize = 8;

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    #[error("a formula is empty")]
    Empty,
    #[error("a formula of {0} letters, expected {MAX_LETTERS} at most")]
    TooLong(usize),
    #[error("braces lie more than {MAX_DEPTH} deep")]
    TooDeep,
    #[error("\\{0} is not a command that formulas know")]
    Unknown(String),
    #[error("\"{0}\" has no place in a formula")]
    Unexpected(char),
    #[error("expected something after \"{0}\"")]
    Nothing(String),
    #[error("expected {{…}} after \"\\{0}\"")]
    Braces(&'static str),
    #[error("a brace is not closed")]
    Unclosed,
    #[error("\"{0}\" has nothing to stand on, or stands there twice")]
    Script(char),
    #[error("\\hat takes one letter")]
    Hat,
}

/// Commands that are a letter or a name.
const IDENTIFIERS: [(&str, &str); 24] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("Delta", "Δ"),
    ("epsilon", "ε"),
    ("eta", "η"),
    ("theta", "θ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("Sigma", "Σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("omega", "ω"),
    ("ell", "ℓ"),
    ("infty", "∞"),
    ("log", "log"),
    ("ln", "ln"),
    ("exp", "exp"),
    ("max", "max"),
    ("min", "min"),
];

/// Commands that are an operator.
const OPERATORS: [(&str, &str); 18] = [
    ("times", "×"),
    ("cdot", "·"),
    ("div", "÷"),
    ("pm", "±"),
    ("le", "≤"),
    ("ge", "≥"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("ne", "≠"),
    ("approx", "≈"),
    ("in", "∈"),
    ("to", "→"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("ldots", "…"),
    ("mid", "|"),
];

/// Reads a formula.
///
/// # Errors
/// It is empty, too long, or has something in it that this part of the notation does not have.
pub fn parse(source: &str) -> Result<Math, FormulaError> {
    let letters: Vec<char> = source.trim().chars().collect();
    if letters.len() > MAX_LETTERS {
        return Err(FormulaError::TooLong(letters.len()));
    }
    let mut parser = Parser { letters, at: 0, depth: 0 };
    let row = parser.row()?;
    match parser.peek() {
        // A row ends early only where a brace is closed that was never opened.
        Some(c) => Err(FormulaError::Unexpected(c)),
        None => Ok(row),
    }
}

struct Parser {
    letters: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&holds) {
            self.at += 1;
        }
        self.letters[start..self.at].iter().collect()
    }

    /// Atoms with their scripts, up to the end or a closing brace.
    fn row(&mut self) -> Result<Math, FormulaError> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some('}') => break,
                Some(c @ ('^' | '_')) => return Err(FormulaError::Script(c)),
                Some(_) => {
                    let base = self.atom()?;
                    items.push(self.scripts(base)?);
                }
            }
        }
        match items.len() {
            0 => Err(FormulaError::Empty),
            1 => Ok(items.remove(0)),
            _ => Ok(Math::Row(items)),
        }
    }

    /// What stands below and above an atom, in either order.
    fn scripts(&mut self, base: Math) -> Result<Math, FormulaError> {
        let (mut below, mut above) = (None, None);
        loop {
            self.skip_space();
            let Some(mark @ ('^' | '_')) = self.peek() else { break };
            self.at += 1;
            self.skip_space();
            if matches!(self.peek(), None | Some('}' | '^' | '_')) {
                return Err(FormulaError::Nothing(mark.into()));
            }
            let place = if mark == '^' { &mut above } else { &mut below };
            if place.is_some() {
                return Err(FormulaError::Script(mark));
            }
            *place = Some(self.atom()?);
        }
        Ok(match (below, above) {
            (None, None) => base,
            (Some(below), None) => Math::Sub(Box::new([base, below])),
            (None, Some(above)) => Math::Sup(Box::new([base, above])),
            (Some(below), Some(above)) => Math::SubSup(Box::new([base, below, above])),
        })
    }

    /// One thing: a letter, a number, an operator, a command or a row in braces.
    fn atom(&mut self) -> Result<Math, FormulaError> {
        let Some(c) = self.peek() else { return Err(FormulaError::Empty) };
        match c {
            '{' => self.braces(),
            '\\' => self.command(),
            '0'..='9' => Ok(Math::Number(self.number())),
            'a'..='z' | 'A'..='Z' => {
                self.at += 1;
                Ok(Math::Identifier(c.into()))
            }
            // The hyphen of the keyboard is not the sign for minus.
            '-' => {
                self.at += 1;
                Ok(Math::Operator("−".into()))
            }
            '+' | '=' | '<' | '>' | '(' | ')' | '[' | ']' | '|' | ',' | '·' | '/' | ':' | '!' | '×' | '≈' | '≤'
            | '≥' => {
                self.at += 1;
                Ok(Math::Operator(c.into()))
            }
            other => Err(FormulaError::Unexpected(other)),
        }
    }

    /// Digits, with one point that has digits on both sides.
    fn number(&mut self) -> String {
        let digit = |c: char| c.is_ascii_digit();
        let mut number = self.take_while(digit);
        if self.peek() == Some('.') && self.letters.get(self.at + 1).copied().is_some_and(digit) {
            self.at += 1;
            number.push('.');
            number.push_str(&self.take_while(digit));
        }
        number
    }

    /// `{row}`
    fn braces(&mut self) -> Result<Math, FormulaError> {
        // Checked before going down, so that the depth of the call stack is bounded too.
        if self.depth == MAX_DEPTH {
            return Err(FormulaError::TooDeep);
        }
        self.depth += 1;
        self.at += 1;
        let row = self.row()?;
        self.depth -= 1;
        if self.peek() != Some('}') {
            return Err(FormulaError::Unclosed);
        }
        self.at += 1;
        Ok(row)
    }

    fn argument(&mut self, command: &'static str) -> Result<Math, FormulaError> {
        self.skip_space();
        if self.peek() == Some('{') {
            self.braces()
        } else {
            Err(FormulaError::Braces(command))
        }
    }

    fn command(&mut self) -> Result<Math, FormulaError> {
        self.at += 1;
        if self.peek() == Some('%') {
            self.at += 1;
            return Ok(Math::Operator("%".into()));
        }
        let name = self.take_while(|c| c.is_ascii_alphabetic());
        let symbol = |table: &[(&str, &str)]| table.iter().find(|(key, _)| *key == name).map(|(_, s)| (*s).to_owned());
        if let Some(symbol) = symbol(&IDENTIFIERS) {
            return Ok(Math::Identifier(symbol));
        }
        if let Some(symbol) = symbol(&OPERATORS) {
            return Ok(Math::Operator(symbol));
        }
        match name.as_str() {
            "frac" => Ok(Math::Fraction(Box::new([self.argument("frac")?, self.argument("frac")?]))),
            "sqrt" => Ok(Math::Root(Box::new(self.argument("sqrt")?))),
            "text" => self.text(),
            "hat" => match self.argument("hat")? {
                Math::Identifier(letter) if letter.chars().count() == 1 => Ok(Math::Identifier(hat(&letter))),
                _ => Err(FormulaError::Hat),
            },
            _ => Err(FormulaError::Unknown(name)),
        }
    }

    /// Words within a formula, in any language: taken as they are.
    fn text(&mut self) -> Result<Math, FormulaError> {
        if self.peek() != Some('{') {
            return Err(FormulaError::Braces("text"));
        }
        self.at += 1;
        let words = self.take_while(|c| c != '}');
        if self.peek().is_none() {
            return Err(FormulaError::Unclosed);
        }
        self.at += 1;
        if words.trim().is_empty() {
            return Err(FormulaError::Empty);
        }
        Ok(Math::Text(words))
    }
}

/// A letter with a hat. y with one is a letter of its own, which fonts draw better than a y and a hat over it.
fn hat(letter: &str) -> String {
    match letter {
        "y" => "ŷ".into(),
        _ => format!("{letter}\u{302}"),
    }
}

#[cfg(test)]
mod tests;

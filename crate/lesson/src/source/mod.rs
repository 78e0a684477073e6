//! From a lesson's folder to two documents.
//!
//! ```text
//! lesson.json ─ manifest ─▶ steps, cells, settings ─┐
//! zh-CN.md ┐                                        ├─ build ─▶ Document ┐
//! en.md    ┴ outline ─▶ sections ─ block, inline,   │                    ├─ compare: the two say the same things
//!                                  formula ─────────┘           Document ┘
//! ```
//!
//! Problems are collected rather than thrown at the first one, and each names file, line and what was expected.

mod block;
mod build;
mod compare;
pub mod formula;
mod inline;
mod library;
mod manifest;
mod outline;
mod setting;
mod terms;

use crate::document::Document;
use crate::index;

pub use library::Library;
pub use terms::{Entry, Terms};

/// A language that lessons are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// Its tag, which is also the name of files and folders.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }
}

/// Something in a lesson's folder that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct Problem {
    /// Path below `lessons/`.
    pub file: String,
    /// From 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// What is wrong, and what was expected.
    pub what: String,
}

/// A place in a file, and what is wrong there; the file's name is added further out.
#[derive(Debug)]
struct Fault {
    line: usize,
    what: String,
}

impl Fault {
    fn new(line: usize, what: impl Into<String>) -> Fault {
        Fault { line, what: what.into() }
    }

    fn within(self, file: &str) -> Problem {
        Problem { file: file.to_owned(), line: self.line, what: self.what }
    }
}

/// The three files of a lesson.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Name of the folder, and so the lesson's id.
    pub id: &'a str,
    /// `lesson.json`
    pub manifest: &'a str,
    /// `zh-CN.md`
    pub zh: &'a str,
    /// `en.md`
    pub en: &'a str,
}

/// A lesson in both languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    pub zh: Document,
    pub en: Document,
}

impl Lesson {
    /// The document in one language.
    pub fn document(&self, lang: Lang) -> &Document {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Compiles a lesson. Links may lead to `others`, lessons that exist, and to every lesson that is planned.
///
/// # Errors
/// Everything that was found wrong in the three files.
pub fn compile(source: &Source<'_>, terms: &Terms, others: &[&str]) -> Result<Lesson, Vec<Problem>> {
    let file = |name: &str| format!("{}/{name}", source.id);
    let at_manifest =
        |faults: Vec<Fault>| faults.into_iter().map(|f| f.within(&file("lesson.json"))).collect::<Vec<_>>();
    let manifest = manifest::read(source.manifest, source.id).map_err(at_manifest)?;
    let mut problems = Vec::new();
    let mut document = |lang: Lang, text: &str| {
        let known = |id: &str| index::ALL.contains(&id) || others.contains(&id);
        let context = inline::Context { lang, terms, known_lesson: &known };
        let built =
            outline::read(text).map_err(|fault| vec![fault]).and_then(|o| build::build(&manifest, &o, &context));
        let name = file(&format!("{}.md", lang.tag()));
        built.map_err(|faults| problems.extend(faults.into_iter().map(|fault| fault.within(&name)))).ok()
    };
    let (zh, en) = (document(Lang::Zh, source.zh), document(Lang::En, source.en));
    let (Some(zh), Some(en)) = (zh, en) else { return Err(problems) };
    problems.extend(compare::compare(&zh, &en).into_iter().map(|fault| fault.within(source.id)));
    if problems.is_empty() {
        Ok(Lesson { zh, en })
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests;

//! `cargo xtask new-lesson ID`: a lesson that compiles from its first minute on, for its author to write over.
//!
//! Two steps: a guess with the run that answers it, then a task. Every text says what belongs in its place.

use std::path::Path;
use std::{fs, io};

use crate::source::{self, Problem, Source, Terms};

const MANIFEST: &str = include_str!("skeleton/lesson.json");
const ZH: &str = include_str!("skeleton/zh-CN.md");
const EN: &str = include_str!("skeleton/en.md");

/// Stands in the manifest where the lesson's id goes.
const ID: &str = "ID-OF-THE-LESSON";
/// An id is part of an address.
const MOST_LETTERS: usize = 40;

/// Why no lesson was made. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("\"{0}\" is no id for a lesson: expected a number of two digits and a name, such as 16-colours, of small letters a to z, digits and single hyphens, {MOST_LETTERS} letters at most")]
    Malformed(String),
    #[error("there is a lesson {0} already")]
    Exists(String),
    #[error("there is a lesson with the number of {asked} already: {there}")]
    NumberTaken { asked: String, there: String },
    #[error("{0}: {1}")]
    File(String, io::Error),
    /// The skeleton itself is at fault, or the glossary is.
    #[error("the new lesson does not compile:\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Compile(Vec<Problem>),
}

/// What became of the list of ids in `index.rs`.
#[derive(Debug, PartialEq, Eq)]
pub enum Listing {
    /// The id was planned already.
    Planned,
    /// The id was added.
    Added,
    /// The list does not look as expected. This line goes into it, and its length grows by one.
    ByHand(String),
}

/// Makes the folder `id` in `crate/lesson/lessons` of the crate at `root` and lists the id in its `src/index.rs`.
///
/// # Errors
/// The id is malformed or taken, or a file cannot be read or written.
pub fn make(root: &Path, id: &str) -> Result<Listing, Refusal> {
    if !is_id(id) {
        return Err(Refusal::Malformed(id.to_owned()));
    }
    let lessons = root.join("lessons");
    let at = |path: &Path| {
        let path = path.display().to_string();
        move |error| Refusal::File(path, error)
    };
    let folder = lessons.join(id);
    if folder.exists() {
        return Err(Refusal::Exists(id.to_owned()));
    }
    let listing = root.join("src/index.rs");
    let text = fs::read_to_string(&listing).map_err(at(&listing))?;
    // A planned lesson keeps its number for itself.
    if let Some(there) = ids(&text).into_iter().find(|known| known[..2] == id[..2] && *known != id) {
        return Err(Refusal::NumberTaken { asked: id.to_owned(), there: there.to_owned() });
    }
    let glossary = lessons.join("glossary.json");
    let terms = Terms::read(&fs::read_to_string(&glossary).map_err(at(&glossary))?).map_err(Refusal::Compile)?;
    let manifest = MANIFEST.replace(ID, id);
    source::compile(&Source { id, manifest: &manifest, zh: ZH, en: EN }, &terms, &[id]).map_err(Refusal::Compile)?;

    fs::create_dir_all(&folder).map_err(at(&folder))?;
    for (name, words) in [("lesson.json", manifest.as_str()), ("zh-CN.md", ZH), ("en.md", EN)] {
        let file = folder.join(name);
        fs::write(&file, words).map_err(at(&file))?;
    }
    let listed = list(&text, id);
    if let Ok(Some(longer)) = &listed {
        fs::write(&listing, longer).map_err(at(&listing))?;
    }
    Ok(match listed {
        Ok(None) => Listing::Planned,
        Ok(Some(_)) => Listing::Added,
        Err(line) => Listing::ByHand(line),
    })
}

/// Whether a folder, an address and a key may be called so: `16-colours`.
fn is_id(id: &str) -> bool {
    let mut parts = id.split('-');
    let number = parts.next().is_some_and(|n| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit()));
    let mut named = false;
    let words = parts.all(|part| {
        named = true;
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    number && named && words && id.len() <= MOST_LETTERS
}

/// Before the number of ids, and between it and the ids.
const BEFORE: &str = "pub const ALL: [&str; ";
const BETWEEN: &str = "] = [\n";
const AFTER: &str = "];";

/// The list of all ids within `index.rs`: how many it says there are, and its lines.
fn list_of(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = text.split_once(BEFORE)?;
    let (count, rest) = rest.split_once(BETWEEN)?;
    Some((count, rest.split_once(AFTER)?.0))
}

fn ids(text: &str) -> Vec<&str> {
    let lines = list_of(text).map(|(_, lines)| lines).unwrap_or_default();
    lines.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\",")).filter(|id| is_id(id)).collect()
}

/// `index.rs` with the id in its place; nothing where it is there already.
///
/// # Errors
/// The list is not written as expected: the line that goes into it.
fn list(text: &str, id: &str) -> Result<Option<String>, String> {
    let line = format!("    \"{id}\",\n");
    let there = ids(text);
    if there.contains(&id) {
        return Ok(None);
    }
    let longer = list_of(text).and_then(|(count, lines)| {
        // One id a line, or something else stands there that is not understood.
        let number: usize = count.parse().ok().filter(|n| *n == there.len() && *n == lines.lines().count())?;
        let mut all = there;
        all.push(id);
        all.sort_unstable();
        let lines_now: String = all.iter().map(|id| format!("    \"{id}\",\n")).collect();
        let old = [BEFORE, count, BETWEEN, lines, AFTER].concat();
        Some(text.replacen(&old, &format!("{BEFORE}{}{BETWEEN}{lines_now}{AFTER}", number + 1), 1))
    });
    longer.map(Some).ok_or_else(|| line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index;

    const INDEX: &str = include_str!("index.rs");
    const GLOSSARY: &str = include_str!("../lessons/glossary.json");

    /// A crate with the real list and the real glossary, and no lesson.
    struct Root(std::path::PathBuf);

    impl Root {
        fn new(name: &str) -> Root {
            let root = std::env::temp_dir().join(format!("epoch-skeleton-{name}-{}", std::process::id()));
            fs::create_dir_all(root.join("src")).unwrap();
            fs::create_dir_all(root.join("lessons")).unwrap();
            fs::write(root.join("src/index.rs"), INDEX).unwrap();
            fs::write(root.join("lessons/glossary.json"), GLOSSARY).unwrap();
            Root(root)
        }

        fn index(&self) -> String {
            fs::read_to_string(self.0.join("src/index.rs")).unwrap()
        }
    }

    impl Drop for Root {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn a_new_lesson_compiles_is_listed_and_is_made_once() {
        let root = Root::new("new");
        assert_eq!(make(&root.0, "77-new-idea").unwrap(), Listing::Added);
        // The compiler that builds the site reads the folder.
        let library = source::Library::read(&root.0.join("lessons")).unwrap();
        assert_eq!(library.lessons.len(), 1);
        assert_eq!(library.lessons[0].en.id, "77-new-idea");
        assert!(root.index().contains(&format!("ALL: [&str; {}] = [\n", index::ALL.len() + 1)));
        assert!(root.index().contains("    \"77-new-idea\",\n];"), "{}", root.index());
        assert!(matches!(make(&root.0, "77-new-idea"), Err(Refusal::Exists(_))));
        assert!(matches!(make(&root.0, "77-other"), Err(Refusal::NumberTaken { .. })));
        assert!(!root.0.join("lessons/77-other").exists());
    }

    #[test]
    fn a_planned_lesson_leaves_the_list_as_it_is() {
        let root = Root::new("planned");
        assert_eq!(make(&root.0, "04-checkers").unwrap(), Listing::Planned);
        assert_eq!(root.index(), INDEX);
        assert!(matches!(make(&root.0, "04-draughts"), Err(Refusal::NumberTaken { .. })));
    }

    #[test]
    fn malformed_ids_are_refused_and_nothing_is_written() {
        let root = Root::new("malformed");
        let long = format!("16-{}", "a".repeat(38));
        for id in
            ["", "16", "16-", "1-a", "016-a", "16-A", "16--a", "16-a-", "16-a/b", "../16-a", "16-ä", "a-16", &long]
        {
            assert!(matches!(make(&root.0, id), Err(Refusal::Malformed(_))), "{id}");
        }
        assert_eq!(root.index(), INDEX);
        assert_eq!(fs::read_dir(root.0.join("lessons")).unwrap().count(), 1);
    }

    #[test]
    fn a_list_of_another_form_is_left_alone_and_the_line_is_told() {
        assert!(list(INDEX, "16-colours").unwrap().is_some());
        for other in [INDEX.replace("[&str; ", "[&str;"), INDEX.replace("\"04-checkers\",", ""), String::new()] {
            assert_eq!(list(&other, "16-colours"), Err("\"16-colours\",".to_owned()));
        }
    }
}

//! All lessons of a folder, and the files that they become.

use std::path::Path;
use std::{fs, io};

use super::{compile, Fault, Lang, Lesson, Problem, Source, Terms};
use crate::document::Document;
use crate::index::{self, Listed};

/// The glossary and all lessons, in the order of lists.
pub struct Library {
    pub terms: Terms,
    pub lessons: Vec<Lesson>,
}

impl Library {
    /// Compiles `glossary.json` and every folder of `folder`.
    ///
    /// # Errors
    /// Everything that was found wrong; a folder without lessons is wrong too.
    pub fn read(folder: &Path) -> Result<Library, Vec<Problem>> {
        let whole = |what: String| vec![Fault::new(0, what).within(&folder.display().to_string())];
        let ids = folders(folder).map_err(|error| whole(error.to_string()))?;
        if ids.is_empty() {
            return Err(whole("there are no lessons".into()));
        }
        let terms = Terms::read(&text(folder, "glossary.json").map_err(|problem| vec![problem])?)?;
        let others: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut lessons = Vec::new();
        let mut problems = Vec::new();
        for id in &ids {
            match lesson(folder, id, &terms, &others) {
                Ok(lesson) => lessons.push(lesson),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() {
            Ok(Library { terms, lessons })
        } else {
            Err(problems)
        }
    }

    /// The list of lessons in one language.
    pub fn index(&self, lang: Lang) -> Vec<Listed> {
        self.documents(lang)
            .map(|d| Listed {
                id: d.id.clone(),
                title: d.title.clone(),
                summary: d.summary.clone(),
                minutes: d.minutes,
            })
            .collect()
    }

    /// All documents in one language.
    pub fn documents(&self, lang: Lang) -> impl Iterator<Item = &Document> {
        self.lessons.iter().map(move |lesson| lesson.document(lang))
    }

    /// Writes `<out>/<lang>/<id>.bin`, `index.bin` and `glossary.bin`, all postcard.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(&self, out: &Path) -> io::Result<()> {
        for lang in Lang::ALL {
            let folder = out.join(lang.tag());
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("index.bin"), pack(&self.index(lang))?)?;
            fs::write(folder.join("glossary.bin"), pack(&self.terms.words(lang))?)?;
            for document in self.documents(lang) {
                fs::write(folder.join(format!("{}.bin", document.id)), pack(document)?)?;
            }
        }
        Ok(())
    }
}

fn pack(value: &impl serde::Serialize) -> io::Result<Vec<u8>> {
    postcard::to_allocvec(value).map_err(io::Error::other)
}

/// Names of all folders, the core path first.
fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            ids.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    ids.sort_by(|a, b| index::place(a).cmp(&index::place(b)));
    Ok(ids)
}

fn text(folder: &Path, name: &str) -> Result<String, Problem> {
    fs::read_to_string(folder.join(name)).map_err(|error| Fault::new(0, error.to_string()).within(name))
}

fn lesson(folder: &Path, id: &str, terms: &Terms, others: &[&str]) -> Result<Lesson, Vec<Problem>> {
    let read = |name: &str| text(folder, &format!("{id}/{name}")).map_err(|problem| vec![problem]);
    let (manifest, zh, en) = (read("lesson.json")?, read("zh-CN.md")?, read("en.md")?);
    compile(&Source { id, manifest: &manifest, zh: &zh, en: &en }, terms, others)
}

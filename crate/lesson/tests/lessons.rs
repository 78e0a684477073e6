//! The lessons of this crate, as they are.

use std::collections::BTreeSet;
use std::path::Path;

use lesson::document::Cell;
use lesson::source::{Lang, Library};

fn library() -> Library {
    Library::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons")).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{} problem(s)\n{}", lines.len(), lines.join("\n"))
    })
}

#[test]
fn every_lesson_compiles() {
    let library = library();
    let ids: BTreeSet<&str> = library.documents(Lang::En).map(|document| document.id.as_str()).collect();
    assert!(!ids.is_empty());
    assert_eq!(ids.len(), library.lessons.len());
}

#[test]
fn every_lesson_has_a_task() {
    for document in library().documents(Lang::En) {
        let cells = document.steps.iter().flat_map(|step| &step.cells);
        assert!(cells.into_iter().any(|cell| matches!(cell, Cell::Task(_))), "{}", document.id);
    }
}

#[test]
fn the_files_of_the_page_are_written_and_read_back() {
    let library = library();
    let out = std::env::temp_dir().join(format!("epoch-lessons-{}", std::process::id()));
    library.write(&out).unwrap();
    for lang in Lang::ALL {
        let read = |name: &str| std::fs::read(out.join(lang.tag()).join(name)).unwrap();
        let index: Vec<lesson::index::Listed> = postcard::from_bytes(&read("index.bin")).unwrap();
        assert_eq!(index, library.index(lang));
        let words: Vec<lesson::glossary::Word> = postcard::from_bytes(&read("glossary.bin")).unwrap();
        assert_eq!(words, library.terms.words(lang));
        for document in library.documents(lang) {
            let file = read(&format!("{}.bin", document.id));
            assert_eq!(&postcard::from_bytes::<lesson::document::Document>(&file).unwrap(), document);
        }
    }
    std::fs::remove_dir_all(&out).unwrap();
}

//! The inputs that fuzzing has found worth keeping (`fuzz/corpus/`), and the golden links, each once more as a test.

mod common;

use std::path::{Path, PathBuf};

use common::holds::{any_bytes, any_change, holds};

fn files(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    let files: Vec<_> = paths.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    assert!(files.len() > 5, "nothing in {}", folder.display());
    files
}

#[test]
fn links_of_the_corpus() {
    let mut links = 0;
    for (path, bytes) in files("fuzz/corpus/open") {
        println!("{}", path.display());
        any_bytes(&bytes);
        links += u32::from(std::str::from_utf8(&bytes).is_ok_and(|text| holds(text).is_ok()));
        links += u32::from(holds(&share::fragment::write(1, &bytes)).is_ok());
    }
    assert!(links > 5, "only {links} are links");
}

#[test]
fn changes_of_the_corpus() {
    for (path, bytes) in files("fuzz/corpus/change") {
        println!("{}", path.display());
        any_change(&bytes);
    }
}

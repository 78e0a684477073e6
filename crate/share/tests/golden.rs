//! Links that have been given out are read for ever: `golden/VERSION/NAME.txt` holds them, `golden/VERSION.rs` what they say.
//!
//! The newest version's links are also written as they were. With `EPOCH_WRITE_GOLDEN=1` links that have no file yet get
//! one; a file that is there is never changed.

#[path = "golden/v1.rs"]
mod v1;

mod common;

use std::path::{Path, PathBuf};

use common::holds::holds;
use nn::weights::weights_hash;
use share::{open, write, Shared};

/// A link: its file, what it says, and the SHA-256 of the change of weights in it.
struct Golden {
    name: &'static str,
    says: Shared,
    change: Option<&'static str>,
}

fn folder(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(version)
}

fn check(version: &str, links: &[Golden], is_newest: bool) {
    let folder = folder(version);
    for Golden { name, says, change } in links {
        let file = folder.join(name).with_extension("txt");
        if is_newest && !file.exists() && std::env::var_os("EPOCH_WRITE_GOLDEN").is_some() {
            std::fs::write(&file, write(says).unwrap() + "\n").unwrap();
        }
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let text = text.trim_end();
        let (opened, told) = open(text).unwrap_or_else(|refusal| panic!("{version}/{name}: {refusal}"));
        assert_eq!(opened, *says, "{version}/{name}");
        let hash = told.map(|told| weights_hash(&told.parameters, &told.statistics));
        assert_eq!(hash.as_deref(), *change, "{version}/{name}: the change of weights");
        holds(text).unwrap();
        if is_newest {
            assert_eq!(write(says).unwrap(), text, "{version}/{name} is written otherwise");
        }
    }
    let files = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, links.len(), "files without a value in {}", folder.display());
}

#[test]
fn version_1_is_read_and_written() {
    check("v1", &v1::links(), true);
}

/// Prints the bytes of a change and what they hash to, for the links of a version that is not given out yet.
#[test]
#[ignore = "checks nothing: it prints what a new golden link needs"]
fn a_change_for_a_new_version() {
    let config = v1::small();
    let kept = common::run::run(&config);
    let model = train::session::model(&config, 2).unwrap();
    let (parameters, statistics) = kept.start.unwrap();
    let start = nn::Weights { parameters, statistics };
    let trained = nn::Weights { parameters: kept.parameters, statistics: kept.statistics };
    let share::change::Made::Packed { bytes, change } = share::change::pack(&model, &start, &trained, 100) else {
        panic!("too long")
    };
    let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    println!("const CHANGE: &str = \"{hex}\";");
    println!("const CHANGE_HASH: &str = \"{}\";", weights_hash(&change.parameters, &change.statistics));
}

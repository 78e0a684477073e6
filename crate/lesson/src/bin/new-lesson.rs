//! `new-lesson <id>`: makes a lesson for its author to write, and says what comes next. `cargo xtask new-lesson` calls it.

use std::path::Path;
use std::process::ExitCode;

use lesson::skeleton::{make, Listing};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [id] = arguments.as_slice() else {
        eprintln!("usage: cargo xtask new-lesson ID, such as 16-colours");
        return ExitCode::from(2);
    };
    let listing = match make(Path::new(env!("CARGO_MANIFEST_DIR")), id) {
        Ok(listing) => listing,
        Err(refusal) => {
            eprintln!("{refusal}");
            return ExitCode::FAILURE;
        }
    };
    println!("made crate/lesson/lessons/{id}/: lesson.json, zh-CN.md, en.md. It compiles as it is.");
    match listing {
        Listing::Planned => println!("crate/lesson/src/index.rs lists it already."),
        Listing::Added => println!("added \"{id}\" to ALL in crate/lesson/src/index.rs."),
        Listing::ByHand(line) => println!(
            "DO THIS FIRST: crate/lesson/src/index.rs looks unlike what was expected. Add the line\n    {line}\n\
             to ALL there, and one to its length: without it the page does not know the lesson."
        ),
    }
    println!(
        "
Next:
  1. Write the three files. docs and formats: ARCHITECTURE.md, \"lesson: lessons as data\"; good models are
     crate/lesson/lessons/11-overfitting and 13-fine-tuning. Check them in a second with
       cargo run -q -p epoch-lesson --bin lessons -- /tmp/lessons
     and look at them with `cargo xtask serve`.
  2. Choose the task's check in lesson.json (crate/lesson/src/check/), say in crate/tool/src/calibrate/attempt.rs what an
     honest student changes, and see that the task holds: cargo xtask calibrate {id}
  3. Add a walk to its passed task to tests/tests/browser/lesson/, and run cargo xtask test.
  4. If it belongs to the core path, put it into CORE in crate/lesson/src/index.rs."
    );
    ExitCode::SUCCESS
}

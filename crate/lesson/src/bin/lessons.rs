//! `lessons <out-folder>`: compiles all lessons into the files that the page fetches, or says what is wrong with them.

use std::path::Path;
use std::process::ExitCode;

use lesson::source::Library;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out] = arguments.as_slice() else {
        eprintln!("usage: lessons <out-folder>");
        return ExitCode::FAILURE;
    };
    let library = match Library::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons"))) {
        Ok(library) => library,
        Err(problems) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            eprintln!("{} problem(s) in the lessons", problems.len());
            return ExitCode::FAILURE;
        }
    };
    if let Err(error) = library.write(Path::new(out)) {
        eprintln!("{out}: {error}");
        return ExitCode::FAILURE;
    }
    println!("{} lessons in {} languages", library.lessons.len(), lesson::source::Lang::ALL.len());
    ExitCode::SUCCESS
}

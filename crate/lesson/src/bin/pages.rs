//! `pages <dist> <address>`: writes a file for every page of the site in every language, after Trunk has built it.

use std::path::Path;
use std::process::ExitCode;

use lesson::address::{pages, write, Site};
use lesson::source::Library;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dist, address] = arguments.as_slice() else {
        eprintln!("usage: pages <folder of the built site> <its address>");
        return ExitCode::FAILURE;
    };
    let address = format!("{}/", address.trim_end_matches('/'));
    match run(Path::new(dist), &address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(dist: &Path, address: &str) -> Result<(), String> {
    let lessons = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons"));
    let library = Library::read(lessons).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    let pages = pages(lessons, &library).map_err(|error| error.to_string())?;
    let missing = write(Site { dist, address }, &pages).map_err(|error| format!("{}: {error}", dist.display()))?;
    println!("{} pages, each in two languages and without one", pages.len());
    for preview in missing {
        eprintln!("{preview} is missing, so the first page's stands for it: make it with cargo xtask previews");
    }
    Ok(())
}

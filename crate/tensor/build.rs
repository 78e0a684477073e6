//! Shaders as they go into programs: without comments, empty lines and indentation. The page loads their text, and a fifth
//! of it is for readers of the source alone. All of them stand in one file too (`src/gpu/text.rs`).

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("src/gpu");
    println!("cargo:rerun-if-changed={}", folder.display());
    let out = env::var("OUT_DIR")?;
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|end| end == "wgsl"));
    files.sort();
    let mut all = String::new();
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        let (name, stem) = (file.file_name().unwrap_or_default(), file.file_stem().unwrap_or_default());
        let text = bare(&fs::read_to_string(&file)?);
        // No comment is left, so a line that begins like one can be told from all others.
        all += &format!("//{}\n{text}", stem.to_string_lossy());
        fs::write(Path::new(&out).join(name), text)?;
    }
    fs::write(Path::new(&out).join("all.txt"), all)?;
    Ok(())
}

/// WGSL has no texts, so two slashes always begin a comment.
fn bare(source: &str) -> String {
    let lines = source.lines().map(|line| line.split("//").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).fold(String::new(), |text, line| text + line + "\n")
}

//! Shaders as they go into programs: without comments, empty lines and indentation. The page loads their text, and a fifth
//! of it is for readers of the source alone.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("src/gpu");
    println!("cargo:rerun-if-changed={}", folder.display());
    let out = env::var("OUT_DIR")?;
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if file.extension().is_some_and(|end| end == "wgsl") {
            println!("cargo:rerun-if-changed={}", file.display());
            let name = file.file_name().unwrap_or_default();
            fs::write(Path::new(&out).join(name), bare(&fs::read_to_string(&file)?))?;
        }
    }
    Ok(())
}

/// WGSL has no texts, so two slashes always begin a comment.
fn bare(source: &str) -> String {
    let lines = source.lines().map(|line| line.split("//").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).fold(String::new(), |text, line| text + line + "\n")
}

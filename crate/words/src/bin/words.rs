//! `words FOLDER` writes the words that a visit begins with: `zh-CN.txt` and `en.txt`, a line for each text.

use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args_os().nth(1).ok_or("words FOLDER")?;
    fs::create_dir_all(&folder)?;
    for (name, text) in ["zh-CN.txt", "en.txt"].into_iter().zip(words::page()) {
        fs::write(Path::new(&folder).join(name), text)?;
    }
    Ok(())
}

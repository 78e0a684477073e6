//! How much a first visit downloads, compressed as static hosts do.

use std::path::Path;

use crate::error::{AtPath, Result};
use crate::jobs;
use crate::toolchain::Toolchain;

/// The most that all code of a first visit may weigh, in bytes of brotli.
const LIMIT: u64 = 400 * 1000;

/// Code that a first visit waits for nowhere: what is fetched when it is needed, and what keeps the site for use without a
/// network, which is asked for after the first run is ready.
const LATER: [&str; 5] = ["picture.wasm", "figure.wasm", "share.wasm", "offline.js", "sw.js"];

/// Node.js brings brotli along, which Rust's standard library doesn't.
const SCRIPT: &str = "const fs = require('fs'), zlib = require('zlib');\
for (const file of process.argv.slice(1)) \
console.log(zlib.brotliCompressSync(fs.readFileSync(file)).length);";

/// Prints the size of every file of code at the top of `dist`, and their sum.
///
/// # Errors
/// The folder can't be read. Without Node.js the plain sizes are printed.
pub fn print(toolchain: &Toolchain, dist: &Path) -> Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dist).at(dist)? {
        let path = entry.at(dist)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let code = [".html", ".css", ".js", ".wasm"].iter().any(|end| name.ends_with(end));
        if code && path.is_file() && name != "404.html" {
            files.push((name, path));
        }
    }
    files.sort();
    let mut command = toolchain.program("node");
    command.arg("-e").arg(SCRIPT).args(files.iter().map(|(_, path)| path));
    let output = jobs::output_of(&mut command).unwrap_or_default();
    let compressed: Vec<u64> = output.lines().filter_map(|line| line.parse().ok()).collect();
    if compressed.len() != files.len() {
        println!("  (sizes before compression: Node.js, which compresses them, is missing)");
    }
    let (mut sum, mut code) = (0, 0);
    for (index, (name, path)) in files.iter().enumerate() {
        let plain = std::fs::metadata(path).at(path)?.len();
        let size = compressed.get(index).copied().unwrap_or(plain);
        let later = LATER.contains(&name.as_str());
        let note = if later { " (not on a first visit)" } else { "" };
        println!("  {size:>9} B brotli  {plain:>9} B plain  {name}{note}");
        if later {
            continue;
        }
        sum += size;
        if name.ends_with(".js") || name.ends_with(".wasm") {
            code += size;
        }
    }
    println!("  {sum:>9} B on a first visit, {code} B of it wasm and JavaScript (limit {LIMIT})");
    Ok(())
}

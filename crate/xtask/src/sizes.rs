//! How much a first visit downloads, compressed as static hosts do.

use std::path::Path;

use crate::error::{AtPath, Error, Result};
use crate::jobs;
use crate::toolchain::Toolchain;

/// The most that all code of a first visit may weigh, in bytes of brotli.
const LIMIT: u64 = 400 * 1000;

/// Judges the code of a first visit. A build prints it only: another compiler's may weigh a little more, and works.
///
/// # Errors
/// It weighs more than it may, or the folder can't be read.
pub fn check(toolchain: &Toolchain, dist: &Path) -> Result<()> {
    match print(toolchain, dist)? {
        code if code > LIMIT => Err(Error::TooLarge { what: "the code of a first visit", bytes: code, limit: LIMIT }),
        _ => Ok(()),
    }
}

/// Code that a first visit waits for nowhere: what is fetched when it is needed, and what keeps the site for use without a
/// network, which is asked for after the first run is ready.
const LATER: [&str; 11] = [
    "picture.wasm",
    "figure.wasm",
    "share.wasm",
    "crew.wasm",
    "crew.js",
    "offline.js",
    "sw.js",
    "bench.js",
    "clock.js",
    "bench_module.js",
    "bench_module.wasm",
];

/// Node.js brings brotli along, which Rust's standard library doesn't.
const SCRIPT: &str = "const fs = require('fs'), zlib = require('zlib');\
for (const file of process.argv.slice(1)) \
console.log(zlib.brotliCompressSync(fs.readFileSync(file)).length);";

/// The page's words, of which a visit reads one language.
const WORDS: &str = "words";

/// Prints the size of every file of code at the top of `dist` and of the page's words, and the sum of a first visit.
///
/// Gives the bytes of wasm and JavaScript of a first visit; 0 without Node.js, when the plain sizes are printed.
///
/// # Errors
/// The folder can't be read.
pub fn print(toolchain: &Toolchain, dist: &Path) -> Result<u64> {
    let mut files = Vec::new();
    for (folder, ends) in [("", &[".html", ".css", ".js", ".wasm"][..]), (WORDS, &[".txt"])] {
        let place = dist.join(folder);
        for entry in std::fs::read_dir(&place).at(&place)? {
            let path = entry.at(&place)?.path();
            let name = path.strip_prefix(dist).unwrap_or(&path).to_string_lossy().into_owned();
            if ends.iter().any(|end| name.ends_with(end)) && path.is_file() && name != "404.html" {
                files.push((name, path));
            }
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
    let (mut sum, mut code, mut words) = (0, 0, 0);
    for (index, (name, path)) in files.iter().enumerate() {
        let plain = std::fs::metadata(path).at(path)?.len();
        let size = compressed.get(index).copied().unwrap_or(plain);
        let later = LATER.contains(&name.as_str());
        let language = name.starts_with(WORDS);
        let note = match (later, language) {
            (true, _) => " (not on a first visit)",
            (_, true) => " (one of them on a first visit)",
            _ => "",
        };
        println!("  {size:>9} B brotli  {plain:>9} B plain  {name}{note}");
        if later {
            continue;
        }
        if language {
            words = size.max(words);
            continue;
        }
        sum += size;
        if name.ends_with(".js") || name.ends_with(".wasm") {
            code += size;
        }
    }
    println!("  {:>9} B on a first visit, {code} B of it wasm and JavaScript (limit {LIMIT})", sum + words);
    Ok(if compressed.len() == files.len() { code } else { 0 })
}

//! Building the site: `web/index.html`, by Trunk, into `dist/`.

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsStr;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::error::{AtPath, Error, Result};
use crate::toolchain::{Toolchain, WASM};
use crate::{jobs, measure, paths, setup, shorten, shrink, sizes};

/// `cargo xtask build [--public-url URL]`.
pub fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => build("/"),
        ["--public-url", url] => build(url),
        _ => Err(Error::Usage("build takes --public-url URL and nothing else".into())),
    }
    .map(|_| ())
}

/// Sets up what is missing and builds the optimised site to live under `public_url`.
///
/// # Errors
/// A part of the set-up or the build fails.
pub fn build(public_url: &str) -> Result<Toolchain> {
    let toolchain = setup::for_site()?;
    jobs::say("building the site");
    let start = Instant::now();
    let build = build_id()?;
    jobs::run("the site's wasm", compile_as(&toolchain, &build))?;
    // In a call of its own: packages built together share features, and Trunk would then build again without.
    for (package, _, module) in MODULES {
        jobs::run(module, toolchain.cargo(&["build", "--release", "--package", package, "--target", WASM]))?;
    }
    measure::compile(&toolchain)?;
    let inputs = fingerprint(public_url)?;
    let stamp = paths::tools().join("site.stamp");
    let index = paths::dist().join("index.html");
    if index.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|old| old == inputs) {
        println!("  dist/ is up to date");
        return Ok(toolchain);
    }
    let _ = std::fs::remove_file(&stamp);
    bundle(&toolchain, public_url, &build)?;
    name_build(&build)?;
    shrink::program(&toolchain, &paths::dist())?;
    shorten::imports(&paths::dist())?;
    minify(&toolchain)?;
    for (_, built, module) in MODULES {
        shrink::module(&toolchain, &built_wasm(built), &paths::dist().join(module))?;
    }
    measure::write(&toolchain, &paths::dist())?;
    write_files(&toolchain, public_url)?;
    std::fs::write(&stamp, inputs).at(&stamp)?;
    println!("  dist/ built in {:.0} s", start.elapsed().as_secs_f64());
    sizes::print(&toolchain, &paths::dist())?;
    Ok(toolchain)
}

/// The very build that Trunk asks cargo for, so that Trunk finds it done. Here it may use the
/// network for dependencies, which Trunk is told not to.
pub fn compile(toolchain: &Toolchain) -> Result<Command> {
    Ok(compile_as(toolchain, &build_id()?))
}

fn compile_as(toolchain: &Toolchain, build: &str) -> Command {
    let mut command = toolchain.cargo(&["build", "--release", "--package", "epoch-web", "--target", WASM]);
    command.env(BUILD, build);
    command
}

/// The variable that names the build inside the program, and the word in `worker.js` in whose place the name is written,
/// so that page and worker can compare theirs.
const BUILD: &str = "EPOCH_BUILD";

/// Sums up what the program is made of. Unlike a time or a commit it changes only when the program does, so that
/// nothing is built for a new name alone.
fn build_id() -> Result<String> {
    let root = paths::root();
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    for folder in [
        "web/src",
        "crate/tensor",
        "crate/nn/src",
        "crate/vision/src",
        "crate/train/src",
        "crate/lesson/src",
        "crate/figure/src",
        "crate/share/src",
        "crate/export/src",
        "crate/kept/src",
        "crate/words/src",
    ] {
        list_files(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        (file.strip_prefix(&root).ok(), std::fs::read(&file).at(&file)?).hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn bundle(toolchain: &Toolchain, public_url: &str, build: &str) -> Result<()> {
    let mut command = toolchain.program("trunk");
    command
        // All tools are there by now: nothing is to be downloaded.
        .args(["build", "--release", "--offline", "--public-url", path_of(public_url)])
        .env(BUILD, build)
        // Trunk 0.21 stops at NO_COLOR=1.
        .env_remove("NO_COLOR");
    jobs::run("trunk", command)
}

/// Tells the worker's first lines, and the measuring worker's report, which build they belong to.
fn name_build(build: &str) -> Result<()> {
    for name in ["worker.js", "bench.js"] {
        let worker = paths::dist().join(name);
        let program = std::fs::read_to_string(&worker).at(&worker)?;
        if !program.contains(BUILD) {
            return Err(Error::Missing { what: format!("{BUILD} in {name}"), how: format!("See web/{name}") });
        }
        std::fs::write(&worker, program.replace(BUILD, build)).at(&worker)?;
    }
    Ok(())
}

/// Takes spaces and long names out of the JavaScript that belongs to the site's wasm, and comments out of the service
/// worker's, which is read by no page and so is no module.
fn minify(toolchain: &Toolchain) -> Result<()> {
    minify_module(toolchain, &shorten::glue(&paths::dist())?)?;
    for name in ["offline.js", "crew.js", "bench.js", "clock.js"] {
        minify_module(toolchain, &paths::dist().join(name))?;
    }
    esbuild(toolchain, &paths::dist().join("sw.js"), &[])
}

/// Makes a JavaScript module smaller.
///
/// # Errors
/// `esbuild` fails.
pub fn minify_module(toolchain: &Toolchain, file: &Path) -> Result<()> {
    esbuild(toolchain, file, &["--format=esm"])
}

fn esbuild(toolchain: &Toolchain, file: &Path, options: &[&str]) -> Result<()> {
    let mut command = toolchain.program("esbuild");
    let out = format!("--outfile={}", file.display());
    command.arg(file).args(["--minify", "--target=es2022", "--allow-overwrite", &out]).args(options);
    jobs::run("esbuild", command)
}

/// Modules of their own, which the page fetches when it needs them: the decoders of the student's own pictures, the
/// lessons' figures, links and exports, other cores' part of training. They need no glue and so nothing of Trunk. Package,
/// what cargo makes of it, and the module's file.
const MODULES: [(&str, &str, &str); 4] = [
    ("epoch-picture", "picture", "picture.wasm"),
    ("epoch-figure-module", "figure_module", "figure.wasm"),
    ("epoch-share-module", "share_module", "share.wasm"),
    ("epoch-crew-module", "crew_module", "crew.wasm"),
];

/// What programs of the project write into `dist`, in this order.
fn write_files(toolchain: &Toolchain, public_url: &str) -> Result<()> {
    let (root, dist) = (paths::root(), paths::dist());
    let run =
        |package: &str, program: &str, arguments: &[&dyn AsRef<OsStr>]| own(toolchain, package, program, arguments);
    // Packs the datasets' manifests, so that the page needs no reader of JSON.
    run("epoch-vision", "packs", &[&root.join("public/dataset"), &dist.join("dataset")])?;
    // Compiles the lessons, which checks them too.
    run("epoch-lesson", "lessons", &[&dist.join("lesson")])?;
    // The page's words, a file for each language.
    run("epoch-words", "words", &[&dist.join("words")])?;
    write_shaders(toolchain, &dist)?;
    // Gives every page a file of its own in each language, with its title and its preview, so that a plain static host
    // answers every address; and one for unknown paths, where the router then finds its way.
    run("epoch-lesson", "pages", &[&dist, &public_url])?;
    // Lists the site's files for its service worker. The last step: it sums up what all others made.
    run("epoch-offline", "epoch-offline", &[&dist])
}

/// The texts of all shaders, which a worker fetches where there is a GPU.
///
/// # Errors
/// The program that writes them fails.
pub fn write_shaders(toolchain: &Toolchain, folder: &Path) -> Result<()> {
    own(toolchain, "epoch-tensor", "shaders", &[&folder.join("shader.txt")])
}

/// Runs a program of the project.
fn own(toolchain: &Toolchain, package: &str, program: &str, arguments: &[&dyn AsRef<OsStr>]) -> Result<()> {
    let mut command = toolchain.cargo(&["run", "--quiet", "--package", package, "--bin", program, "--"]);
    command.args(arguments.iter().map(|argument| argument.as_ref()));
    jobs::run(program, command)
}

/// The path of an address: the page knows its place on the host and works on any; only the heads of the files, for
/// whoever shows a preview of a link, need the whole.
fn path_of(public_url: &str) -> &str {
    match public_url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => public_url,
    }
}

/// What cargo makes of a crate, by the crate's file name.
pub fn built_wasm(name: &str) -> PathBuf {
    paths::target().join(WASM).join(format!("release/{name}.wasm"))
}

/// Sums up everything that goes into `dist/`: names, sizes and times of the files. Rust sources are
/// left out, for the wasm made of them counts.
fn fingerprint(public_url: &str) -> Result<String> {
    let root = paths::root();
    let mut files = vec![root.join("Trunk.toml"), built_wasm("epoch-web")];
    files.extend(MODULES.map(|(_, built, _)| built_wasm(built)));
    files.push(built_wasm(measure::BUILT));
    for folder in ["web", "public", "crate/lesson/lessons", ".tools/bin"] {
        list_files(&root.join(folder), &mut files)?;
    }
    files.retain(|file| file.extension().is_none_or(|extension| extension != "rs"));
    // Lessons, heads of pages, words and the list of files are written by programs that are no part of that wasm.
    for folder in ["crate/lesson/src", "crate/words/src", "crate/offline/src"] {
        list_files(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    public_url.hash(&mut hasher);
    for file in files {
        let Ok(data) = std::fs::metadata(&file) else { continue };
        (&file, data.len(), data.modified().ok()).hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Adds all files under `folder`, which need not be there.
pub fn list_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.at(folder)?,
    };
    for entry in entries {
        let path = entry.at(folder)?.path();
        if path.is_dir() {
            list_files(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_built_for_the_path_alone() {
        for (url, path) in [
            ("/", "/"),
            ("/epoch-one/", "/epoch-one/"),
            ("https://example.org", "/"),
            ("https://example.org/", "/"),
            ("https://example.org/epoch-one/", "/epoch-one/"),
        ] {
            assert_eq!(path_of(url), path, "{url}");
        }
    }
}

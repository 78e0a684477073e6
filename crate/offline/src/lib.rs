//! What the site's service worker (`web/sw.js`) keeps on a device: a list of the site's files, each with its size and its
//! SHA-256, and a name for all of them together, the *version*.
//!
//! The list stands inside `sw.js`, so a changed file makes a changed `sw.js`, which is how a browser notices an update. The
//! version also stands in every page, which asks for files whose names stay the same under it (`figure.wasm?v=…`): a page
//! that is open while another tab updates goes on with the files of its own version.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sha2::{Digest, Sha256};

/// Names the version in a page, behind its title.
const META: (&str, &str) = ("<meta name=\"version\" content=\"", "\">");
const TITLE_END: &str = "</title>";
/// The page that every address is answered with offline; the address says which page it shows, in which language.
const SHELL: &str = "index.html";
/// Must stand at the top of the site; the first line is the list.
const SERVICE_WORKER: &str = "sw.js";
/// Before and after the list.
const LIST_START: &str = "const SITE={";
const LIST_END: &str = "};\n";
/// Fewer digits than a SHA-256 has: they only have to differ between the versions of one site.
const VERSION_DIGITS: usize = 16;

/// The files of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Sixteen hexadecimal digits.
    pub version: String,
    /// By path below the site's folder, with slashes.
    pub files: BTreeMap<String, File>,
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// In bytes.
    pub size: u64,
    /// SHA-256, 64 hexadecimal digits.
    pub sum: String,
}

impl List {
    /// Size of all files together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.size).sum()
    }

    /// The line for `sw.js`. Small files come first: a visit that is cut off has most of them.
    fn line(&self) -> String {
        let mut files: Vec<(&String, &File)> = self.files.iter().collect();
        files.sort_by_key(|(_, file)| file.size);
        let files: Vec<String> =
            files.iter().map(|(path, file)| format!("\"{path}\":[{},\"{}\"]", file.size, file.sum)).collect();
        format!("{LIST_START}version:\"{}\",files:{{{}}}{LIST_END}", self.version, files.join(","))
    }
}

/// Lists the files of the built site in the folder `site`, writes the list into its `sw.js` and the version into its pages.
/// May be done again, after a change.
///
/// # Errors
/// A file cannot be read or written, a path has characters that the list has no way to write, or the site lacks its page or
/// its `sw.js`.
pub fn write(site: &Path) -> io::Result<List> {
    let mut paths = Vec::new();
    walk(site, &mut paths)?;
    let mut files = BTreeMap::new();
    for path in paths.iter().filter(|path| is_kept(path)) {
        let mut bytes = fs::read(site.join(path))?;
        if path == SHELL {
            // The version comes from what the page is without it.
            let page = String::from_utf8(bytes).map_err(io::Error::other)?;
            let page = named(&page, "").ok_or_else(|| io::Error::other(format!("{path} has no title")))?;
            bytes = page.into_bytes();
        }
        if !path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte)) {
            return Err(io::Error::other(format!("{path}: the list takes letters, digits, - _ . and / alone")));
        }
        files.insert(path.clone(), File { size: bytes.len() as u64, sum: sum(&bytes) });
    }
    let mut all = Sha256::new();
    for (path, file) in &files {
        all.update(format!("{path} {}\n", file.sum));
    }
    let mut version = hex(&all.finalize());
    version.truncate(VERSION_DIGITS);

    for path in paths.iter().filter(|path| path.ends_with(".html")) {
        let path = site.join(path);
        if let Some(page) = named(&fs::read_to_string(&path)?, &version) {
            fs::write(&path, page)?;
        }
    }
    let shell = fs::read(site.join(SHELL))?;
    files.insert(SHELL.into(), File { size: shell.len() as u64, sum: sum(&shell) });
    let list = List { version, files };

    let path = site.join(SERVICE_WORKER);
    let program = fs::read_to_string(&path)?;
    let program = match program.starts_with(LIST_START) {
        true => program.split_once(LIST_END).map_or("", |(_, rest)| rest),
        false => &program,
    };
    fs::write(&path, list.line() + program)?;
    Ok(list)
}

/// Whether the page needs the file without a network. Pages other than [`SHELL`] say in their heads what a shared link
/// leads to, and previews show it: they are for other sites. A service worker does not keep itself.
fn is_kept(path: &str) -> bool {
    path == SHELL || !(path.ends_with(".html") || path.starts_with("preview/") || path == SERVICE_WORKER)
}

/// The page with this version in its head, in the place of another that stands there.
fn named(page: &str, version: &str) -> Option<String> {
    let (before, mut after) = page.split_once(TITLE_END)?;
    if let Some((_, rest)) = after.strip_prefix(META.0).and_then(|rest| rest.split_once(META.1)) {
        after = rest;
    }
    Some([before, TITLE_END, META.0, version, META.1, after].concat())
}

/// Paths of all files below `folder`, with slashes, in order. Hidden ones are none of the site's.
fn walk(folder: &Path, paths: &mut Vec<String>) -> io::Result<()> {
    let mut open: Vec<(PathBuf, String)> = vec![(folder.into(), String::new())];
    while let Some((folder, below)) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name =
                entry.file_name().into_string().map_err(|name| io::Error::other(format!("{name:?} is no name")))?;
            let path = format!("{below}{name}");
            if name.starts_with('.') {
                continue;
            } else if entry.path().is_dir() {
                open.push((entry.path(), path + "/"));
            } else {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(())
}

/// SHA-256 in hexadecimal digits.
pub fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Site(PathBuf);

    impl Site {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("epoch-offline-{name}-{}", std::process::id()));
            for below in ["lesson/en", "en/lab", "preview", ".git"] {
                fs::create_dir_all(folder.join(below)).unwrap();
            }
            let page = "<!doctype html><title>Page</title><p>page</p>";
            for (path, text) in [
                ("index.html", page),
                ("404.html", page),
                ("en/lab/index.html", page),
                ("own.html", "<p>no title</p>"),
                ("figure.wasm", "figures"),
                ("lesson/en/a.bin", "a longer lesson than most"),
                ("preview/home.png", "picture"),
                ("sw.js", "addEventListener('fetch', answer);\n"),
                (".git/config", "hidden"),
            ] {
                fs::write(folder.join(path), text).unwrap();
            }
            Site(folder)
        }

        fn read(&self, path: &str) -> String {
            fs::read_to_string(self.0.join(path)).unwrap()
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn lists_what_the_page_needs_and_names_the_version_everywhere() {
        let site = Site::new("list");
        let list = write(&site.0).unwrap();
        let paths: Vec<&str> = list.files.keys().map(String::as_str).collect();
        assert_eq!(paths, ["figure.wasm", "index.html", "lesson/en/a.bin"]);
        assert_eq!(list.files["figure.wasm"], File { size: 7, sum: sum(b"figures") });
        assert_eq!(list.files["index.html"].sum, sum(site.read("index.html").as_bytes()));
        let mark = format!("</title><meta name=\"version\" content=\"{}\"><p>", list.version);
        for page in ["index.html", "404.html", "en/lab/index.html"] {
            assert!(site.read(page).contains(&mark), "{page}");
        }
        assert_eq!(site.read("own.html"), "<p>no title</p>");
        let worker = site.read("sw.js");
        assert!(worker.starts_with(&format!("const SITE={{version:\"{}\",files:{{\"figure.wasm\":[7,\"", list.version)));
        assert!(worker.ends_with("]}};\naddEventListener('fetch', answer);\n"), "{worker}");
    }

    #[test]
    fn a_second_time_changes_nothing_and_a_changed_file_changes_the_version() {
        let site = Site::new("again");
        let first = write(&site.0).unwrap();
        let worker = site.read("sw.js");
        assert_eq!(write(&site.0).unwrap(), first);
        assert_eq!(site.read("sw.js"), worker);
        fs::write(site.0.join("preview/home.png"), "another picture").unwrap();
        assert_eq!(write(&site.0).unwrap().version, first.version);
        fs::write(site.0.join("lesson/en/a.bin"), "another lesson").unwrap();
        let second = write(&site.0).unwrap();
        assert_ne!(second.version, first.version);
        assert_eq!(site.read("sw.js").matches("addEventListener").count(), 1);
        assert_eq!(site.read("sw.js").matches("SITE").count(), 1);
        // Back to what it was is the version that it was.
        fs::write(site.0.join("lesson/en/a.bin"), "a longer lesson than most").unwrap();
        assert_eq!(write(&site.0).unwrap(), first);
    }

    #[test]
    fn says_what_is_missing() {
        let site = Site::new("missing");
        fs::write(site.0.join("index.html"), "<html>").unwrap();
        assert!(write(&site.0).unwrap_err().to_string().contains("index.html has no title"));
        let site = Site::new("name");
        fs::write(site.0.join("a\"b.bin"), "").unwrap();
        assert!(write(&site.0).unwrap_err().to_string().contains("a\"b.bin"));
        let site = Site::new("worker");
        fs::remove_file(site.0.join("sw.js")).unwrap();
        assert!(write(&site.0).is_err());
    }
}

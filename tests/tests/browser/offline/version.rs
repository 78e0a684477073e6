//! Versions of the site to serve, and what the browser has of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use lesson::document::Document;
use serde_json::Value;
use site::{Page, Programs};

/// A copy of the built site in a folder of its own, and the list of its files.
pub struct Version {
    pub folder: PathBuf,
    pub list: offline::List,
}

impl Version {
    /// The built site after `change`, listed by the program that ends a build.
    pub fn of(change: impl FnOnce(&Path)) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("epoch-one-site-{}-{number}", std::process::id()));
        let dist = Programs::find().unwrap_or_else(|missing| panic!("{missing}")).dist;
        copy(&dist, &folder);
        change(&folder);
        let list = offline::write(&folder).unwrap();
        Version { folder, list }
    }

    /// The built site as it is.
    pub fn built() -> Self {
        Version::of(|_| ())
    }

    /// Where every lesson's title ends with ` 2`, and the figures' module is another one that does the same.
    pub fn second() -> Self {
        Version::of(|folder| {
            for lang in ["en", "zh-CN"] {
                for id in lesson::index::CORE {
                    let file = folder.join(format!("lesson/{lang}/{id}.bin"));
                    let mut document: Document = postcard::from_bytes(&fs::read(&file).unwrap()).unwrap();
                    document.title += " 2";
                    fs::write(&file, postcard::to_allocvec(&document).unwrap()).unwrap();
                }
            }
            // A custom section without content, named "2".
            let figures = folder.join("figure.wasm");
            let mut bytes = fs::read(&figures).unwrap();
            bytes.extend([0, 2, 1, b'2']);
            fs::write(&figures, bytes).unwrap();
        })
    }

    /// Paths whose files are other ones than in `older`, or new.
    pub fn changed_since(&self, older: &Version) -> BTreeSet<String> {
        let other = |path: &&String| older.list.files.get(*path) != self.list.files.get(*path);
        self.list.files.keys().filter(other).cloned().collect()
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Fails unless the browser has this version whole and nothing else.
    pub async fn assert_kept(&self, page: &Page) {
        let sums: BTreeSet<String> = self.list.files.values().map(|file| file.sum.clone()).collect();
        let kept = kept(page).await;
        assert_eq!(kept.files.difference(&sums).count(), 0, "files that no list names");
        assert_eq!(sums.difference(&kept.files).count(), 0, "files are missing");
        assert_eq!(kept.versions, BTreeSet::from([self.list.version.clone()]));
    }
}

impl Drop for Version {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

/// What the browser keeps of the site.
pub struct Kept {
    /// Sums of all files, each found right.
    pub files: BTreeSet<String>,
    /// Versions that are here whole, by what the service worker says of itself.
    pub versions: BTreeSet<String>,
}

/// Reads everything that is kept, and fails where a body is not what its name says: half a file, for one.
pub async fn kept(page: &Page) -> Kept {
    const READ: &str = r#"
        const entries = [];
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            const body = await answer.arrayBuffer();
            const sum = [...new Uint8Array(await crypto.subtle.digest('SHA-256', body))];
            entries.push([request.url.split('?')[1], sum.map(b => b.toString(16).padStart(2, '0')).join('')]);
          }
        }
        return entries;
    "#;
    let entries = page.call(READ, Vec::new()).await;
    let (mut files, mut versions) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries.as_array().into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let (name, sum) = (text(&entry[0]), text(&entry[1]));
        match name.len() {
            64 => {
                assert_eq!(name, sum, "what is kept under this sum has another");
                files.insert(name);
            }
            16 => drop(versions.insert(name)),
            _ => assert_eq!(name, "next"),
        }
    }
    Kept { files, versions }
}

/// The version that the open page is of.
pub async fn version(page: &Page) -> String {
    let version = page.run("return document.querySelector('meta[name=version]')?.content ?? ''", Vec::new()).await;
    version.as_str().unwrap_or_default().to_string()
}

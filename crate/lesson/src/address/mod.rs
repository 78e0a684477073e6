//! The site's pages and their addresses: a file for each in every language, so that a plain static host answers every
//! address and whoever gets a link sees what it leads to.
//!
//! Used by the program `pages` after Trunk, and by the program that draws the previews; nothing of it is in the page.

mod head;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::Deserialize;

use crate::source::{Lang, Library};

pub use head::{write, Site};

/// Width and height of a preview.
pub const PREVIEW: (u32, u32) = (1200, 630);

/// Keyword of the text inside a preview that says what it was drawn from: [`Page::drawn_from`].
pub const DRAWN_FROM: &str = "Source";

/// What a page is called, and what is on it in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Words {
    pub title: String,
    pub summary: String,
}

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Name of its preview: `home`, `lab`, `bench`, `lessons` or a lesson's id.
    pub name: String,
    /// Its place in the path of lessons, from 1; nothing for a page that is no lesson.
    pub place: Option<usize>,
    /// Below the folder of the site or of a language, with a slash at its end; empty for the first page.
    pub path: String,
    pub zh: Words,
    pub en: Words,
}

impl Page {
    pub fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Where its preview lies, below the site's folder.
    pub fn preview(&self, lang: Lang) -> String {
        preview(&self.name, lang)
    }

    /// What a preview was drawn from: it is kept inside the picture, so that an old one can be told.
    pub fn drawn_from(&self, lang: Lang) -> String {
        let Words { title, summary } = self.words(lang);
        format!("{}\n{title}\n{summary}", self.place.map_or_else(String::new, |place| place.to_string()))
    }
}

fn preview(name: &str, lang: Lang) -> String {
    format!("preview/{}/{name}.png", lang.tag())
}

/// Every page: those of `pages.json`, then the lessons in their order.
///
/// # Errors
/// `pages.json` cannot be read, or lacks a page or a language.
pub fn pages(lessons: &Path, library: &Library) -> io::Result<Vec<Page>> {
    let text = fs::read_to_string(lessons.join("pages.json"))?;
    let mut words: BTreeMap<String, BTreeMap<String, Words>> = serde_json::from_str(&text).map_err(io::Error::other)?;
    let mut pages = Vec::new();
    for (name, path) in [("home", ""), ("lab", "lab/"), ("bench", "bench/"), ("lessons", "lesson/")] {
        let mut take = |lang: Lang| {
            let found = words.get_mut(name).and_then(|page| page.remove(lang.tag()));
            found.ok_or_else(|| io::Error::other(format!("pages.json has no words for {name} in {}", lang.tag())))
        };
        let (zh, en) = (take(Lang::Zh)?, take(Lang::En)?);
        pages.push(Page { name: name.into(), place: None, path: path.into(), zh, en });
    }
    for (place, lesson) in library.lessons.iter().enumerate() {
        let words = |lang: Lang| {
            let document = lesson.document(lang);
            Words { title: document.title.clone(), summary: document.summary.clone() }
        };
        let id = lesson.zh.id.clone();
        let path = format!("lesson/{id}/");
        pages.push(Page { name: id, place: Some(place + 1), path, zh: words(Lang::Zh), en: words(Lang::En) });
    }
    Ok(pages)
}

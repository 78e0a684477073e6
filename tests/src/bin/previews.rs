//! Draws the pictures that shared links show, one a page and language: `cargo xtask previews [PAGE]`. The card is a small
//! site of its own, `tests/preview/`, which the same browser shows as the tests use.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lesson::address::{pages, Page, DRAWN_FROM, PREVIEW};
use lesson::source::{Lang, Library};
use serde_json::json;
use site::{browse, repository, Setup};

/// Puts a page's words and its motif on the card; a long title is set smaller, and everything has to fit.
const FILL: &str = r#"
    const [lang, brand, place, title, summary, motif] = arguments;
    document.documentElement.lang = lang;
    const words = { brand, place, title, summary };
    for (const [id, text] of Object.entries(words)) document.getElementById(id).textContent = text;
    document.getElementById('motif').innerHTML = motif;
    const heading = document.getElementById('title');
    heading.className = '';
    if (heading.getClientRects()[0].height > 160) heading.className = 'long';
    return document.querySelector('.words').getBoundingClientRect().bottom < 600
        && document.documentElement.scrollHeight <= innerHeight;
"#;

/// Steps between two values of a colour: few colours make a small file, and nobody sees it.
const STEP: u8 = 12;

fn main() {
    let only = std::env::args().nth(1);
    let lessons = repository().join("crate/lesson/lessons");
    let library = Library::read(&lessons).unwrap_or_else(|problems| panic!("the lessons: {problems:?}"));
    let mut pages = pages(&lessons, &library).unwrap_or_else(|error| panic!("the pages: {error}"));
    pages.retain(|page| only.as_ref().is_none_or(|only| *only == page.name));
    assert!(!pages.is_empty(), "there is no page {}", only.unwrap_or_default());
    let shots = Rc::new(RefCell::new(Vec::new()));
    let kept = shots.clone();
    browse(Setup { size: PREVIEW, ..Setup::default() }, move |tab| async move {
        tab.open("").await;
        for page in pages {
            for lang in Lang::ALL {
                let fits = tab.run(FILL, words(&page, lang)).await;
                assert_eq!(fits, true, "the words of {} in {} do not fit", page.name, lang.tag());
                let shot = tab.client.screenshot().await.unwrap_or_else(|error| panic!("{}: {error}", page.name));
                kept.borrow_mut().push((page.preview(lang), page.drawn_from(lang), shot));
            }
        }
    });
    for (path, drawn_from, shot) in shots.take() {
        let path = repository().join("public").join(path);
        let bytes = write(&path, &shot, &drawn_from).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        println!("{bytes:>7} B  {}", path.display());
    }
}

fn words(page: &Page, lang: Lang) -> Vec<serde_json::Value> {
    let brand = match lang {
        Lang::Zh => "第一轮",
        Lang::En => "Epoch One",
    };
    let place = match (page.place, lang) {
        (None, _) => String::new(),
        (Some(place), Lang::Zh) => format!("第 {place} 课"),
        (Some(place), Lang::En) => format!("Lesson {place}"),
    };
    let words = page.words(lang);
    vec![
        json!(lang.tag()),
        json!(brand),
        json!(place),
        json!(words.title),
        json!(words.summary),
        json!(motif(&page.name)),
    ]
}

/// The page's own drawing, or the one for pages that have none.
fn motif(name: &str) -> String {
    let folder = repository().join("tests/preview/motif");
    let read = |name: &str| fs::read_to_string(folder.join(format!("{name}.svg")));
    read(name).or_else(|_| read("any")).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

/// Writes a screenshot with few colours, as a palette, and with the words that it was drawn from.
fn write(path: &Path, shot: &[u8], drawn_from: &str) -> io::Result<u64> {
    let image = image::load_from_memory(shot).map_err(io::Error::other)?.into_rgb8();
    if image.dimensions() != PREVIEW {
        return Err(io::Error::other(format!("{:?} pixels, not {PREVIEW:?}", image.dimensions())));
    }
    let coarse = |value: u8| value.saturating_add(STEP / 2) / STEP * STEP;
    // The colours that fill most of the card stay as they are.
    let mut counts: BTreeMap<[u8; 3], u32> = BTreeMap::new();
    for pixel in image.pixels() {
        *counts.entry(pixel.0).or_default() += 1;
    }
    let exact = |colour: [u8; 3]| if counts[&colour] > 2000 { colour } else { colour.map(coarse) };
    let mut palette: BTreeMap<[u8; 3], u8> = BTreeMap::new();
    for colour in counts.keys() {
        let next = palette.len();
        if let std::collections::btree_map::Entry::Vacant(entry) = palette.entry(exact(*colour)) {
            entry.insert(u8::try_from(next).map_err(|_| io::Error::other("more than 256 colours"))?);
        }
    }
    let pixels: Vec<u8> = image.pixels().map(|pixel| palette[&exact(pixel.0)]).collect();
    let mut colours = vec![[0; 3]; palette.len()];
    for (colour, place) in &palette {
        colours[usize::from(*place)] = *colour;
    }
    let folder: PathBuf = path.parent().map(Into::into).unwrap_or_default();
    fs::create_dir_all(folder)?;
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), PREVIEW.0, PREVIEW.1);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(colours.concat());
    encoder.set_compression(png::Compression::High);
    encoder.add_itxt_chunk(DRAWN_FROM.into(), drawn_from.into()).map_err(io::Error::other)?;
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    writer.write_image_data(&pixels).map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)?;
    Ok(fs::metadata(path)?.len())
}

//! Every page in both languages, light and dark, by the rules of axe-core: WCAG 2 A and AA, and its best practice.
//!
//! A page is opened once for each language; everything on it that can be opened is opened, and the colours change in
//! place. What needs a training is checked where one is walked anyhow (`keyboard.rs`).

use std::fmt::Write;

use lesson::index::Listed;
use serde_json::{json, Value};
use site::{axe, browse, Page, Programs, Setup};

/// The rules, by their groups.
const RULES: [&str; 7] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/// A phone for one language and a desk for the other: both layouts are seen, and Chinese is read on phones most.
const SETUPS: [Setup; 2] =
    [Setup { language: "zh-CN", size: (360, 780), ..Setup::USUAL }, Setup { language: "en", ..Setup::USUAL }];

#[test]
fn every_page_in_both_languages_light_and_dark() {
    for setup in SETUPS {
        let lessons = lessons(setup.language);
        assert!(!lessons.is_empty(), "the site has no lessons");
        browse(setup, move |page| async move {
            still(&page).await;
            let mut problems = String::new();
            for path in ["", "lab", "bench", "lesson", "no-such-page"].map(String::from).into_iter().chain(lessons) {
                page.open(&path).await;
                page.until("the page is drawn", 30, "document.querySelector('h1')").await;
                page.call("await epochOne.ready", Vec::new()).await;
                if path == "lab" {
                    problems += &lab(&page).await;
                } else {
                    open_everything(&page).await;
                    problems += &both_colours(&page).await;
                }
            }
            assert!(problems.is_empty(), "{problems}");
        });
    }
}

#[test]
fn what_keeps_people_out_is_found() {
    browse(Setup::default(), |page| async move {
        still(&page).await;
        page.open("lesson").await;
        page.until("the page is drawn", 30, "document.querySelector('h1')").await;
        let broken = "const main = document.querySelector('main');
            const button = main.appendChild(document.createElement('button'));
            button.style.width = button.style.height = '30px';
            const faint = main.appendChild(document.createElement('p'));
            faint.textContent = 'hard to read';
            faint.style.color = 'rgb(128 128 128)'; faint.style.background = 'rgb(140 140 140)';";
        page.run(broken, Vec::new()).await;
        let problems = violations(&page, "light").await;
        assert!(problems.contains("button-name") && problems.contains("color-contrast"), "{problems}");
    });
}

/// The lab with each of its parts, which a phone shows one at a time, and with its two dialogs.
async fn lab(page: &Page) -> String {
    page.until("the run is ready", 60, "document.querySelector('#state')?.textContent.match(/Ready|准备好了/)").await;
    open_everything(page).await;
    let tabs = "return [...document.querySelectorAll('.tabs button')].filter(b => b.checkVisibility()).map(b => b.id)";
    let tabs = page.run(tabs, Vec::new()).await;
    let tabs: Vec<Value> = tabs.as_array().cloned().unwrap_or_default();
    let mut problems = String::new();
    for tab in &tabs {
        page.run("document.getElementById(arguments[0]).click()", vec![tab.clone()]).await;
        problems += &both_colours(page).await;
    }
    if tabs.is_empty() {
        problems += &both_colours(page).await;
    }
    for opener in ["#see-all", ".transport .help"] {
        page.run("document.querySelector(arguments[0]).click()", vec![json!(opener)]).await;
        page.until("the dialog is open", 10, "document.querySelector('dialog[open]')").await;
        problems += &both_colours(page).await;
        page.run("document.querySelector('dialog[open]').close()", Vec::new()).await;
        page.until("the dialog is gone", 10, "!document.querySelector('dialog')").await;
    }
    problems
}

/// All steps of a lesson, everything that folds, and the card of a word.
async fn open_everything(page: &Page) {
    let open = "
        const soon = () => new Promise(done => setTimeout(done, 100));
        for (let next; (next = document.querySelector('#next-step')); await soon()) next.click();
        for (const fold of document.querySelectorAll('details')) fold.open = true;
        document.querySelector('.term-word')?.focus();
        await soon();
    ";
    page.call(open, Vec::new()).await;
}

/// Nothing moves, so that no colour is read in the middle of a change.
pub async fn still(page: &Page) {
    let reduced = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.devtools("Emulation.setEmulatedMedia", reduced).await;
}

/// What the rules find on the page as it is now, in light and in dark colours; empty if nothing.
pub async fn both_colours(page: &Page) -> String {
    violations(page, "light").await + &violations(page, "dark").await
}

async fn violations(page: &Page, theme: &str) -> String {
    page.run("document.documentElement.dataset.theme = arguments[0]", vec![json!(theme)]).await;
    if page.run("return typeof axe", Vec::new()).await == "undefined" {
        // The page's own policy lets no script in; one that the driver runs is none of the page's.
        let script = axe().unwrap_or_else(|missing| panic!("{missing}"));
        page.run(&script, Vec::new()).await;
    }
    let check = "
        const found = await axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] });
        if (found.passes.length < 10) throw new Error('axe checked next to nothing');
        return found.violations.map(v => [v.id, v.help, v.nodes.map(n => n.target.join(' ') + '  ' + n.failureSummary)]);
    ";
    let found = page.call(check, vec![json!(RULES)]).await;
    let place = page.run("return location.pathname + ' ' + document.documentElement.lang", Vec::new()).await;
    let mut words = String::new();
    for violation in found.as_array().into_iter().flatten() {
        let _ = writeln!(words, "{} {theme}: {} ({})", place, violation[0], violation[1]);
        for node in violation[2].as_array().into_iter().flatten().take(4).filter_map(Value::as_str) {
            let _ = writeln!(words, "    {}", node.replace('\n', " "));
        }
    }
    words
}

/// Paths of the lessons that the site lists.
fn lessons(tag: &str) -> Vec<String> {
    let dist = Programs::find().unwrap_or_else(|missing| panic!("{missing}")).dist;
    let path = dist.join("lesson").join(tag).join("index.bin");
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let list: Vec<Listed> = postcard::from_bytes(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    list.into_iter().map(|listed| format!("lesson/{}", listed.id)).collect()
}

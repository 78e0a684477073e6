//! Lessons walked as a student walks them: every guess given, every run trained, every step opened, to the passed task.
//! What stands on the buttons is read from the compiled lesson, so both languages are walked by the same steps.

use fantoccini::key::Key;
use fantoccini::Locator;
use lesson::document::{Cell, Document};
use site::{browse, Page, Programs, Setup};

use crate::own_picture::{give, picture, Folder};

/// Words around the lessons in one language.
struct Words {
    tag: &'static str,
    give_guess: &'static str,
    next: &'static str,
    start_over: &'static str,
}

const LANGUAGES: [Words; 2] = [
    Words { tag: "zh-CN", give_guess: "我就这么猜", next: "下一步", start_over: "这一课从头再来" },
    Words { tag: "en", give_guess: "That is my guess", next: "Next step", start_over: "Start this lesson over" },
];

#[test]
fn first_model_in_both_languages() {
    for words in LANGUAGES {
        walk("02-first-model", words);
    }
}

#[test]
fn myths() {
    walk("01-myths", english());
}

#[test]
fn fine_tuning() {
    walk("13-fine-tuning", english());
}

#[test]
fn overfitting_in_chinese() {
    let [chinese, _] = LANGUAGES;
    walk("11-overfitting", chinese);
}

fn english() -> Words {
    let [_, english] = LANGUAGES;
    english
}

fn walk(id: &'static str, words: Words) {
    let document = document(id, words.tag);
    let folder = Folder::new();
    browse(Setup { language: words.tag, ..Setup::default() }, move |page| async move {
        page.open(&format!("lesson/{id}")).await;
        let title = document.title.clone();
        page.until_text("h1", 30, |text| text == title).await;
        assert_eq!(page.run(PASSED, Vec::new()).await, 0, "a task is done before anything was");
        for (number, step) in document.steps.iter().enumerate() {
            for cell in &step.cells {
                do_cell(&page, cell, &words, &folder).await;
            }
            if number + 1 < document.steps.len() {
                page.press("button", words.next).await;
            }
        }
        let cells = document.steps.iter().flat_map(|step| &step.cells);
        let tasks = cells.filter(|cell| matches!(cell, Cell::Task(_))).count() as u64;
        assert!(tasks > 0, "the lesson has no task");
        let seen = page.text(".lesson").await;
        assert_eq!(page.run(PASSED, Vec::new()).await, tasks, "not every task is done:\n{seen}");

        // What was done survives a reload in the middle of the lesson, until the student wants it gone.
        page.open(&format!("lesson/{id}")).await;
        page.until_text("h1", 30, |text| text == title).await;
        assert_eq!(page.run(PASSED, Vec::new()).await, tasks, "a reload lost what was done");
        page.press("button", words.start_over).await;
        page.until("the tasks are open again", 10, &format!("({}) === 0", &PASSED["return ".len()..])).await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

/// How many tasks are done.
pub const PASSED: &str = "return document.querySelectorAll('.task-done').length";

/// The compiled lesson, as the page fetches it.
pub fn document(id: &str, tag: &str) -> Document {
    let dist = Programs::find().unwrap_or_else(|missing| panic!("{missing}")).dist;
    let path = dist.join("lesson").join(tag).join(format!("{id}.bin"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    postcard::from_bytes(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

async fn do_cell(page: &Page, cell: &Cell, words: &Words, folder: &Folder) {
    match cell {
        Cell::Guess(guess) => {
            let (group, id) = ("document.querySelectorAll(`input[name=\"${arguments[0]}\"]`)", guess.id.as_str());
            page.until("the guess is there", 10, &(group.replace("${arguments[0]}", id) + ".length")).await;
            page.run(&format!("{group}[1].click()"), vec![id.into()]).await;
            page.press("button", words.give_guess).await;
        }
        Cell::Run(run) => {
            if run.id == "repair" {
                // The one run that has to be changed to do what the lesson asks: a gentle rate for the body.
                let field = page.client.find(Locator::Css("#repair-body-rate")).await;
                let field = field.unwrap_or_else(|error| panic!("no field for the body's rate: {error}"));
                let keys = format!("{}a{}0.2{}", char::from(Key::Control), char::from(Key::Null), char::from(Key::Tab));
                field.send_keys(&keys).await.unwrap_or_else(|error| panic!("the rate cannot be typed: {error}"));
            }
            let done = runs_done(page).await;
            page.press("button", &run.label).await;
            let more = format!("({}) > {done}", &RUNS["return ".len()..]);
            page.until(&format!("\"{}\" has ended", run.label), 120, &more).await;
        }
        Cell::Own(_) => {
            give(page, &folder.file("chair.png", &picture())).await;
            page.until_text(".w-own-result", 30, |text| text.contains('%')).await;
        }
        Cell::Figure(figure) => panic!("nobody walks the figure \"{}\" yet", figure.name),
        Cell::Text(_) | Cell::Compare(_) | Cell::Task(_) => {}
    }
}

/// Runs that the lesson's log holds.
pub const RUNS: &str = "return Number(document.querySelector('.lesson').dataset.runs)";

pub async fn runs_done(page: &Page) -> u64 {
    page.run(RUNS, Vec::new()).await.as_u64().unwrap_or(0)
}

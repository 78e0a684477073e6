//! Through a lesson, cell by cell. What stands on buttons is read from the compiled lesson, so both languages are walked
//! by the same steps.

use std::time::Duration;

use lesson::document::{Cell, Document, Guess, Run};
use serde_json::{json, Value};
use site::{browse, Page, Setup};

use super::figure;
use super::lang::Lang;
use crate::own_picture::{give, picture, Folder};

/// How many tasks are done.
pub const PASSED: &str = "document.querySelectorAll('.task-done').length";
/// Runs that the lesson's log holds.
pub const RUNS: &str = "Number(document.querySelector('.lesson').dataset.runs)";

/// What a figure showed after the student had used it.
pub struct Shown {
    /// Id of its cell, and of the run cell that it needs.
    cell: String,
    run: Option<String>,
    /// Part of the figure, and its text.
    part: &'static str,
    text: String,
}

/// Walks a lesson in Chinese, reloads, starts over and walks it in English, in one browser without a GPU.
pub fn walk(id: &'static str) {
    let [chinese, english] = [Lang::Zh, Lang::En].map(|lang| lang.document(id));
    let folder = Folder::new();
    browse(Setup { language: "zh-CN", ..Setup::default() }, move |page| async move {
        // Whoever wants no motion sees ends at once; in English things move.
        prefer(&page, "reduce").await;
        page.open(&format!("lesson/{id}")).await;
        let shown = through(&page, &chinese, Lang::Zh, &folder).await;
        reload(&page, &chinese, &shown).await;
        start_over(&page, Lang::Zh).await;
        page.press("button", "Switch to English").await;
        prefer(&page, "no-preference").await;
        through(&page, &english, Lang::En, &folder).await;
        start_over(&page, Lang::En).await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

async fn prefer(page: &Page, motion: &str) {
    let feature = json!({ "name": "prefers-reduced-motion", "value": motion });
    page.devtools("Emulation.setEmulatedMedia", json!({ "features": [feature] })).await;
}

/// From the first step to the passed task.
async fn through(page: &Page, document: &Document, lang: Lang, folder: &Folder) -> Vec<Shown> {
    page.until_text("h1", 30, |text| text == document.title).await;
    assert_eq!(number(page, PASSED).await, 0, "a task is done before anything was");
    let mut shown = Vec::new();
    for (place, step) in document.steps.iter().enumerate() {
        if place > 0 {
            page.press("button", lang.next()).await;
        }
        for cell in &step.cells {
            match cell {
                Cell::Guess(cell) => guess(page, cell, lang).await,
                Cell::Run(cell) => run(page, cell, lang).await,
                Cell::Own(_) => {
                    give(page, &folder.file("chair.png", &picture())).await;
                    page.until_text(".w-own-result", 30, |text| text.contains('%')).await;
                }
                Cell::Figure(cell) => {
                    let part = page.part(format!("#figure-{}", cell.id));
                    if let Some(inside) = figure::play(&part, cell, lang).await {
                        let text = part.part(inside).text().await;
                        assert_ne!(text, "", "{} shows nothing in {inside}", cell.id);
                        shown.push(Shown { cell: cell.id.clone(), run: cell.run.clone(), part: inside, text });
                    }
                }
                Cell::Text(_) | Cell::Compare(_) | Cell::Task(_) => {}
            }
        }
    }
    let tasks = tasks(document);
    assert!(tasks > 0, "the lesson has no task");
    let seen = page.text(".lesson").await;
    assert_eq!(number(page, PASSED).await, tasks, "not every task is done:\n{seen}");
    shown
}

pub async fn guess(page: &Page, guess: &Guess, lang: Lang) {
    let group = page.part(format!("fieldset:has(input[name=\"{}\"])", guess.id));
    group.until_count("input[type=radio]", guess.answers.len() as u64).await;
    let answers = group.names("radio").await;
    // Pictures of the figure above may arrive just now and push the answers away from under the pointer; a student would
    // press again.
    let chosen = format!("document.querySelectorAll('input[name=\"{}\"]:checked').length", guess.id);
    for _ in 0..10 {
        group.press("radio", &answers[1]).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        if number(page, &chosen).await == 1 {
            break;
        }
    }
    group.press("button", lang.give_guess()).await;
    group.until_count("input:disabled", guess.answers.len() as u64).await;
}

/// Trains to the end.
pub async fn run(page: &Page, run: &Run, lang: Lang) {
    let cell = page.part(format!("section.run[aria-label=\"{}\"]", run.label));
    if run.id == "repair" {
        // The one run that has to be changed to do what the lesson asks: a gentle rate for the body.
        cell.fill(lang.say("主体学习率倍数", "Rate of the body"), "0.2").await;
    }
    let done = number(page, RUNS).await;
    cell.press("button", &run.label).await;
    page.until(&format!("\"{}\" has ended", run.label), 120, &format!("{RUNS} > {done}")).await;
}

/// What was done survives a reload: tasks, and what figures remember as soon as they have their run again.
async fn reload(page: &Page, document: &Document, shown: &[Shown]) {
    let address = page.client.current_url().await.unwrap_or_else(|error| panic!("no address: {error}"));
    page.client.goto(address.as_str()).await.unwrap_or_else(|error| panic!("no reload: {error}"));
    page.until_text("h1", 30, |text| text == document.title).await;
    assert_eq!(number(page, PASSED).await, tasks(document), "a reload lost what was done");
    for cell in document.steps.iter().flat_map(|step| &step.cells) {
        let (id, trained) = match cell {
            Cell::Run(cell) if shown.iter().any(|shown| shown.run.as_ref() == Some(&cell.id)) => {
                run(page, cell, Lang::Zh).await;
                (&cell.id, true)
            }
            Cell::Figure(cell) => (&cell.id, false),
            _ => continue,
        };
        for shown in shown.iter().filter(|shown| match &shown.run {
            Some(run) => trained && run == id,
            None => !trained && shown.cell == *id,
        }) {
            let part = page.part(format!("#figure-{} {}", shown.cell, shown.part));
            part.until(|text| text == shown.text).await;
        }
    }
}

/// Everything is as it was at first.
async fn start_over(page: &Page, lang: Lang) {
    page.press("button", lang.start_over()).await;
    page.until("the tasks are open again", 10, &format!("{PASSED} === 0 && {RUNS} === 0")).await;
    page.until("only the first step is open", 10, "document.querySelectorAll('.step').length === 1").await;
}

fn tasks(document: &Document) -> u64 {
    let cells = document.steps.iter().flat_map(|step| &step.cells);
    cells.filter(|cell| matches!(cell, Cell::Task(_))).count() as u64
}

/// What an expression of the page comes to, as a whole number.
pub async fn number(page: &Page, expression: &str) -> u64 {
    let value: Value = page.run(&format!("return {expression}"), Vec::new()).await;
    value.as_u64().unwrap_or(0)
}

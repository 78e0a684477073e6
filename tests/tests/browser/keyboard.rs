//! A lesson from its first step to its passed task with key presses alone: no click, no script that acts.
//!
//! One thing is not a key: the picture is handed to the focused file field by WebDriver, since the dialog that Enter
//! would open is the system's and no page's.

use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use lesson::document::Cell;
use serde_json::Value;
use site::{browse, Page, Setup};

use crate::accessible;
use crate::lesson::{number, Lang, PASSED, RUNS};
use crate::own_picture::{picture, Folder};

/// No page has more stops than this between two places that follow one another.
const MOST_STOPS: usize = 60;

#[test]
fn a_lesson_from_start_to_passed_task() {
    let document = Lang::En.document("02-first-model");
    let folder = Folder::new();
    browse(Setup { language: "en", ..Setup::default() }, move |page| async move {
        accessible::still(&page).await;
        page.open("lesson/02-first-model").await;
        page.until("the lesson is drawn", 30, "document.querySelector('.step .run')").await;
        // The first stop leads past the navigation.
        assert_eq!(tab(&page).await.name, "Skip to content");
        press(&page, Key::Enter).await;
        page.until("the focus is on the content", 10, "document.activeElement.id === 'main'").await;

        // A word says what it means while it has the focus, until Escape.
        to(&page, "model").await;
        page.until("the word's card", 10, "document.querySelector('.term-card')").await;
        press(&page, Key::Escape).await;
        page.until("the card is gone", 10, "!document.querySelector('.term-card')").await;

        for (place, step) in document.steps.iter().enumerate() {
            for cell in &step.cells {
                match cell {
                    Cell::Guess(guess) => {
                        to_which(&page, "the guess", |stop| stop.field == guess.id).await;
                        press(&page, Key::Down).await;
                        let second = "[...document.querySelectorAll(`input[name=${document.activeElement.name}]`)]";
                        page.until("the second answer", 10, &format!("{second}[1].checked")).await;
                        to(&page, "That is my guess").await;
                        press_space(&page).await;
                        page.until("the focus goes on to what is said", 10, &on("p.hint")).await;
                    }
                    Cell::Run(run) => {
                        let done = number(&page, RUNS).await;
                        page.until(
                            "it can be pressed",
                            60,
                            &format!("!document.querySelector('#run-{} .play').ariaDisabled", run.id),
                        )
                        .await;
                        to(&page, &run.label).await;
                        press(&page, Key::Enter).await;
                        let more = format!("{RUNS} > {done}");
                        page.until(&format!("\"{}\" has ended", run.label), 120, &more).await;
                        page.until("the focus stays on the button", 10, &on(&format!("#run-{} .play", run.id))).await;
                    }
                    Cell::Own(_) => {
                        to_which(&page, "the file field", |stop| stop.field == "file").await;
                        let field = page.client.active_element().await.unwrap();
                        let chair = folder.file("chair.png", &picture());
                        field.send_keys(&chair.display().to_string()).await.unwrap();
                        page.until_text(".w-own-result", 30, |text| text.contains('%')).await;
                    }
                    _ => {}
                }
            }
            if let Some(next) = document.steps.get(place + 1) {
                to(&page, "Next step").await;
                press(&page, Key::Enter).await;
                page.until("the focus is on the new step's heading", 10, &on(&format!("#step-{} > h2", next.id))).await;
                let seen =
                    "(r => r.top >= 0 && r.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())";
                page.until("the heading is in view", 10, seen).await;
            }
        }
        assert_eq!(number(&page, PASSED).await, 1, "the task is not done");
        // What a training leaves on the page is held to the same rules.
        let problems = accessible::both_colours(&page).await;
        assert!(problems.is_empty(), "{problems}");
        // Starting over takes its own button away, and leads to the first step.
        to(&page, "Start this lesson over").await;
        press(&page, Key::Enter).await;
        page.until("the focus is on the first step", 10, &on(&format!("#step-{} > h2", document.steps[0].id))).await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

/// Whether the focus is on what `selector` finds.
fn on(selector: &str) -> String {
    format!("document.activeElement.matches('{selector}')")
}

/// Where the focus is.
#[derive(Debug)]
struct Stop {
    name: String,
    /// The name of a choice, `file` for a place for files.
    field: String,
    /// Can be seen: in view, covered by nothing, and with an outline.
    seen: bool,
    /// Stands behind the stop before it in the document.
    after: bool,
    what: String,
}

/// The focused element, compared with the one before.
const STOP: &str = r#"
const e = document.activeElement, before = window.stopBefore;
window.stopBefore = e;
if (e === document.body) return null;
// A choice, a switch and a place for files are drawn by their neighbour.
const hidden = getComputedStyle(e).opacity === '0';
const drawn = hidden && e.nextElementSibling ? e.nextElementSibling : e;
const style = getComputedStyle(drawn);
const box = drawn.getClientRects()[0];
const middle = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
const inView = box && box.width > 0 && box.height > 0 && middle
  && (e.contains(middle) || drawn.contains(middle) || middle.contains(drawn) || (e.labels ?? [])[0]?.contains(middle));
return {
  name: (e.getAttribute('aria-label') ?? e.innerText ?? '').replace(/\s+/g, ' ').trim(),
  field: e.type === 'file' ? 'file' : e.name ?? '',
  seen: !!inView && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  after: !before?.isConnected || !!(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING),
  what: e.outerHTML.slice(0, 160) + ' ' + style.outlineStyle + ' ' + style.outlineWidth + ' ' + JSON.stringify(box),
};
"#;

/// Presses Tab. What then has the focus can be seen and stands behind what had it before.
async fn tab(page: &Page) -> Stop {
    page.run("window.stopBefore = document.activeElement", Vec::new()).await;
    press(page, Key::Tab).await;
    let stop = page.run(STOP, Vec::new()).await;
    assert!(!stop.is_null(), "Tab leads off the page");
    let word = |key: &str| stop[key].as_str().unwrap_or_default().to_owned();
    let is = |key: &str| stop[key] == Value::Bool(true);
    let stop =
        Stop { name: word("name"), field: word("field"), seen: is("seen"), after: is("after"), what: word("what") };
    assert!(stop.seen, "the focus cannot be seen: {}", stop.what);
    assert!(stop.after, "the focus went back: {}", stop.what);
    stop
}

async fn to(page: &Page, name: &str) {
    to_which(page, name, |stop| stop.name == name).await;
}

/// Tabs on to a stop.
async fn to_which(page: &Page, what: &str, wanted: impl Fn(&Stop) -> bool) {
    let start = Instant::now();
    for _ in 0..MOST_STOPS {
        if wanted(&tab(page).await) {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "no way to {what}");
    }
    panic!("{MOST_STOPS} stops and no {what}");
}

async fn press(page: &Page, key: Key) {
    press_letter(page, key.into()).await;
}

async fn press_space(page: &Page) {
    press_letter(page, ' ').await;
}

/// A key of the keyboard, pressed and let go.
async fn press_letter(page: &Page, key: char) {
    let keys =
        KeyActions::new("keyboard".into()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
    page.client.perform_actions(keys).await.unwrap_or_else(|error| panic!("the key cannot be pressed: {error}"));
}

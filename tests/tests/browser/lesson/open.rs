//! Tasks that stay open: something was done, but not all of it, and the task says what is missing.

use lesson::document::{Cell, Document};
use site::{browse, Page, Setup};

use super::figure::{accuracy_up, roll};
use super::lang::Lang;
use super::walk::{guess, run};

#[test]
fn a_walk_that_settles_is_half_of_the_task() {
    let document = Lang::En.document("06-sgd");
    browse(Setup::default(), move |page| async move {
        page.open("lesson/06-sgd").await;
        all_steps(&page, &document, Lang::En).await;
        // The pictures come with the first run, which need not be trained for them.
        let figure = page.part("#figure-roll");
        figure.named("slider", "Learning rate η").await;
        roll(&figure, Lang::En, 8.0, "At rest").await;
        let said = is_open(&page, Lang::En).await;
        assert!(said.contains("A walk whose steps are too large"), "{said}");
        assert!(!said.contains("A walk that comes to rest in the valley."), "{said}");

        roll(&figure, Lang::En, 13.0, "Diverged").await;
        page.part(".task").until(|text| !text.contains(Lang::En.missing())).await;
        assert_eq!(page.part(".lesson").count(".task-done").await, 1);
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

#[test]
fn more_right_answers_alone_are_not_accuracy_and_loss_up() {
    let document = Lang::Zh.document("12-metric");
    browse(Setup { language: "zh-CN", ..Setup::default() }, move |page| async move {
        page.open("lesson/12-metric").await;
        all_steps(&page, &document, Lang::Zh).await;
        for cell in document.steps.iter().flat_map(|step| &step.cells) {
            match cell {
                Cell::Guess(cell) if cell.id == "sure-and-wrong" => guess(&page, cell, Lang::Zh).await,
                Cell::Run(cell) if cell.id == "start" => run(&page, cell, Lang::Zh).await,
                _ => {}
            }
        }
        // The loss falls with it.
        accuracy_up(&page.part("#figure-both"), Lang::Zh).await;
        let said = is_open(&page, Lang::Zh).await;
        assert!(said.contains("准确率和损失同时变高。"), "{said}");
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

async fn all_steps(page: &Page, document: &Document, lang: Lang) {
    page.until_text("h1", 30, |text| text == document.title).await;
    for _ in 1..document.steps.len() {
        page.press("button", lang.next()).await;
    }
}

/// The task is not done; gives its words.
async fn is_open(page: &Page, lang: Lang) -> String {
    let said = page.part(".task").until(|text| text.contains(lang.missing())).await;
    assert_eq!(page.part(".lesson").count(".task-done").await, 0, "done by half:\n{said}");
    said
}

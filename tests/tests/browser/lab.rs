//! The lab by clicks: train, pause, step one batch, reset, train again to the same numbers.

use std::time::Duration;

use serde_json::{json, Value};
use site::{browse, Page, Setup};

use crate::home::share;

/// Text of the large figures and the closing sentence.
const NUMBERS: &str = "return ['#train-loss', '#valid-loss', '#error-rate', '#done'].map(s => document.querySelector(s)?.innerText ?? '')";

#[test]
fn trains_past_70_percent_pauses_steps_resets_and_repeats_itself() {
    browse(Setup::default(), |page| async move {
        page.open("lab").await;
        page.fill("Training set", "1200").await;
        page.fill("Epochs", "4").await;
        page.choose("CPU").await;
        page.press("button", "Train").await;
        page.until("a few batches are done", 120, STEPS_MORE_THAN_4).await;
        page.press("button", "Pause").await;
        page.until("it pauses", 20, "document.querySelector('#state').innerText === 'Paused'").await;
        let paused = steps(&page).await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(steps(&page).await, paused, "a paused run goes on");

        let loss = page.text("#train-loss").await;
        page.press("button", "One step").await;
        page.until("one step is done", 20, &format!("({STEPS}) === {}", paused + 1)).await;
        page.until("it pauses again", 20, "document.querySelector('#state').innerText === 'Paused'").await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(steps(&page).await, paused + 1, "one step was more than one");
        assert_ne!(page.text("#train-loss").await, loss, "the step shows no loss of its own");

        page.press("button", "Continue").await;
        let first = finish(&page).await;
        let accuracy = 100.0 - share(first[2].as_str().unwrap_or_default());
        assert!(accuracy > 70.0, "validation accuracy {accuracy} %: {first:?}");

        page.press("button", "Reset").await;
        page.until("it is ready again", 30, "document.querySelector('#state').innerText === 'Ready'").await;
        assert_eq!(steps(&page).await, 0, "a reset run has steps");
        page.press("button", "Train").await;
        let second = finish(&page).await;
        assert_eq!(first, second, "the second run from the same weights came to other numbers");
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

/// Steps done, as the curve's own description says.
pub const STEPS: &str = r#"Number((document.querySelector('[aria-label^="Loss; step "]')?.getAttribute('aria-label').match(/step ([\d,]+)/)?.[1] ?? '0').replace(',', ''))"#;
const STEPS_MORE_THAN_4: &str = r#"Number(document.querySelector('[aria-label^="Loss; step "]')?.getAttribute('aria-label').match(/step ([\d,]+)/)?.[1] ?? 0) > 4"#;

pub async fn steps(page: &Page) -> u64 {
    page.run(&format!("return {STEPS}"), Vec::new()).await.as_u64().unwrap_or(0)
}

/// Waits for the end; gives the numbers that stand there.
pub async fn finish(page: &Page) -> Vec<Value> {
    page.until("the run is done", 400, "document.querySelector('#done')?.innerText").await;
    let numbers = page.run(NUMBERS, Vec::new()).await;
    let numbers = numbers.as_array().cloned().unwrap_or_default();
    assert!(numbers.iter().all(|n| n != &json!("")), "{numbers:?}");
    numbers
}

//! The worker ends in the middle of training: what it had learned is taken up by the next one.

use serde_json::json;
use site::{browse, Setup};

use super::{begin, ended, hash, kept_at, long};
use crate::{lab, native};

/// Remembers every worker that the page starts.
const WATCH: &str = "const Before = window.Worker; window.Worker = class extends Before { constructor(...a) { super(...a); window.engineWorker = this; } };";

#[test]
fn a_worker_that_is_killed_costs_seconds_and_no_bit() {
    browse(Setup::default(), |page| async move {
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
        page.open("en/lab/").await;
        begin(&page, &long()).await;
        let kept = kept_at(&page, 1).await;
        // What a browser does to a worker that takes too much memory: it is gone, and an error is told.
        let kill = "window.engineWorker.terminate(); window.engineWorker.dispatchEvent(new ErrorEvent('error', { message: 'killed' }))";
        page.run(kill, Vec::new()).await;
        page.press("button", "Restart the engine").await;
        page.until("the run is back", 60, "document.querySelector('#state')?.innerText === 'Paused'").await;
        assert!(lab::steps(&page).await >= kept.step.into(), "it went back behind step {}", kept.step);
        page.press("button", "Continue").await;
        page.until("the run is done", 300, "document.querySelector('#state')?.innerText === 'Done'").await;
        ended(&page).await;
        assert_eq!(hash(&page).await, native::train(&long()).weights_hash);
    });
}

//! A full device, a browser that lets nothing be kept: work goes on in memory, and the page says so.

use fantoccini::Locator;
use serde_json::json;
use site::{browse, Page, Setup};

use super::entries;
use crate::own_picture::Folder;

/// What a browser does whose quota is used up: everything of the transaction is taken back, with this error. (The browser's
/// own way to set a quota, `Storage.overrideQuotaForOrigin`, says yes and changes nothing for IndexedDB.)
const FULL: &str = r#"
    window.full = true;
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...what) {
        const request = put.apply(this, what);
        const full = () => {
            Object.defineProperty(this.transaction, 'error', { get: () => new DOMException('no room', 'QuotaExceededError') });
            this.transaction.abort();
        };
        if (window.full) request.addEventListener('success', full);
        return request;
    };
"#;

/// Trains, sees that it was said that nothing is kept, and takes everything out as a file from memory.
async fn works_in_memory(page: &Page, words: &str) {
    let config = json!({ "pictures": 64, "width": 8, "pretrained": false, "epochs": 2, "backend": "cpu" });
    let metrics = page.call(crate::equality::TRAIN, vec![config]).await;
    assert_eq!(metrics["steps"], 4, "{metrics}");
    page.until_text("#not-kept", 20, |said| said.contains(words)).await;
    page.press("button", "All right").await;
    page.until("it is read", 5, "!document.querySelector('#not-kept')").await;
    page.press("link", "Lessons").await;
    page.until_text("#kept", 10, |said| said.contains(words) && said.contains("Runs: 1")).await;
    let folder = Folder::new();
    let file = super::file::export(page, &folder).await;
    let all = kept::archive::read(&file).unwrap();
    assert!(all.iter().any(|(key, _)| key.starts_with("state.")), "the run is not in the file");
    // And the run can be opened from memory.
    page.client.find(Locator::Css(".kept-runs button")).await.unwrap().click().await.unwrap();
    page.until("the run is open", 60, "document.querySelector('#state')?.innerText === 'Done'").await;
}

#[test]
fn a_full_device_is_told_and_work_goes_on() {
    browse(Setup::default(), |page| async move {
        page.open("en/lab/").await;
        page.until("the run is ready", 60, "document.querySelector('#state')?.innerText === 'Ready'").await;
        page.run(FULL, Vec::new()).await;
        works_in_memory(&page, "no room left").await;
        // With room again, work is kept again.
        page.run("window.full = false", Vec::new()).await;
        let config = json!({ "pictures": 64, "width": 8, "pretrained": false, "epochs": 1, "backend": "cpu" });
        page.call(crate::equality::TRAIN, vec![config]).await;
        for _ in 0..100 {
            // The run that waited in memory too.
            if entries(&page).await.iter().filter(|(key, _)| key.starts_with("state.")).count() == 2 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("not everything is kept although there is room again");
    });
}

#[test]
fn forbidden_storage_is_told_and_work_goes_on() {
    for refusal in ["throw new DOMException('no', 'SecurityError')", "return undefined"] {
        let source = format!("Object.defineProperty(window, 'indexedDB', {{ get() {{ {refusal} }} }});");
        browse(Setup::default(), move |page| async move {
            page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
            page.open("en/lab/").await;
            works_in_memory(&page, "lets the site keep nothing").await;
            assert_eq!(page.console_errors().await, Vec::<String>::new());
        });
    }
}

#[test]
fn a_database_that_never_answers_is_not_waited_for() {
    let source = "indexedDB.open = () => new EventTarget()";
    browse(Setup::default(), move |page| async move {
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
        page.open("en/lesson/02-first-model/").await;
        page.until("the lesson opens", 30, "document.querySelector('.step h2')?.innerText").await;
    });
}

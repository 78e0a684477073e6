//! A worker of another build than the page: both are ended, with a word to the student, before they misunderstand each other.

use site::{browse, Fault, Page, Setup};

/// Says another build, and tells the server of everything that it is sent.
const STALE: &str = r#"
    postMessage({ build: 'ffffffffffffffff' });
    let count = 0;
    onmessage = () => { count += 1; fetch(`told/${count}`); };
    setInterval(() => fetch('alive'), 200);
"#;

/// From before builds were told: posts bytes at once.
const OLD: &str = r#"
    setInterval(() => postMessage(new Uint8Array([0, 1, 2, 3])), 50);
    onmessage = () => fetch('told/1');
    setInterval(() => fetch('alive'), 200);
"#;

#[test]
fn a_stale_worker_beside_a_new_page_is_ended_and_said() {
    for stale in [STALE, OLD] {
        browse(Setup::default(), move |page| async move {
            page.server.spoil("worker.js", Some(Fault::Other(stale.into())));
            page.open("lab").await;
            page.until_text(".problem[role=alert]", 30, |text| text.contains("no longer of one version")).await;
            // It has been sent what starts it, which says the page's build, and nothing after; and it is gone.
            page.run("for (const id of ['play', 'step', 'reset']) document.getElementById(id).click()", Vec::new())
                .await;
            assert!(!asked(&page, "/told/2"), "a command was sent");
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            let before = page.server.paths().len();
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            let after = page.server.paths();
            assert!(!after[before..].iter().any(|path| path.starts_with("/alive")), "the stale worker lives on");
            // The page is usable, and says it once, on every page.
            page.part("header nav").press("link", "Home").await;
            page.until_text(".problem[role=alert]", 30, |text| text.contains("no longer of one version")).await;
            // With the right worker a press is enough.
            page.server.spoil("worker.js", None);
            page.press("button", "Reload").await;
            page.until_text("#sentence", 60, |text| !text.is_empty()).await;
            page.press("button", "Train it").await;
            page.until_text("#sentence", 60, |text| text.starts_with("Every batch of pictures")).await;
            assert_eq!(page.text(".problem").await, "");
        });
    }
}

#[test]
fn a_worker_refuses_a_page_of_another_build() {
    browse(Setup::default(), |page| async move {
        page.open("lab").await;
        let said = page
            .call(
                r#"
                    const worker = new Worker('worker.js', { type: 'module' });
                    const said = [];
                    worker.onmessage = ({ data }) => said.push(data);
                    worker.postMessage({ build: 'another', glue: 'data:text/javascript,postMessage("started")' });
                    await new Promise(resolve => setTimeout(resolve, 1500));
                    return said;
                "#,
                Vec::new(),
            )
            .await;
        let said = said.as_array().cloned().unwrap_or_default();
        assert_eq!(said.len(), 1, "{said:?}");
        let own = page.call("return (await epochOne.ready).info().build", Vec::new()).await;
        assert_eq!(said[0]["build"], own);
    });
}

fn asked(page: &Page, path: &str) -> bool {
    page.server.paths().iter().any(|asked| asked == path)
}

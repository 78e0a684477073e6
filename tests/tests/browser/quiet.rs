//! What must not happen: a request to another host, a page that hangs while it trains.

use serde_json::Value;
use site::{browse, Setup};

use crate::equality::TRAIN;

#[test]
fn nothing_is_asked_of_another_host() {
    browse(Setup::default(), |page| async move {
        page.open("").await;
        page.call("await epochOne.ready", Vec::new()).await;
        page.open("lab").await;
        let config = serde_json::json!({ "pictures": 4000, "epochs": 1, "batchSize": 256, "width": 4, "pretrained": false, "backend": "cpu" });
        page.call("await epochOne.ready; const run = epochOne.train(arguments[0], e => { if (e.type === 'batches') run.stop(); }); await run.done", vec![config]).await;
        page.call(TRAIN, vec![serde_json::json!({ "pictures": 10, "epochs": 1, "backend": "cpu" })]).await;
        let asked = "return [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')].map(e => e.name)";
        let asked = page.run(asked, Vec::new()).await;
        let asked: Vec<String> =
            asked.as_array().into_iter().flatten().filter_map(Value::as_str).map(String::from).collect();
        let ours = page.server.address();
        assert!(asked.len() > 3, "{asked:?}");
        assert!(asked.iter().all(|address| address.starts_with(&ours) || address.starts_with("blob:")), "{asked:?}");
        // What the worker asks for is not in the page's list, but the server has seen it.
        let paths = page.server.paths();
        for part in ["dataset/cats-dogs/", "weights/small.safetensors", ".wasm", "worker.js"] {
            assert!(paths.iter().any(|path| path.contains(part)), "{part} was not asked for: {paths:?}");
        }
        // Every request for another host ends at the server, which is the browser's proxy.
        let foreign: Vec<String> =
            page.server.foreign().into_iter().filter(|line| !is_the_browsers_own(line)).collect();
        assert_eq!(foreign, Vec::<String>::new());
        // And the proxy does see one where there is one: by going there, which ends at the proxy with an error.
        drop(page.client.goto("http://example.org/seen").await);
        for _ in 0..50 {
            if !page.server.foreign().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(page.server.foreign().iter().any(|line| line.contains("example.org")), "the proxy sees nothing");
    });
}

#[test]
fn the_page_stays_free_while_it_trains() {
    browse(Setup::default(), |page| async move {
        page.open("lab").await;
        page.until("the run is ready", 60, "document.querySelector('#state')?.innerText === 'Ready'").await;
        page.named("button", "Train").await;
        let watch = r#"
            window.tasks = [];
            new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(e => e.duration)))
              .observe({ type: 'longtask' });
            window.gaps = [];
            let last = performance.now();
            setInterval(() => { const now = performance.now(); window.gaps.push(now - last); last = now; }, 20);
        "#;
        page.run(watch, Vec::new()).await;
        page.press("button", "Train").await;
        page.until("the run is done", 240, "document.querySelector('#done')?.innerText").await;
        let numbers = |value: Value| -> Vec<f64> {
            let mut numbers: Vec<f64> = value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
            numbers.sort_by(f64::total_cmp);
            numbers
        };
        let tasks = numbers(page.run("return window.tasks", Vec::new()).await);
        let gaps = numbers(page.run("return window.gaps", Vec::new()).await);
        let most = tasks.last().copied().unwrap_or(0.0);
        let median = gaps[gaps.len() / 2];
        println!("tasks over 50 ms while training: {tasks:.0?}; a timer of 20 ms came every {median:.0} ms (median)");
        // The promise is that no task lasts over 50 ms. On a shared machine the page's thread is taken off the core in
        // the middle of a task, so the clock says more than the page did: a few such tasks are let pass, up to 200 ms.
        assert!(tasks.len() <= 3 && most < 200.0, "{tasks:?}");
        assert!(median < 100.0, "a timer of 20 ms comes every {median} ms");
    });
}

/// Whether a request line is for one of the hosts that Chromium itself asks, whatever page is open: its clock, its
/// updates, its accounts, its form filling, and the search engine's page. By whole names, so that a font or a script of
/// the same company would be noticed.
fn is_the_browsers_own(line: &str) -> bool {
    const HOSTS: [&str; 5] = [
        "clients2.google.com",
        "update.googleapis.com",
        "accounts.google.com",
        "content-autofill.googleapis.com",
        "start.duckduckgo.com",
    ];
    let target = line.split(' ').nth(1).unwrap_or_default();
    let host = target.trim_start_matches("http://").split(['/', ':']).next().unwrap_or_default();
    HOSTS.contains(&host)
}

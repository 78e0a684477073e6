//! The network off after the first visit, the first visit cut off, and a browser that keeps nothing.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{json, Value};
use site::{browse, Fault, Page, Setup};

use super::version::{kept, version, Version};
use super::KEPT;
use crate::equality::TRAIN;
use crate::own_picture;

/// Where one is told that the first run is ready.
const READY: &str = "document.querySelector('#state')?.innerText === 'Ready'";

#[test]
fn after_the_first_visit_everything_works_with_the_network_off() {
    let site = Version::built();
    browse(Setup::default(), |page| async move {
        page.server.serve(site.folder.clone());
        page.open("").await;
        let said = page.until_text(KEPT, 90, |text| text.starts_with("Works without a network")).await;
        println!("{said}");
        site.assert_kept(&page).await;

        page.server.hang_up(true);
        let asked = page.server.paths().len();
        // The page that is open since before there was a service worker gets its later files too.
        let big = json!({ "pictures": 4000, "epochs": 1, "batchSize": 256, "width": 4, "pretrained": false, "backend": "cpu" });
        let stopped = "const run = epochOne.train(arguments[0], e => { if (e.type === 'batches') run.stop(); }); return await run.done";
        page.call(stopped, vec![big]).await;
        page.part("header nav").press("link", "Lessons").await;
        page.until("the path of lessons is there", 20, "document.querySelectorAll('.path-item').length > 5").await;

        // The first page, opened anew.
        page.open("").await;
        page.press("button", "Train it").await;
        page.until_text("#sentence", 240, |text| text.contains("right, on 100 pictures")).await;
        page.until_text(KEPT, 30, |text| text.starts_with("Works without a network")).await;

        // Addresses never visited before, in both languages and without one, each in its language with its figures.
        for (address, lang) in [
            ("en/lesson/03-learning/?open=all", "en"),
            ("zh-CN/lesson/03-learning/?open=all", "zh-CN"),
            ("lesson/03-learning?open=all", "en"),
            ("zh-CN/lesson/03-learning/?embed=1&open=all", "zh-CN"),
        ] {
            page.open(address).await;
            page.until(address, 30, "document.querySelector('main h1')?.innerText").await;
            assert_eq!(page.run("return document.documentElement.lang", Vec::new()).await, lang, "{address}");
            page.until("a figure is there", 30, "document.querySelector('figure.figure :is(button, input, svg)')")
                .await;
        }
        // Every page of the site opens at every of its addresses.
        for id in lesson::index::CORE {
            page.open(&format!("zh-CN/lesson/{id}/index.html?from=class")).await;
            page.until(id, 30, "document.querySelector('main h1')?.innerText").await;
        }
        page.open("zh-CN/nowhere/").await;
        page.until_text("main h1", 20, |text| text == "这里没有页面").await;

        // The lab, a picture of one's own, and the sealed test set of a lesson.
        page.open("en/lab/").await;
        page.until("the run is ready", 60, READY).await;
        let metrics =
            page.call(TRAIN, vec![json!({ "pictures": 10, "epochs": 1, "width": 32, "backend": "cpu" })]).await;
        assert_eq!(metrics["steps"], 1, "{metrics}");
        let picture: Vec<Value> = own_picture::picture().into_iter().map(Value::from).collect();
        let answer =
            page.call("return await epochOne.predict(new Uint8Array(arguments[0]))", vec![json!(picture)]).await;
        assert!(answer["label"] == "cat" || answer["label"] == "dog", "{answer}");

        assert_eq!(page.server.paths().len(), asked, "something came from the site");
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

#[test]
fn under_a_folder_of_the_host_too() {
    // The site as it is built for `/epoch-one/`, beside a neighbour whose own store is left alone.
    let site = Version::of(move_below);
    let host = own_picture::Folder::new();
    let root = host.file("index.html", b"<!doctype html><title>Neighbour</title>").parent().unwrap().to_path_buf();
    std::os::unix::fs::symlink(&site.folder, root.join("epoch-one")).unwrap();
    browse(Setup::default(), |page| async move {
        let _host = host;
        page.server.serve(root);
        page.open("").await;
        page.call("await (await caches.open('neighbour')).put('/x', new Response('x'))", Vec::new()).await;
        page.open("epoch-one/en/lab/").await;
        page.until_text(KEPT, 90, |text| text.starts_with("Works without a network")).await;
        page.server.hang_up(true);
        page.open("epoch-one/zh-CN/lesson/06-sgd/").await;
        page.until("the lesson is there", 30, "document.querySelector('main h1')?.innerText").await;
        assert_eq!(page.run("return document.documentElement.lang", Vec::new()).await, "zh-CN");
        // The neighbour is not answered for.
        let outside = page.attempt("return (await fetch('/index.html')).status", Vec::new()).await;
        assert!(outside.is_err(), "{outside:?}");
        let there = page.call("return (await (await caches.open('neighbour')).keys()).length", Vec::new()).await;
        assert_eq!(there, 1);
    });
}

#[test]
fn a_first_visit_that_is_cut_off_goes_on_at_the_next() {
    let site = Version::built();
    browse(Setup::default(), |page| async move {
        page.server.serve(site.folder.clone());
        // A large file, which comes late, breaks off in the middle; the lab's first run does not need it.
        let broken = "dataset/cats-dogs/train-09.png";
        page.server.spoil(broken, Some(Fault::CutOff));
        page.open("lab").await;
        page.until("the run is ready", 60, READY).await;
        wait_for(&page, "the file is asked for", |paths| paths.iter().any(|path| &path[1..] == broken)).await;
        until_call(&page, "the service worker has given up", "return !await navigator.serviceWorker.getRegistration()")
            .await;
        let asked = page.server.paths();
        let began = asked.iter().position(|path| path == "/sw.js").expect("no service worker was asked for");
        let own: BTreeSet<&String> = asked[..began].iter().collect();
        // The first run waited for nothing of it.
        for part in ["_bg.wasm", "weights/small.safetensors", "train-00.png", "valid-00.png"] {
            assert!(own.iter().any(|path| path.contains(part)), "{part} came after the service worker: {asked:?}");
        }

        // All that is here is whole; the version is not.
        let first = kept(&page).await;
        assert_eq!(first.versions, BTreeSet::new());
        let sums: BTreeSet<String> = site.list.files.values().map(|file| file.sum.clone()).collect();
        let missing: BTreeSet<&String> = sums.difference(&first.files).collect();
        assert_eq!(first.files.difference(&sums).count(), 0);
        assert!(missing.contains(&site.list.files[broken].sum), "half a file was taken for the whole");
        println!("{} of {} files before the line broke", first.files.len(), sums.len());
        assert!(first.files.len() > sums.len() / 2);

        // The next visit asks for what is missing, and beside that for what every visit without a service worker asks for.
        page.server.spoil(broken, None);
        let before = asked.len();
        page.open("lab").await;
        page.until_text(KEPT, 90, |text| text.starts_with("Works without a network")).await;
        site.assert_kept(&page).await;
        let asked = page.server.paths();
        for path in asked[before..].iter().filter(|path| !own.contains(path)) {
            let file = path[1..].split('?').next().unwrap_or_default();
            let known = ["sw.js", ""].contains(&file) || file.ends_with(".webmanifest");
            assert!(known || missing.contains(&site.list.files[file].sum), "{path} was here and is asked for again");
        }
        assert!(asked[before..].iter().any(|path| &path[1..] == broken), "{broken} was not asked for again");
        assert_eq!(version(&page).await, site.list.version);
    });
}

#[test]
fn a_browser_that_keeps_nothing_shows_the_page_as_ever() {
    browse(Setup::default(), |page| async move {
        page.open("").await;
        let origin = page.server.address().trim_end_matches('/').to_string();
        page.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": 1000 })).await;
        wait_for(&page, "the service worker is asked for", |paths| paths.iter().any(|path| path == "/sw.js")).await;
        until_call(&page, "the service worker has given up", "return !await navigator.serviceWorker.getRegistration()")
            .await;
        page.press("button", "Train it").await;
        page.until_text("#sentence", 240, |text| text.contains("right, on 100 pictures")).await;
        assert_eq!(page.text(KEPT).await, "", "it says that it works without a network");
        assert_eq!(page.text(".problem").await, "");
        page.open("en/lesson/02-first-model/").await;
        page.until("the lesson is there", 30, "document.querySelector('main h1')?.innerText").await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

/// Waits until the body of an asynchronous function gives something true.
pub async fn until_call(page: &Page, what: &str, body: &str) {
    for _ in 0..600 {
        if page.call(body, Vec::new()).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("waited in vain: {what}");
}

/// Makes the site built for `/` one for `/epoch-one/`: only the pages name the folder.
fn move_below(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            move_below(&path);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            let mut page = std::fs::read_to_string(&path).unwrap();
            assert!(page.contains("<base href=/>"), "{}", path.display());
            for attribute in ["href=", "data-glue=", "data-wasm="] {
                page = page.replace(&format!("{attribute}/"), &format!("{attribute}/epoch-one/"));
                page = page.replace(&format!("{attribute}\"/"), &format!("{attribute}\"/epoch-one/"));
            }
            std::fs::write(&path, page).unwrap();
        }
    }
}

/// Waits until what was asked of the server passes.
async fn wait_for(page: &Page, what: &str, passes: impl Fn(&[String]) -> bool) {
    for _ in 0..600 {
        if passes(&page.server.paths()) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("waited in vain: {what}");
}

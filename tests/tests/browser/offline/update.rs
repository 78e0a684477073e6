//! A new version: offered and never forced, whole or not at all.

use serde_json::json;
use site::{browse, Fault, Page, Setup};

use super::version::{kept, version, Version};
use super::visit::until_call;
use super::{KEPT, NOTICE};

/// Looks for a new version, as a browser does at every visit.
const LOOK: &str = "await (await navigator.serviceWorker.getRegistration()).update().catch(() => {})";
/// Nothing is being fetched or waits.
const SETTLED: &str =
    "const r = await navigator.serviceWorker.getRegistration(); return !r.installing && !r.waiting && r.active.state === 'activated'";

const TITLE: &str = "main h1";

#[test]
fn a_new_version_waits_until_it_is_asked_for_and_other_tabs_stay_with_theirs() {
    let (old, new) = (Version::built(), Version::second());
    browse(Setup::default(), |page| async move {
        page.server.serve(old.folder.clone());
        page.open("en/lab/").await;
        page.until_text(KEPT, 90, |text| !text.is_empty()).await;
        let first = page.client.window().await.unwrap();
        let second = page.client.new_window(true).await.unwrap().handle;
        page.client.switch_to_window(second.clone()).await.unwrap();
        page.open("en/lesson/").await;
        page.until_text(KEPT, 30, |text| !text.is_empty()).await;
        page.run("window.mark = 'second'", Vec::new()).await;

        // The site is updated while the first tab trains.
        page.client.switch_to_window(first.clone()).await.unwrap();
        let endless = r#"
            window.mark = 'first';
            window.run = epochOne.train({ pictures: 200, epochs: 50, width: 32, backend: 'cpu' });
            window.run.done.then(metrics => { window.metrics = metrics; });
        "#;
        page.call(endless, Vec::new()).await;
        page.until("it trains", 60, &format!("{} > 0", crate::lab::STEPS)).await;
        page.server.serve(new.folder.clone());
        let before = page.server.paths().len();
        page.call(LOOK, Vec::new()).await;
        let said = page.until_text(NOTICE, 60, |text| !text.is_empty()).await;
        assert!(said.contains("updating now ends the run under way"), "{said}");

        // What the two versions share has been fetched once. Both are here.
        let changed = new.changed_since(&old);
        let asked: Vec<String> = page.server.paths()[before..].iter().map(|path| path[1..].into()).collect();
        let fetched = |path: &&String| !path.is_empty() && !path.starts_with("sw.js");
        assert!(asked.iter().filter(fetched).all(|path| changed.contains(path)), "{asked:?} of {changed:?}");
        assert_eq!(kept(&page).await.versions, [&old, &new].map(|v| v.list.version.clone()).into());

        // The run goes on, and the page is the old one, now and when it is opened anew.
        page.until("it trains on", 60, "document.querySelector('#state')?.innerText === 'Training'").await;
        assert_eq!(page.run("return window.mark", Vec::new()).await, "first");
        page.run("window.run.stop()", Vec::new()).await;
        page.until("the run ends as the student wants", 60, "window.metrics").await;
        page.until_text(NOTICE, 10, |text| text.starts_with("A new version is ready.") && !text.contains("run")).await;
        page.open("en/lesson/06-sgd/").await;
        page.until_text(TITLE, 30, |title| !title.is_empty() && !title.ends_with(" 2")).await;
        assert_eq!(version(&page).await, old.list.version);
        page.until_text(NOTICE, 30, |text| !text.is_empty()).await;
        page.press("button", "Later").await;
        page.until("it waits", 10, &format!("!document.querySelector('{NOTICE}')")).await;

        // Asked for, it comes whole.
        page.open("en/lesson/06-sgd/").await;
        page.press("button", "Update now").await;
        page.until_text(TITLE, 30, |title| title.ends_with(" 2")).await;
        assert_eq!(version(&page).await, new.list.version);
        page.until_text(KEPT, 30, |text| !text.is_empty()).await;

        // The other tab was not touched, and has its own version to the end, with the network off too.
        page.client.switch_to_window(second).await.unwrap();
        assert_eq!(page.run("return window.mark", Vec::new()).await, "second");
        page.server.hang_up(true);
        page.until_text(NOTICE, 30, |text| !text.is_empty()).await;
        page.run("document.querySelector('a[href$=\"02-first-model/\"]').click()", Vec::new()).await;
        page.until_text(TITLE, 30, |title| !title.is_empty() && !title.ends_with(" 2")).await;
        for path in ["figure.wasm", "lesson/en/06-sgd.bin", "lesson/zh-CN/index.bin"] {
            let length = page
                .call(
                    r#"
                        const version = document.querySelector('meta[name=version]').content;
                        return (await (await fetch(`/${arguments[0]}?v=${version}`)).arrayBuffer()).byteLength;
                    "#,
                    vec![json!(path)],
                )
                .await;
            assert_eq!(length, old.read(path).len(), "{path}");
        }
        assert_ne!(old.read("figure.wasm").len(), new.read("figure.wasm").len());
        // Its engine trains on.
        page.call(
            "await epochOne.train({ pictures: 10, epochs: 1, width: 8, pretrained: false, backend: 'cpu' }).done",
            Vec::new(),
        )
        .await;
        assert_eq!(page.run("return window.mark", Vec::new()).await, "second");

        // When it has gone over too, nothing of the old version is left.
        page.press("button", "Update now").await;
        page.until_text(TITLE, 30, |title| title.ends_with(" 2")).await;
        page.client.close_window().await.unwrap();
        page.client.switch_to_window(first).await.unwrap();
        page.open("en/lab/").await;
        page.until_text(KEPT, 30, |text| !text.is_empty()).await;
        let only_new = "return (await (await caches.open((await caches.keys())[0])).keys()).every(r => !r.url.endsWith(arguments[0]))";
        for _ in 0..100 {
            if page.call(only_new, vec![json!(old.list.version)]).await == true {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        new.assert_kept(&page).await;
    });
}

#[test]
fn an_update_that_does_not_come_whole_does_not_come_at_all() {
    let (old, new) = (Version::built(), Version::second());
    browse(Setup::default(), |page| async move {
        page.server.serve(old.folder.clone());
        page.open("en/lab/").await;
        page.until_text(KEPT, 90, |text| !text.is_empty()).await;
        page.server.serve(new.folder.clone());
        let broken = "lesson/zh-CN/14-seeing.bin";
        let mut wrong = new.read(broken);
        wrong[10] ^= 1;
        for fault in [Fault::Missing, Fault::CutOff, Fault::Other(wrong), Fault::Other(Vec::new())] {
            page.server.spoil(broken, Some(fault.clone()));
            page.call(LOOK, Vec::new()).await;
            until_call(&page, "the update has been given up", SETTLED).await;
            assert_old(&page, &old, &new, &format!("{fault:?}")).await;
        }
        // A broken list is none.
        page.server.spoil("sw.js", Some(Fault::CutOff));
        page.call(LOOK, Vec::new()).await;
        until_call(&page, "the update has been given up", SETTLED).await;
        assert_old(&page, &old, &new, "half a service worker").await;

        // When the site is whole again, only what is missing is fetched.
        page.server.spoil(broken, None);
        page.server.spoil("sw.js", None);
        let here = kept(&page).await.files;
        let before = page.server.paths().len();
        page.call(LOOK, Vec::new()).await;
        page.until_text(NOTICE, 60, |text| !text.is_empty()).await;
        for path in page.server.paths()[before..].iter().map(|path| &path[1..]) {
            let was_here = new.list.files.get(path).is_some_and(|file| here.contains(&file.sum));
            assert!(!was_here, "{path} was fetched again");
        }
        page.press("button", "现在更新").await;
        page.until("the new version is shown", 30, &shows(&new)).await;
        page.until_text(KEPT, 30, |text| !text.is_empty()).await;
    });
}

/// The old version is there, offline too, and nothing is offered.
async fn assert_old(page: &Page, old: &Version, new: &Version, why: &str) {
    page.server.hang_up(true);
    page.open("zh-CN/lesson/14-seeing/").await;
    page.until_text(TITLE, 30, |title| !title.is_empty() && !title.ends_with(" 2")).await;
    page.until_text(KEPT, 30, |text| !text.is_empty()).await;
    page.server.hang_up(false);
    assert_eq!(version(page).await, old.list.version, "{why}");
    assert_eq!(page.text(NOTICE).await, "", "{why}");
    let here = kept(page).await;
    assert!(here.versions.contains(&old.list.version) && !here.versions.contains(&new.list.version), "{why}");
    assert!(old.list.files.values().all(|file| here.files.contains(&file.sum)), "{why}");
}

/// Whether the open page is of this version.
fn shows(site: &Version) -> String {
    format!("document.querySelector('meta[name=version]')?.content === '{}'", site.list.version)
}

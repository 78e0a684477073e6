//! Everything as one file: exported, erased and brought back; and files that bring nothing.

use fantoccini::Locator;
use kept::archive;
use serde_json::json;
use site::{browse, Page, Setup};

use super::entries;
use crate::own_picture::{give as give_picture, picture, Folder};

/// Presses the button, and reads the file as the browser writes it.
pub async fn export(page: &Page, folder: &Folder) -> Vec<u8> {
    let target = folder.file("none", b"").with_file_name("down");
    std::fs::create_dir_all(&target).unwrap();
    let file = target.join("epoch-one-work.bin");
    drop(std::fs::remove_file(&file));
    let allow = json!({ "behavior": "allow", "downloadPath": target.display().to_string() });
    page.devtools("Page.setDownloadBehavior", allow).await;
    page.press("button", "Export everything").await;
    for _ in 0..200 {
        // The browser holds the name with an empty file, and moves the whole one there.
        if let Some(bytes) = std::fs::read(&file).ok().filter(|bytes| !bytes.is_empty()) {
            return bytes;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no file came down");
}

async fn give(page: &Page, file: &std::path::Path) {
    let input = page.client.find(Locator::Css("#import")).await;
    let input = input.unwrap_or_else(|error| panic!("no place for a file: {error}"));
    input.send_keys(&file.display().to_string()).await.unwrap_or_else(|error| panic!("no file can be given: {error}"));
}

/// Waits for words below the buttons.
async fn said(page: &Page, words: &str) {
    page.until_text("#said", 20, |said| said.contains(words)).await;
}

/// A bit of everything: a step of a lesson, a run, a picture.
async fn work(page: &Page, folder: &Folder) {
    page.open("en/lab/").await;
    let config = json!({ "pictures": 64, "width": 8, "pretrained": false, "epochs": 2, "backend": "cpu" });
    page.call(crate::equality::TRAIN, vec![config]).await;
    give_picture(page, &folder.file("cat.png", &picture())).await;
    page.until("the picture is kept", 20, "document.querySelectorAll('.own-again').length === 1").await;
    page.open("en/lesson/02-first-model/").await;
    page.press("button", "Next step").await;
    page.until("the guess is there", 10, "document.querySelectorAll('input[name=same]').length").await;
    page.run("document.querySelectorAll('input[name=same]')[1].click()", Vec::new()).await;
    page.press("button", "That is my guess").await;
    page.open("en/lesson/").await;
    page.until("one lesson is begun", 10, &format!("({BEGUN}) === 1")).await;
}

const BEGUN: &str = "[...document.querySelectorAll('.path-item')].filter(i => i.innerText.includes('begun')).length";

#[test]
fn everything_is_exported_erased_and_brought_back_and_other_files_are_refused() {
    let folder = Folder::new();
    browse(Setup::default(), move |page| async move {
        work(&page, &folder).await;
        page.until_text("#kept-sum", 20, |sum| sum.starts_with("Runs: 1; pictures: 1; lessons begun: 1")).await;
        let kept = entries(&page).await;
        assert_eq!(kept.len(), 4, "a lesson, a run, its state, a picture");
        let file = export(&page, &folder).await;
        let all = archive::read(&file).unwrap_or_else(|refusal| panic!("the page's own file: {refusal:?}"));
        assert_eq!(all, kept, "the file is not what the device holds");

        // Erasing asks first.
        page.press("button", "Erase everything").await;
        page.press("button", "Cancel").await;
        assert_eq!(entries(&page).await, kept, "erased without a yes");
        page.press("button", "Erase everything").await;
        page.press("button", "Erase it").await;
        said(&page, "Erased.").await;
        assert_eq!(entries(&page).await, Vec::new());
        page.until("no lesson is begun", 10, &format!("({BEGUN}) === 0")).await;
        page.until_text("#kept-sum", 10, |sum| sum == "Nothing is kept here yet.").await;

        // With nothing here, nothing is asked.
        let good = folder.file("work.bin", &file);
        give(&page, &good).await;
        said(&page, "Imported.").await;
        assert_eq!(entries(&page).await, kept);
        page.until("the lesson is begun again", 10, &format!("({BEGUN}) === 1")).await;
        page.until("the run is listed again", 10, "document.querySelectorAll('.kept-runs li').length === 1").await;

        // Files that bring nothing change nothing, and say why.
        let flipped = |place: usize| {
            let mut file = file.clone();
            file[place] ^= 1;
            file
        };
        let with = |key: &str, value: &[u8]| archive::write(&[(key.to_string(), value.to_vec())]);
        let mut later_note = all.clone();
        later_note.iter_mut().find(|(key, _)| key.starts_with("run.")).unwrap().1[0] += 1;
        let later_note = archive::write(&later_note);
        let refused = [
            ("shopping.txt", b"milk, bread".to_vec(), "no file of Epoch One"),
            ("picture.bin", picture(), "no file of Epoch One"),
            ("later.bin", [&b"epoch-one work 2\n"[..], &file[17..]].concat(), "Reload the page"),
            ("later-note.bin", later_note, "Reload the page"),
            ("cut.bin", file[..file.len() - 6].to_vec(), "incomplete"),
            ("flipped.bin", flipped(file.len() / 2), "incomplete"),
            ("empty.bin", archive::write(&[]), "nothing in this file"),
            ("theme.bin", with("theme", b"dark"), "incomplete"),
            ("script.bin", with("lesson.01-myths", b"<img src=x onerror=alert(1)>"), "incomplete"),
            ("unknown.bin", with("lesson.99-unknown", &kept[0].1), "incomplete"),
            ("old-script.txt", b"epoch-one-progress 2\n01-myths=<b>\nend\n".to_vec(), "incomplete"),
        ];
        for (name, bytes, words) in refused {
            give(&page, &folder.file(name, &bytes)).await;
            page.until_text("#said[role=alert]", 10, |said| {
                said.contains(words) && said.contains("Nothing was changed")
            })
            .await;
            assert_eq!(entries(&page).await, kept, "{name} changed something");
            page.press("button", "Erase everything").await;
            page.press("button", "Cancel").await;
        }

        // With other progress here it asks, and no means no. Files of earlier versions are still read.
        let lesson =
            String::from_utf8(kept.iter().find(|(key, _)| key.starts_with("lesson.")).unwrap().1.clone()).unwrap();
        let mut other = lesson.clone();
        let open = other.find(':').unwrap() + 1;
        other.replace_range(open..open + 2, "02");
        assert_ne!(other, lesson);
        let old = folder.file("old.txt", format!("epoch-one-progress 2\n02-first-model={other}\nend\n").as_bytes());
        give(&page, &old).await;
        page.press("button", "Cancel").await;
        assert_eq!(entries(&page).await, kept, "replaced without a yes");
        give(&page, &old).await;
        page.press("button", "Use the file").await;
        said(&page, "Imported.").await;
        let now = entries(&page).await;
        assert_eq!(now.iter().find(|(key, _)| key.starts_with("lesson.")).unwrap().1, other.into_bytes());
        assert_eq!(now.len(), kept.len(), "what is not in the file stays");

        // A run is opened, and deleted.
        page.client.find(Locator::Css(".kept-runs button")).await.unwrap().click().await.unwrap();
        page.until("the run is open", 60, "document.querySelector('#state')?.innerText === 'Done'").await;
        page.press("link", "Lessons").await;
        page.until("the run is listed", 10, "document.querySelectorAll('.kept-runs button').length === 2").await;
        page.run("document.querySelectorAll('.kept-runs button')[1].click()", Vec::new()).await;
        page.until("it is gone", 10, "!document.querySelector('.kept-runs li')").await;
        assert!(!entries(&page).await.iter().any(|(key, _)| key.starts_with("run.") || key.starts_with("state.")));
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

#[test]
fn progress_of_earlier_versions_of_the_site_moves_in() {
    browse(Setup::default(), |page| async move {
        page.open("en/lesson/").await;
        // Two steps open, nothing else: as the site wrote it into the other store before.
        page.run("localStorage['epoch-one.lesson.01-myths'] = '2:0200000000000000'", Vec::new()).await;
        page.open("en/lesson/").await;
        page.until("the lesson is begun", 10, &format!("({BEGUN}) === 1")).await;
        page.until("it has moved", 10, "localStorage['epoch-one.lesson.01-myths'] === undefined").await;
        let kept = entries(&page).await;
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].0, "lesson.01-myths");
    });
}

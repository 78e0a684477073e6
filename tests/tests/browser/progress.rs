//! Progress in the lessons, taken out as a file, erased and brought back; and files that bring nothing.

use fantoccini::Locator;
use serde_json::json;
use site::{browse, Page, Setup};

use crate::own_picture::Folder;

/// What the browser's store holds of the lessons.
const KEPT: &str =
    "return Object.keys(localStorage).filter(k => k.includes('.lesson.')).sort().map(k => [k, localStorage[k]])";

#[test]
fn progress_is_exported_erased_and_imported_and_other_files_are_refused() {
    let folder = Folder::new();
    browse(Setup::default(), move |page| async move {
        // A bit of a lesson: one step on, and a guess.
        page.open("lesson/02-first-model").await;
        page.press("button", "Next step").await;
        page.until("the guess is there", 10, "document.querySelectorAll('input[name=same]').length").await;
        page.run("document.querySelectorAll('input[name=same]')[1].click()", Vec::new()).await;
        page.press("button", "That is my guess").await;
        page.open("lesson").await;
        let begun = "[...document.querySelectorAll('.path-item')].filter(i => i.innerText.includes('begun')).length";
        page.until("one lesson is begun", 10, &format!("({begun}) === 1")).await;
        let kept = page.run(KEPT, Vec::new()).await;
        assert_eq!(kept.as_array().map(Vec::len), Some(1), "{kept}");

        // The file as the browser writes it.
        let target = folder.file("none", b"").with_file_name("down");
        std::fs::create_dir_all(&target).unwrap();
        let allow = json!({ "behavior": "allow", "downloadPath": target.display().to_string() });
        page.devtools("Page.setDownloadBehavior", allow).await;
        page.press("link", "Export progress").await;
        let file = target.join("epoch-one-progress.txt");
        for _ in 0..100 {
            if file.is_file() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("no file came down: {error}"));
        assert!(
            text.starts_with("epoch-one-progress ") && text.contains("\n02-first-model=") && text.ends_with("end\n")
        );

        // Erasing asks first.
        page.press("button", "Erase all progress").await;
        page.press("button", "Cancel").await;
        assert_eq!(page.run(KEPT, Vec::new()).await, kept, "erased without a yes");
        page.press("button", "Erase all progress").await;
        page.press("button", "Erase it").await;
        page.until_text("#said", 10, |said| said == "Progress erased.").await;
        assert_eq!(page.run(KEPT, Vec::new()).await, json!([]));
        page.until("no lesson is begun", 10, &format!("({begun}) === 0")).await;

        // With nothing here, nothing is asked.
        give(&page, &file).await;
        page.until_text("#said", 10, |said| said == "Progress imported.").await;
        assert_eq!(page.run(KEPT, Vec::new()).await, kept);
        page.until("the lesson is begun again", 10, &format!("({begun}) === 1")).await;

        // Files that bring nothing change nothing, and say why.
        let (head, rest) = text.split_once('\n').unwrap();
        let refused = [
            ("shopping.txt", b"milk, bread".to_vec(), "no progress file"),
            ("picture.txt", crate::own_picture::picture(), "no progress file"),
            ("huge.txt", text.repeat(1 + (1 << 20) / text.len()).into_bytes(), "no progress file"),
            ("later.txt", format!("{head}0\n{rest}").into_bytes(), "another version"),
            ("cut.txt", text.as_bytes()[..text.len() - 6].to_vec(), "incomplete"),
            ("other.txt", text.replace("02-first-model", "../theme").into_bytes(), "incomplete"),
            (
                "script.txt",
                text.replace("\nend", "\n01-myths=<img src=x onerror=alert(1)>\nend").into_bytes(),
                "incomplete",
            ),
            ("empty.txt", format!("{head}\nend\n").into_bytes(), "no progress in this file"),
        ];
        for (name, bytes, word) in refused {
            give(&page, &folder.file(name, &bytes)).await;
            page.until_text("#said[role=alert]", 10, |said| {
                said.contains(word) && said.contains("Nothing was changed")
            })
            .await;
            assert_eq!(page.run(KEPT, Vec::new()).await, kept, "{name} changed something");
            page.press("button", "Erase all progress").await;
            page.press("button", "Cancel").await;
        }

        // With progress here it asks, and no means no.
        let other = text.replace("02-first-model", "01-myths");
        let other = folder.file("other-progress.txt", other.as_bytes());
        give(&page, &other).await;
        page.press("button", "Cancel").await;
        assert_eq!(page.run(KEPT, Vec::new()).await, kept, "replaced without a yes");
        give(&page, &other).await;
        page.press("button", "Use the file").await;
        page.until_text("#said", 10, |said| said == "Progress imported.").await;
        let now = page.run(KEPT, Vec::new()).await;
        assert_eq!(now, json!([["epoch-one.lesson.01-myths", kept[0][1]]]));
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

async fn give(page: &Page, file: &std::path::Path) {
    let input = page.client.find(Locator::Css("#import")).await;
    let input = input.unwrap_or_else(|error| panic!("no place for a file: {error}"));
    input.send_keys(&file.display().to_string()).await.unwrap_or_else(|error| panic!("no file can be given: {error}"));
}

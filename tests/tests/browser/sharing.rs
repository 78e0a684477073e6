//! Links: what one browser saw is what another shows, running it again gives the same bits, and no link harms the page.

use std::sync::{Arc, Mutex};

use serde_json::{json, Value};
use site::{browse, Page, Setup};

/// What a test hands from one browser to the next.
type Handed = Arc<Mutex<Vec<String>>>;

const STATE: &str = "document.querySelector('#state')?.innerText";
/// What is heard of every picture in the lab's grid of predictions.
const PREDICTIONS: &str =
    "return [...document.querySelectorAll('.predictions .w-cell')].map(cell => cell.getAttribute('aria-label').split('; ')[0].replace(/[\\d.]+ %/, ''))";

/// Opens the dialog, from the top of the page: further down the transport bar may lie over the button.
async fn share(page: &Page) {
    page.run("scrollTo(0, 0)", Vec::new()).await;
    page.press("button", "Share").await;
}

/// Opens the dialog and chooses what the link holds; gives path and fragment of the link.
async fn link(page: &Page, choice: &str) -> String {
    share(page).await;
    page.until("the link is made", 60, "document.querySelector('#share-link')?.value").await;
    let chosen = "const input = [...document.querySelectorAll('.share-choice')].find(l => l.innerText.startsWith(arguments[0])).querySelector('input'); if (input.disabled) return false; input.click(); return true";
    assert_eq!(page.run(chosen, vec![json!(choice)]).await, json!(true), "\"{choice}\" cannot be chosen");
    let link = page.run("return document.querySelector('#share-link').value", Vec::new()).await;
    let link = link.as_str().unwrap_or_default().to_string();
    let site = page.server.address();
    link.strip_prefix(&site).unwrap_or_else(|| panic!("{link} does not lead to {site}")).to_string()
}

async fn close(page: &Page) {
    page.press("button", "Close").await;
}

/// Trains in the lab with few pictures, only the head.
async fn train(page: &Page) {
    page.open("en/lab/").await;
    page.choose("CPU").await;
    page.fill("Epochs", "2").await;
    page.press("button", "Train").await;
    page.until("the run is done", 240, &format!("{STATE} === 'Done'")).await;
}

async fn predictions(page: &Page) -> Value {
    page.run(PREDICTIONS, Vec::new()).await
}

#[test]
fn a_trained_network_travels_in_a_link_and_the_run_repeats_to_the_same_bits() {
    let handed = Handed::default();
    let put = handed.clone();
    browse(Setup::default(), |page| async move {
        page.open("en/lab/").await;
        page.until("the run is ready", 60, &format!("{STATE} === 'Ready'")).await;
        let settings = link(&page, "Settings only").await;
        assert!(settings.len() <= 300, "{} characters: {settings}", settings.len());
        close(&page).await;
        // Only the head, so that the link is short.
        for group in 0..4 {
            page.run("document.querySelectorAll('.settings .group')[arguments[0]].click()", vec![json!(group)]).await;
        }
        page.choose("CPU").await;
        page.fill("Epochs", "2").await;
        page.press("button", "Train").await;
        page.until("the run is done", 240, &format!("{STATE} === 'Done'")).await;
        let seen = predictions(&page).await;
        let trained = link(&page, "With the trained network").await;
        assert!(trained.len() <= 2000, "{} characters", trained.len());
        println!("settings {} characters, with the trained head {}", settings.len(), trained.len());
        page.until_text("#share-holds", 60, |text| text.contains("pictures right")).await;
        let result = page.text("#done").await;
        *put.lock().unwrap() = vec![trained, seen.to_string(), result];
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
    let [trained, seen, result]: [String; 3] = handed.lock().unwrap().clone().try_into().unwrap();
    browse(Setup::default(), |page| async move {
        page.open(&trained).await;
        page.until("the shared run is shown", 60, "document.querySelector('#shared-result')?.innerText").await;
        page.until("its network is there", 60, &format!("{STATE} === 'Done'")).await;
        page.until("its predictions are there", 30, "document.querySelector('#tally')?.innerText").await;
        assert_eq!(predictions(&page).await.to_string(), seen, "another network predicts here");
        let shared = page.text("#shared-result").await;
        let accuracy = |text: &str| {
            text.split('%').next().unwrap_or_default().rsplit(' ').find(|w| !w.is_empty()).map(String::from)
        };
        assert_eq!(accuracy(&shared), accuracy(&result), "{shared}\n{result}");
        page.press("button", "Run it again and compare").await;
        let receipt = page.until_text("#receipt", 240, |text| !text.is_empty() && !text.contains("Training")).await;
        assert!(receipt.starts_with("The same result"), "{receipt}");
        page.press("button", "Put it away").await;
        page.until("the card is gone", 10, "!document.querySelector('#shared') && !location.hash").await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

#[test]
fn all_changed_weights_fit_into_a_link_or_the_page_says_how_else() {
    let handed = Handed::default();
    let put = handed.clone();
    browse(Setup::default(), |page| async move {
        train(&page).await;
        let trained = link(&page, "With the trained network").await;
        assert!(trained.len() <= 8000, "{} characters", trained.len());
        println!("with all changed weights {} characters", trained.len());
        let holds = page.until_text("#share-holds", 60, |text| text.contains("pictures right")).await;
        // "… it gets 83 of 100 validation pictures right (the original 84)."
        let line = holds.lines().find(|line| line.contains("pictures right")).unwrap_or_default();
        let numbers: Vec<i64> = line.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
        assert!((numbers[0] - numbers[2]).abs() <= 3, "{line}");
        println!("{line}");
        *put.lock().unwrap() = vec![trained, numbers[0].to_string()];
    });
    let [trained, right]: [String; 2] = handed.lock().unwrap().clone().try_into().unwrap();
    browse(Setup { size: (360, 740), ..Setup::default() }, |page| async move {
        page.open(&trained).await;
        page.until(
            "its network is there",
            120,
            "document.querySelector('#done')?.innerText || document.querySelector('#done')?.textContent",
        )
        .await;
        let done = page.run("return document.querySelector('#done').textContent", Vec::new()).await.to_string();
        assert!(done.contains(&format!("accuracy {right}.0")), "{right} of 100: {done}");
    });
}

#[test]
fn no_link_harms_the_page() {
    let handed = Handed::default();
    let put = handed.clone();
    browse(Setup::default(), |page| async move {
        train(&page).await;
        let record = link(&page, "Settings and what happened").await;
        *put.lock().unwrap() = vec![record];
    });
    let [record]: [String; 1] = handed.lock().unwrap().clone().try_into().unwrap();
    let (path, fragment) = record.split_once('#').map(|(p, f)| (p.to_string(), f.to_string())).unwrap();
    browse(Setup::default(), |page| async move {
        let newer = fragment.replacen("s1.", "s2.", 1);
        let flipped = {
            let at = fragment.len() / 2;
            let other = if fragment.as_bytes()[at] == b'A' { "B" } else { "A" };
            [&fragment[..at], other, &fragment[at + 1..]].concat()
        };
        let cases = [
            ("truncated", fragment[..fragment.len() / 2].to_string(), "damaged"),
            ("one character", "s1.".into(), "damaged"),
            ("a flipped bit", flipped, "damaged"),
            ("newer", newer, "newer version"),
            ("too long", format!("s1.{}", "A".repeat(40_000)), "longer"),
            ("markup", "s1.<img src=x onerror=alert(1)>".into(), "damaged"),
            ("zeros", format!("s1.{}", "A".repeat(3_000)), "damaged"),
        ];
        for (what, fragment, words) in cases {
            // A page opened with it from the start, not only a changed fragment.
            page.open("en/").await;
            page.open(&format!("{path}#{fragment}")).await;
            let said = page.until_text("#link-refused", 60, |text| !text.is_empty()).await;
            assert!(said.contains(words), "{what}: {said}");
            page.until(&format!("{what}: the page is usable"), 60, &format!("{STATE} === 'Ready'")).await;
            assert_eq!(page.run("return location.hash", Vec::new()).await, json!(""), "{what}");
        }
        // The last of them again, while the page is open; then the whole link, in the same tab.
        page.run("location.hash = 's1.zzz'", Vec::new()).await;
        page.until_text("#link-refused", 30, |text| text.contains("damaged")).await;
        page.press("button", "Dismiss").await;
        page.run("location.hash = arguments[0]", vec![json!(fragment)]).await;
        page.until("the whole link opens", 60, "document.querySelector('#shared-result')?.innerText").await;
        // Nothing was trained by opening.
        assert_eq!(page.run(&format!("return {STATE}"), Vec::new()).await, json!("Ready"));
        page.press("button", "Train").await;
        page.until("it still trains", 240, &format!("{STATE} === 'Done'")).await;
    });
}

#[test]
fn a_teachers_link_hides_and_locks_and_stands_in_a_frame() {
    let handed = Handed::default();
    let put = handed.clone();
    browse(Setup::default(), |page| async move {
        page.open("en/lab/").await;
        page.until("the run is ready", 60, &format!("{STATE} === 'Ready'")).await;
        page.fill("Epochs", "3").await;
        let again = format!("epochOne.info().config.epochs === 3 && {STATE} === 'Ready'");
        page.until("it is ready again", 60, &again).await;
        let plain = link(&page, "Settings only").await;
        page.run("document.querySelector('.share-class').open = true", Vec::new()).await;
        for id in ["class-training-1", "class-own-2"] {
            page.run("document.getElementById(arguments[0]).click()", vec![json!(id)]).await;
        }
        page.until(
            "the link was made anew",
            30,
            &format!(
                "document.querySelector('#share-link').value.length > {}",
                plain.len() + page.server.address().len()
            ),
        )
        .await;
        tokio::time::sleep(std::time::Duration::from_millis(800)).await;
        let link = page.run("return document.querySelector('#share-link').value", Vec::new()).await;
        let site = page.server.address();
        *put.lock().unwrap() = vec![link.as_str().unwrap().strip_prefix(&site).unwrap().to_string()];
    });
    let [link]: [String; 1] = handed.lock().unwrap().clone().try_into().unwrap();
    browse(Setup::default(), |page| async move {
        page.open(&link).await;
        page.until("the page is set up", 60, "document.querySelector('#shared')?.innerText").await;
        let epochs = "return document.querySelector('#epochs').matches(':disabled')";
        assert_eq!(page.run(epochs, Vec::new()).await, json!(true), "training can be changed");
        assert_eq!(page.run("return document.querySelector('#epochs').value", Vec::new()).await, json!("3"));
        assert_eq!(page.run("return document.querySelectorAll('section.own').length", Vec::new()).await, json!(0));
        page.press("button", "Show and unlock everything").await;
        page.until(
            "all is there",
            10,
            "document.querySelector('section.own') && !document.querySelector('#epochs').matches(':disabled')",
        )
        .await;
        // In a frame of another page, the fragment holds as well.
        let (path, fragment) = link.split_once('#').unwrap();
        page.open(&format!("{path}?embed=1#{fragment}")).await;
        page.until(
            "it stands without navigation",
            60,
            "document.querySelector('#shared') && !document.querySelector('header.site')",
        )
        .await;
    });
}

#[test]
fn a_lessons_link_opens_its_steps_and_draws_as_a_code() {
    let handed = Handed::default();
    let put = handed.clone();
    browse(Setup::default(), |page| async move {
        page.open("en/lesson/02-first-model/").await;
        page.until("the lesson is there", 60, "document.querySelector('#next-step')").await;
        for _ in 0..2 {
            page.run("document.querySelector('#next-step').click()", Vec::new()).await;
        }
        let steps = page.run("return document.querySelectorAll('section.step').length", Vec::new()).await;
        let link = link(&page, "Settings only").await;
        page.press("button", "QR code").await;
        page.until("the code is drawn", 30, "document.querySelector('#share-sheet path')").await;
        *put.lock().unwrap() = vec![link, steps.to_string()];
    });
    let [link, steps]: [String; 2] = handed.lock().unwrap().clone().try_into().unwrap();
    browse(Setup { language: "zh-CN", ..Setup::default() }, |page| async move {
        page.open(&link).await;
        let open = format!("document.querySelectorAll('section.step').length === {steps}");
        page.until("the same steps are open", 60, &open).await;
    });
}

#[test]
fn files_are_saved_and_weights_opened_again() {
    browse(Setup::default(), |page| async move {
        train(&page).await;
        // Downloads are caught on their way: their names and first bytes.
        let catch = r#"
            window.saved = [];
            const make = URL.createObjectURL;
            URL.createObjectURL = blob => { blob.arrayBuffer().then(b => window.saved.push([blob.type, new Uint8Array(b)])); return make.call(URL, blob); };
        "#;
        page.run(catch, Vec::new()).await;
        let before = predictions(&page).await;
        share(&page).await;
        page.until("the dialog is there", 60, "document.querySelector('#file-weights')").await;
        let kinds = ["weights", "onnx", "csv", "chart", "pictures", "notebook"];
        for (count, kind) in kinds.into_iter().enumerate() {
            page.run("document.getElementById('file-' + arguments[0]).click()", vec![json!(kind)]).await;
            page.until(&format!("{kind} is saved"), 60, &format!("window.saved.length > {count}")).await;
        }
        let starts = "return window.saved.map(([, bytes]) => new TextDecoder().decode(bytes.slice(0, 60)))";
        let starts = page.run(starts, Vec::new()).await;
        let starts: Vec<&str> = starts.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(starts[0].contains("__metadata__"), "{starts:?}");
        assert!(starts[2].starts_with("step,"), "{starts:?}");
        assert!(starts[3].contains("<svg") && starts[4].contains("<svg"), "{starts:?}");
        assert!(starts[5].starts_with('{'), "{starts:?}");
        let open = r#"
            const input = document.querySelector('#file-open');
            const files = new DataTransfer();
            files.items.add(new File([arguments[0] === null ? window.saved[0][1] : arguments[0]], 'w.safetensors'));
            input.files = files.files;
            input.dispatchEvent(new Event('change', { bubbles: true }));
        "#;
        page.run(open, vec![json!("no weights at all")]).await;
        page.until_text("#file-said", 30, |text| text.contains("cannot be read")).await;
        assert_eq!(predictions(&page).await, before);
        page.run(open, vec![Value::Null]).await;
        page.until_text("#file-said", 30, |text| text.contains("are loaded")).await;
        page.until("the network of the file is there", 60, &format!("{STATE} === 'Done'")).await;
        page.until("its predictions are there", 30, "document.querySelector('#tally')?.innerText").await;
        assert_eq!(predictions(&page).await, before, "the file's network predicts otherwise");
    });
}

//! The first page: one button, and a network learns.

use site::{browse, Setup};

#[test]
fn one_button_trains_a_network() {
    browse(Setup::default(), |page| async move {
        page.open("").await;
        page.press("button", "Train it").await;
        page.until_text("#sentence", 60, |text| text.starts_with("Every batch of pictures")).await;
        page.named("button", "Pause").await;
        let device = page.text("main details.device summary").await;
        assert!(crate::is_cpu(&device), "the device line says \"{device}\"");
        let sentence = page.until_text("#sentence", 240, |text| text.contains("right, on 100 pictures")).await;
        let accuracy = share(&sentence);
        assert!(accuracy > 60.0, "{sentence}");
        // Why the CPU: opened by a press.
        page.run("document.querySelector('main details.device summary').click()", Vec::new()).await;
        let why = page.text("main .device-why").await;
        assert!(why.contains("the processor computes"), "{why}");
        // Predictions: a bar for every picture, none left undecided, and the wrong ones say so.
        let heard = page
            .run("return [...document.querySelectorAll('.w-cell')].map(e => e.getAttribute('aria-label'))", Vec::new())
            .await;
        let heard: Vec<String> = heard.as_array().into_iter().flatten().map(|h| h.to_string()).collect();
        assert_eq!(heard.len(), 24, "{heard:?}");
        assert!(
            heard.iter().all(|h| h.contains("predicted") && (h.contains("right") || h.contains("wrong"))),
            "{heard:?}"
        );
        assert_eq!(page.console_errors().await, Vec::<String>::new());
        page.press("link", "Go to the lab and change something").await;
        page.until("the lab opens with the finished run", 20, "document.querySelector('#state')?.innerText === 'Done'")
            .await;
    });
}

/// The percentage in a sentence.
pub fn share(text: &str) -> f64 {
    let before = text.split('%').next().unwrap_or_default().trim_end();
    let number = before.rsplit(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
    number.parse().unwrap_or_else(|_| panic!("no percentage in \"{text}\""))
}

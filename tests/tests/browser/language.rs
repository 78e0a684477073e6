//! Chinese and English: the browser's language first, then what was chosen.

use serde_json::json;
use site::{browse, Fault, Page, Setup};

#[test]
fn the_language_is_the_browsers_then_the_chosen_one() {
    browse(Setup { language: "zh-CN", ..Setup::default() }, |page| async move {
        page.open("").await;
        is_chinese(&page).await;
        page.press("button", "Switch to English").await;
        is_english(&page).await;
        page.open("lab").await;
        page.named("button", "Train").await;
        assert_eq!(
            page.run("return document.documentElement.lang", Vec::new()).await,
            "en",
            "forgotten after a reload"
        );
        assert_eq!(page.client.title().await.unwrap_or_default(), "Lab · Epoch One");
        page.press("button", "切换到中文").await;
        page.named("button", "训练").await;
        assert_eq!(page.client.title().await.unwrap_or_default(), "实验室 · 第一轮");
        page.open("").await;
        is_chinese(&page).await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

#[test]
fn other_languages_get_english() {
    browse(Setup { language: "de-DE", ..Setup::default() }, |page| async move {
        page.open("").await;
        is_english(&page).await;
    });
}

#[test]
fn words_that_cannot_be_had_are_said_to_be_missing_and_come_later() {
    browse(Setup::default(), |page| async move {
        for fault in [Fault::Missing, Fault::CutOff, Fault::Other(b"one\ntwo\n".to_vec())] {
            page.server.spoil("words/zh-CN.txt", Some(fault.clone()));
            page.open("en/lab/").await;
            page.press("button", "切换到中文").await;
            let said = page.until_text("#wordless p", 30, |text| !text.is_empty()).await;
            assert!(said.contains("could not be fetched"), "{fault:?}: {said}");
            page.named("button", "Train").await;
            assert_eq!(page.run("return location.pathname", Vec::new()).await, "/en/lab/");
        }
        page.server.spoil("words/zh-CN.txt", None);
        page.press("button", "切换到中文").await;
        page.named("button", "训练").await;
        assert_eq!(page.text("#wordless").await, "");
        assert_eq!(page.run("return location.pathname", Vec::new()).await, "/zh-CN/lab/");
    });
}

#[test]
fn a_page_without_words_says_what_to_do() {
    browse(Setup { language: "zh-CN", ..Setup::default() }, |page| async move {
        for fault in [Fault::Missing, Fault::CutOff, Fault::Other(b"one\ntwo\n".to_vec())] {
            page.server.spoil("words/en.txt", Some(fault.clone()));
            page.server.spoil("words/zh-CN.txt", Some(fault.clone()));
            page.open("").await;
            let said = page.until_text("#app .before [role=alert]", 30, |text| !text.is_empty()).await;
            assert!(said.contains("重新载入"), "{fault:?}: {said}");
        }
        page.server.spoil("words/zh-CN.txt", None);
        page.open("").await;
        is_chinese(&page).await;
    });
}

async fn is_chinese(page: &Page) {
    page.named("button", "训练它").await;
    assert_eq!(page.run("return document.documentElement.lang", Vec::new()).await, json!("zh-CN"));
    assert_eq!(page.text("h1").await, "在这个标签页里，教神经网络分辨猫和狗");
}

async fn is_english(page: &Page) {
    page.named("button", "Train it").await;
    assert_eq!(page.run("return document.documentElement.lang", Vec::new()).await, json!("en"));
    assert_eq!(page.text("h1").await, "Teach a neural network to tell cats from dogs, right in this tab");
}

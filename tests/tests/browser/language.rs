//! Chinese and English: the browser's language first, then what was chosen.

use serde_json::json;
use site::{browse, Page, Setup};

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

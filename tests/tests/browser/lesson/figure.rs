//! What a student does in a figure: whatever the task asks for, and some things that it does not.

use lesson::document::Figure;
use site::Part;

use super::lang::Lang;

/// The last result that a figure told.
const SAID: &str = ".said";
const TABLE: &str = ".fig-table";

/// Uses a figure. Gives the part of it that has to look the same after a reload, where something was done.
pub async fn play(figure: &Part<'_>, cell: &Figure, lang: Lang) -> Option<&'static str> {
    look(figure).await;
    let has = |key: &str| cell.setup.iter().any(|(name, value)| name == key && *value > 0.0);
    match cell.name.as_str() {
        "rules" => rules(figure, lang).await,
        "weight" => weight(figure, lang).await,
        "words" if !has("placed") => words(figure, lang).await,
        "descent" if !has("batches") => descent(figure, lang).await,
        "descent" => {
            batches(figure, lang).await;
            return None;
        }
        "swing" => swing(figure, lang).await,
        "sealed" => sealed(figure, lang).await,
        "confident" if cell.run.is_some() => confident(figure, lang).await,
        // It shows whatever run there is, so a reload changes it.
        "confident" => {
            accuracy_up(figure, lang).await;
            loss_up(figure, lang).await;
            return None;
        }
        "filters" if cell.run.is_some() => filters(figure, lang).await,
        "filters" => {
            figure.press_first("button", |name| name.starts_with(lang.say("滤波器 11", "filter 11"))).await;
            figure.part(".fig-card").until(|text| text.contains(lang.say("滤波器 11", "Filter 11"))).await;
            return None;
        }
        _ => return None,
    }
    Some(match cell.name.as_str() {
        "rules" | "descent" | "swing" => TABLE,
        _ => SAID,
    })
}

/// There is something to see or to press, and it is not broken.
async fn look(figure: &Part<'_>) {
    figure.until_some("svg, img, table, button:not(.term-word)").await;
    assert_eq!(figure.count("[role=alert]").await, 0, "a figure is broken");
}

/// Two sets of rules: brightness, then with another line.
async fn rules(figure: &Part<'_>, lang: Lang) {
    let count = lang.say("数一数这套规则", "Count this rule set");
    let names = figure.names("checkbox").await;
    let bright = names.iter().find(|name| name.starts_with(lang.say("亮度", "Brightness")));
    let bright = bright.unwrap_or_else(|| panic!("no rule for brightness, only {names:?}"));
    figure.press("checkbox", bright).await;
    figure.part(SAID).until(|text| text.contains('%')).await;
    figure.press("button", count).await;
    figure.until_count("tbody tr", 1).await;
    // The same set is the same row.
    figure.press("button", count).await;
    figure.slide(lang.say("亮度的界线", "Brightness: the line"), 55.0).await;
    figure.press("button", count).await;
    figure.until_count("tbody tr", 2).await;
}

/// The topmost weight, all the way to the left.
async fn weight(figure: &Part<'_>, lang: Lang) {
    figure.part(SAID).until(|text| text.contains(lang.say("模型说", "The model says"))).await;
    let sliders = figure.names("slider").await;
    figure.slide(&sliders[0], -1000.0).await;
    figure.part(SAID).until(|text| text.starts_with(lang.say("翻了", "It flipped"))).await;
}

/// One word at a wrong place, then all where they belong; in Chinese they are dragged.
async fn words(figure: &Part<'_>, lang: Lang) {
    let order = match lang {
        Lang::Zh => ["自变量", "架构", "参数", "预测", "标签（因变量）", "损失"],
        Lang::En => {
            ["independent variable", "architecture", "parameters", "predictions", "labels (dependent variable)", "loss"]
        }
    };
    let place = |number: usize| match lang {
        Lang::Zh => format!("？ {number} 号位的词"),
        Lang::En => format!("? Word for {number}"),
    };
    // The network's answers are computed first.
    figure.until_count(".fig-word", order.len() as u64).await;
    figure.press("button", order[5]).await;
    figure.press("button", &place(5)).await;
    figure.part(SAID).until(|text| text.starts_with(lang.say("✗ 不是这里", "✗ Not here"))).await;
    for (number, word) in order.iter().enumerate() {
        let place = place(number + 1);
        match lang {
            Lang::Zh => figure.drag(word, &place).await,
            Lang::En => {
                figure.press("button", word).await;
                figure.press("button", &place).await;
            }
        }
        figure.named("button", &format!("✓ {word}")).await;
    }
    let all = lang.say("六个词都就位了，放错 1 次", "All six are in place, after 1 wrong try");
    figure.part(SAID).until(|text| text.contains(all)).await;
}

/// Lets a ball roll with a rate, by its place on the slider, to its end.
pub async fn roll(figure: &Part<'_>, lang: Lang, rate: f64, end: &str) {
    figure.slide(lang.say("学习率 η", "Learning rate η"), rate).await;
    figure.press("button", lang.say("滚下去", "Let it roll")).await;
    figure.part(SAID).until(|text| text.contains(end)).await;
}

/// One walk that comes to rest, and one that diverges.
async fn descent(figure: &Part<'_>, lang: Lang) {
    figure.named("slider", lang.say("学习率 η", "Learning rate η")).await;
    if lang == Lang::Zh {
        // Without motion every walk ends at once; with it, this one would take a while.
        roll(figure, lang, 1.0, "还在路上").await;
    }
    roll(figure, lang, 7.0, lang.say("停下来了", "At rest")).await;
    roll(figure, lang, 13.0, lang.say("发散了", "Diverged")).await;
}

/// A few steps after one picture each.
async fn batches(figure: &Part<'_>, lang: Lang) {
    figure.press("radio", "4").await;
    figure.press("radio", "1").await;
    if lang == Lang::Zh {
        figure.press("button", "滚下去").await;
        figure.until_count("tbody tr", 1).await;
    } else {
        figure.press("button", "One step").await;
        figure.until(|text| text.contains("Step 1 of")).await;
    }
}

/// From the smallest number upwards, until the score is steady.
async fn swing(figure: &Part<'_>, lang: Lang) {
    let many = lang.say("抽 200 次", "Draw 200 times");
    figure.named("button", many).await;
    figure.press("button", lang.say("抽一次", "Draw once")).await;
    figure.until_count("tbody tr", 1).await;
    for size in lesson::figure::SWING_SIZES {
        figure.press("radio", &size.to_string()).await;
        figure.press("button", many).await;
        let drawn = match lang {
            Lang::Zh => format!("每次 {size} 张，抽了 200 次"),
            Lang::En => format!("200 draws of {size}:"),
        };
        let said = figure.part(SAID).until(|text| text.contains(&drawn)).await;
        if said.ends_with('✓') {
            return;
        }
    }
    panic!("no number of pictures is steady");
}

async fn sealed(figure: &Part<'_>, lang: Lang) {
    figure.press("button", lang.say("打开测试集", "Open the test set")).await;
    figure.part(SAID).until(|text| text.contains('%')).await;
}

/// Moves the probability of the first picture with such a mark, and gives what is said about it.
async fn move_picture(figure: &Part<'_>, lang: Lang, mark: char, percent: f64) -> String {
    figure.part(SAID).until(|text| !text.is_empty()).await;
    figure.press_first("button", |name| name.contains(mark)).await;
    let before = figure.part(SAID).text().await;
    let sliders = figure.names("slider").await;
    assert!(sliders[0].contains(lang.say("正确答案的概率", "probability of the right answer")), "{sliders:?}");
    figure.slide(&sliders[0], percent).await;
    figure.part(SAID).until(|text| text != before).await
}

/// Sure and wrong: the loss leaps.
async fn confident(figure: &Part<'_>, lang: Lang) {
    let said = move_picture(figure, lang, '✓', 0.1).await;
    assert!(said.contains(lang.say("少对 1 张", "1 fewer right")), "{said}");
}

/// One mistake is put right, just so.
pub async fn accuracy_up(figure: &Part<'_>, lang: Lang) {
    let said = move_picture(figure, lang, '✗', 51.0).await;
    assert!(said.contains(lang.say("多对 1 张", "1 more right")), "{said}");
}

/// Another mistake becomes a sure one.
async fn loss_up(figure: &Part<'_>, lang: Lang) {
    let said = move_picture(figure, lang, '✗', 0.1).await;
    assert!(said.contains(lang.say("多对 1 张", "1 more right")), "{said}");
}

/// Looks at filters one after the other, and tries names until four fit.
async fn filters(figure: &Part<'_>, lang: Lang) {
    let names = match lang {
        Lang::Zh => ["边缘或线条", "颜色", "中心点", "整体亮度"],
        Lang::En => ["edge or line", "colour", "spot", "brightness"],
    };
    let mut fitting = 0;
    for number in 1..=16 {
        let filter = format!("{} {number}", lang.say("滤波器", "filter"));
        figure.press_first("button", |name| name == filter || name.starts_with(&format!("{filter} "))).await;
        let chosen = format!("{} {number}", lang.say("滤波器", "Filter"));
        figure.part(".fig-row").until(|text| text.contains(&chosen)).await;
        // Its patches are searched for first; some have nothing to name.
        figure.until_count(".fig-choice", 1).await;
        for name in names {
            figure.press("radio", name).await;
            let said = figure.part(SAID).until(|text| text.contains(name)).await;
            if said.starts_with('✓') {
                fitting += 1;
                break;
            }
        }
        if fitting == 4 {
            return;
        }
    }
    panic!("four filters with a fitting name were not found");
}

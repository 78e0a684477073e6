//! Whether tasks are done, with words for what is missing.

use lesson::check::{judge, Check, Missing};
use lesson::log::Log;
use serde::{Deserialize, Serialize};

use crate::kit::format::{count, number, percent};
use crate::message::Lang;

/// The page asks about tasks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub lang: Lang,
    /// What each task asks for, as the lesson's document holds it: a [`Check`] in postcard.
    pub checks: Vec<Vec<u8>>,
    pub log: Log,
}

/// For each task what is missing, in the student's language; nothing where it is done.
pub type Verdicts = Vec<Vec<String>>;

/// Judges tasks. A check that cannot be read, for it is of another build, is not done.
pub fn verdicts(question: &Question) -> Verdicts {
    let Question { lang, checks, log } = question;
    let verdict = |check: &Vec<u8>| match postcard::from_bytes::<Check>(check) {
        Ok(check) => judge(&check, log).missing.iter().map(|missing| words(*lang, missing)).collect(),
        Err(_) => vec![lang.say("请重新载入这一页。", "Please reload this page.").into()],
    };
    checks.iter().map(verdict).collect()
}

/// One of two ways to say it, with numbers in it.
macro_rules! say {
    ($lang:expr, $zh:literal, $en:literal) => {
        match $lang {
            Lang::Zh => format!($zh),
            Lang::En => format!($en),
        }
    };
}

/// What is missing, in the student's language.
fn words(lang: Lang, missing: &Missing) -> String {
    match *missing {
        Missing::NeedRun => lang.say("一次跑完的训练。", "A run that comes to its end.").into(),
        Missing::NeedSecondSeed => {
            lang.say("设置相同、种子不同的第二次训练。", "A second run with the same settings and another seed.").into()
        }
        Missing::ErrorTooHigh { error, below } => {
            let error = percent(error);
            let below = percent(below);
            say!(lang, "错误率要低于 {below}，现在是 {error}。", "An error rate below {below}; it is {error}.")
        }
        Missing::NeedOwnPicture => lang.say("一张你自己的图片。", "A picture of your own.").into(),
        Missing::NeedPretrainedRun { at_most } => {
            let most = count(at_most);
            say!(
                lang,
                "一次从预训练权重开始、最多 {most} 张图片的训练。",
                "A run from pretrained weights on at most {most} pictures."
            )
        }
        Missing::NeedScratchRun { at_least: Some(n) } => {
            let least = count(n);
            say!(
                lang,
                "一次从随机权重开始、至少 {least} 张图片的训练。",
                "A run from random weights on at least {least} pictures."
            )
        }
        Missing::NeedScratchRun { at_least: None } => {
            lang.say("一次从随机权重开始的训练。", "A run from random weights.").into()
        }
        Missing::NotBeaten { pretrained, scratch } => {
            let pretrained = percent(pretrained);
            let scratch = percent(scratch);
            say!(
                lang,
                "预训练的要超过从零开始的：现在是 {pretrained} 对 {scratch}。",
                "The pretrained run has to beat the one from scratch: it is {pretrained} against {scratch}."
            )
        }
        Missing::NoTurn { rise, margin } => {
            let rise = number(rise);
            let margin = number(margin);
            say!(
                lang,
                "验证损失从最低点至少升 {margin}，现在升了 {rise}。",
                "A validation loss that rises {margin} above its lowest point; it rose {rise}."
            )
        }
        Missing::NeedRemedyRun => lang
            .say(
                "一次用了办法的训练：数据增强、权重衰减、少几轮，或者多些图片。",
                "A run with a remedy: augmentation, more weight decay, fewer epochs, or more pictures.",
            )
            .into(),
        Missing::NotRepaired { lowered, needed } => {
            let lowered = number(lowered);
            let needed = number(needed);
            say!(
                lang,
                "差距至少缩小 {needed}，现在缩小了 {lowered}。",
                "A gap that is smaller by {needed}; it is smaller by {lowered}."
            )
        }
        Missing::NeedHeadOnly => lang.say("一次只训练模型头的训练。", "A run that trains only the head.").into(),
        Missing::NeedAllLayers => lang
            .say("一次从预训练权重开始、训练所有层的训练。", "A run from pretrained weights that trains all layers.")
            .into(),
        Missing::NeedSameSeedAndPictures => lang
            .say("三次训练用同一个种子、一样多的图片。", "The three runs with one seed and equally many pictures.")
            .into(),
        Missing::NeedGuessFirst => lang.say("训练之前先猜。", "Your guess before the runs.").into(),
        Missing::NotBest { .. } => lang
            .say(
                "这一回，所有层一起训练没有赢。换一个种子，三次都再来。",
                "This time all layers did not win. Take another seed for all three.",
            )
            .into(),
        Missing::NoDrop { dropped, drop } => {
            let dropped = percent(dropped);
            let drop = percent(drop);
            say!(
                lang,
                "主体学习率大到让准确率至少掉 {drop}，现在掉了 {dropped}。",
                "A body rate so large that accuracy falls by {drop}; it fell by {dropped}."
            )
        }
        Missing::NeedRules { tried, asked } => {
            say!(lang, "{asked} 套规则，已经试了 {tried} 套。", "{asked} sets of rules; {tried} tried so far.")
        }
        Missing::RulesWin { rules, learned } => {
            let rules = percent(rules);
            let learned = percent(learned);
            say!(
                lang,
                "学出来的要超过规则：现在是 {learned} 对 {rules}。",
                "The trained model has to beat the rules: it is {learned} against {rules}."
            )
        }
        Missing::NeedFlip => {
            lang.say("改一个权重，让图片换一类。", "A weight set so that the picture changes its class.").into()
        }
        Missing::NeedWords => lang.say("所有词都放到位。", "All words at their places.").into(),
        Missing::NeedSettled => lang.say("一次停在谷底的下降。", "A walk that comes to rest in the valley.").into(),
        Missing::NeedDiverged => {
            lang.say("一次步子太大、冲出去的下降。", "A walk whose steps are too large, so that it flies off.").into()
        }
        Missing::NeedSteadySize { within } => {
            let within = percent(within);
            say!(
                lang,
                "一个够大的图片数：三分之二的抽样落在 ±{within} 之内。",
                "A number of pictures large enough: two thirds of the draws within ±{within}."
            )
        }
        Missing::NeedSmallerSize { than } => {
            say!(lang, "再试试比 {than} 张更少的：也许也够了。", "A try with fewer than {than}: they may be enough.")
        }
        Missing::NeedTest => lang.say("打开一次测试集。", "The test set, opened once.").into(),
        Missing::TestedTooOften { times } => {
            say!(lang, "测试集打开了 {times} 次，它已经不算没见过的了。这一课从头再来，会重新封上。", "The test set was opened {times} times, so it is not unseen any more. Starting this lesson over seals it again.")
        }
        Missing::NeedBothUp => lang.say("准确率和损失同时变高。", "Accuracy and loss, both higher than before.").into(),
        Missing::FirstMovedMore => lang
            .say("第一层比最后一层动得少的一次微调。", "A fine-tuning whose first layer moved less than its last.")
            .into(),
        Missing::NeedNames { named, asked } => {
            say!(
                lang,
                "看过图块之后给 {asked} 个滤波器起对名字，已有 {named} 个。",
                "Fitting names for {asked} filters after a look at their patches; {named} so far."
            )
        }
        Missing::NeedGentlerRun => lang
            .say(
                "再训练一次：主体的学习率小一些，或者冻结靠前的几组；图片和轮次不要更多。",
                "One more run: a smaller rate in the body, or its early groups frozen; no more pictures or epochs.",
            )
            .into(),
        Missing::NotBack { accuracy, needed } => {
            let accuracy = percent(accuracy);
            let needed = percent(needed);
            say!(lang, "准确率回到 {needed}，现在是 {accuracy}。", "An accuracy back at {needed}; it is {accuracy}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lesson::log::Fact;

    fn question(lang: Lang, log: Log) -> Question {
        let checks = [Check::AllPlaced {}, Check::Race { margin: 0.0 }, Check::Descent {}];
        let checks = checks.iter().map(|check| postcard::to_allocvec(check).unwrap()).collect();
        Question { lang, checks, log }
    }

    #[test]
    fn what_is_done_lacks_nothing_and_the_rest_is_said_in_either_language() {
        let log = Log { facts: vec![Fact::Placed { words: 6, wrong: 1 }], ..Log::default() };
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| verdicts(&question(lang, log.clone())));
        for verdict in [&zh, &en] {
            assert!(verdict[0].is_empty() && verdict[1].len() == 1 && verdict[2].len() == 2, "{verdict:?}");
        }
        assert!(zh[1][0].contains("训练") && en[1][0].contains("run"), "{zh:?} {en:?}");
    }

    #[test]
    fn a_check_of_another_build_is_not_done() {
        let strange = Question { checks: vec![vec![250, 1, 2]], ..Question::default() };
        assert_eq!(verdicts(&strange)[0].len(), 1);
    }
}

//! What is said about a walk.

use lesson::log::Walk;

use super::surface::{Place, Surface};
use super::walk::{LAST, STEPS};
use crate::kit::format::number;
use crate::message::Lang;

/// A size of batch; a number that no set of pictures has stands for all of them.
pub fn batch(lang: Lang, size: usize, all: usize) -> String {
    match lang {
        Lang::Zh if size >= all => format!("全部 {all}"),
        Lang::En if size >= all => format!("all {all}"),
        _ => size.to_string(),
    }
}

pub fn starts(lang: Lang) -> Vec<String> {
    [("左边", "left"), ("左上", "top left"), ("右上", "top right")].map(|(zh, en)| lang.say(zh, en).into()).into()
}

pub fn head(lang: Lang, batches: bool) -> Vec<String> {
    let all = [("学习率", "rate"), ("批次", "batch"), ("步数", "steps"), ("损失", "loss"), ("结果", "end")];
    let shown = all.into_iter().filter(|(_, en)| batches || *en != "batch");
    shown.map(|(zh, en)| lang.say(zh, en).into()).collect()
}

/// The end in a word.
pub fn short(lang: Lang, outcome: Walk) -> &'static str {
    match outcome {
        Walk::Settled => lang.say("✓ 停在谷底", "✓ at rest"),
        Walk::Jitters => lang.say("≈ 抖个不停", "≈ jitters"),
        Walk::OnItsWay => lang.say("… 还在路上", "… on its way"),
        Walk::Diverged => lang.say("✗ 发散", "✗ diverged"),
    }
}

/// Where it is, while the walk has no end.
pub fn progress(lang: Lang, surface: &Surface, path: &[Place]) -> String {
    let (step, loss) = (path.len() - 1, number(surface.loss(path[path.len() - 1])));
    let least = number(surface.least);
    match lang {
        Lang::Zh => format!("第 {step} 步（最多 {STEPS} 步）：损失 {loss}，谷底是 {least}。"),
        Lang::En => format!("Step {step} of {STEPS} at most: loss {loss}; at the lowest place it is {least}."),
    }
}

/// Whether the last two steps led in opposite directions.
fn swings(path: &[Place]) -> bool {
    let &[.., a, b, c] = path else { return false };
    (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0.0
}

/// How it ended, and why.
pub fn said(lang: Lang, outcome: Walk, surface: &Surface, path: &[Place], batch: usize) -> String {
    let steps = path.len() - 1;
    let loss = |w: Place| number(surface.loss(w));
    let (first, last, least) = (loss(path[0]), loss(path[steps]), number(surface.least));
    match (outcome, lang) {
        (Walk::Settled, Lang::Zh) => format!("停下来了：{steps} 步到谷底，损失 {last}。"),
        (Walk::Settled, Lang::En) => format!("At rest: {steps} steps to the lowest place, loss {last}."),
        (Walk::Jitters, _) => {
            let losses = path[path.len().saturating_sub(LAST)..].iter().map(|w| surface.loss(*w));
            let low = number(losses.clone().fold(f32::INFINITY, f32::min));
            let high = number(losses.fold(0.0, f32::max));
            match lang {
                Lang::Zh => format!(
                    "到了谷底附近，却抖个不停：一步只看 {batch} 张图片，每一步指的方向都不太一样。最后 {LAST} 步，损失在 {low} 和 {high} 之间跳。"
                ),
                Lang::En => format!(
                    "It is down there, and jitters: every {} in another direction. In the last {LAST} steps the loss jumps between {low} and {high}.",
                    if batch == 1 { "picture points".to_owned() } else { format!("{batch} pictures point") }
                ),
            }
        }
        (Walk::OnItsWay, Lang::Zh) if swings(path) => {
            format!("还没停下：在谷的两壁之间来回摆，{steps} 步后损失 {last}，谷底是 {least}。步子快到极限了。")
        }
        (Walk::OnItsWay, Lang::En) if swings(path) => format!(
            "Not at rest: it swings from one side of the valley to the other. After {steps} steps the loss is {last}, the lowest {least}. The steps are almost too large."
        ),
        (Walk::OnItsWay, Lang::Zh) => format!("还在路上：走了 {steps} 步，损失 {last}，谷底是 {least}。步子太小。"),
        (Walk::OnItsWay, Lang::En) => {
            format!("On its way: after {steps} steps the loss is {last}, the lowest {least}. The steps are too small.")
        }
        (Walk::Diverged, Lang::Zh) => {
            format!("发散了：步子比山谷还宽，一步比一步高。{steps} 步里，损失从 {first} 变成了 {last}。")
        }
        (Walk::Diverged, Lang::En) => format!(
            "Diverged: the steps are wider than the valley, and each one leads higher up. In {steps} steps the loss went from {first} to {last}."
        ),
    }
}

/// The limit between rates, once both sides of it were seen.
pub fn limit(lang: Lang, surface: &Surface) -> String {
    let (limit, curvature) = (format!("{:.3}", surface.limit()), format!("{:.2}", surface.curvatures()[0]));
    match lang {
        Lang::Zh => format!(
            "用全部图片走的时候，界限可以算出来：2 / λ = {limit}，其中 λ = {curvature} 表示山谷最陡的方向弯得有多厉害。学习率比它小，就越走越低；比它大，就发散。"
        ),
        Lang::En => format!(
            "With all pictures the limit can be computed: 2 / λ = {limit}, where λ = {curvature} says how strongly the valley bends in its steepest direction. Below that rate the steps lead down, above it they diverge."
        ),
    }
}

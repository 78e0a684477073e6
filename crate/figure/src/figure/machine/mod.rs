//! What a learning machine is, in four diagrams that build on each other: a program; a model with weights; its
//! performance, and the automatic update; and the trained model, a program again. The boxes carry the session's numbers.

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::kit::format::{count, number, percent, DASH};
use crate::kit::head::{largest, softmax, Head};
use crate::message::{Action, Context, Lang, Run, Want};
use crate::registry::Figure;
use crate::scene::{Drawing, Part, Tone};

mod layout;

use layout::{Arrow, Node};

/// Numbers that a picture consists of: 32 × 32 pixels of three colours.
const INPUTS: u32 = 32 * 32 * 3;
/// Position of the picture whose result is shown, where one is: the one that the lesson opens next.
const SHOWN: u32 = 5;
const PICTURE: Want = Want::Head { index: SHOWN };

/// Nothing can be set, so there is nothing to remember.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine;

/// Which of the four diagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Program,
    Model,
    Learning,
    Trained,
}

impl Stage {
    fn of(context: &Context) -> Stage {
        match context.setup("stage", 1.0) as u32 {
            0 | 1 => Stage::Program,
            2 => Stage::Model,
            3 => Stage::Learning,
            _ => Stage::Trained,
        }
    }
}

impl Figure for Machine {
    fn act(&mut self, _action: Action, _context: &Context) -> Vec<Fact> {
        Vec::new()
    }

    /// While it trains, the answer would change with every step; so only at rest.
    fn wants(&self, context: &Context) -> Vec<Want> {
        let shown = matches!(Stage::of(context), Stage::Model | Stage::Trained);
        let rests = context.run.as_ref().is_some_and(|run| !run.running);
        if shown && rests {
            vec![PICTURE]
        } else {
            Vec::new()
        }
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        vec![Part::Drawing(diagram(context))]
    }
}

/// The nodes of a diagram, in words and numbers.
struct Boxes<'a> {
    context: &'a Context,
    lang: Lang,
    run: Option<&'a Run>,
}

fn diagram(context: &Context) -> Drawing {
    let boxes = Boxes { context, lang: context.lang, run: context.run.as_ref() };
    let stage = Stage::of(context);
    let running = boxes.run.is_some_and(|run| run.running);
    let arrow = if running { Tone::Accent } else { Tone::Ink };
    let drawing = match stage {
        Stage::Program => layout::row(context.width, [boxes.input(), boxes.program(), boxes.result()]),
        Stage::Trained => layout::row(context.width, [boxes.input(), boxes.trained(), boxes.result()]),
        Stage::Model => {
            layout::fork(context.width, [boxes.input(), boxes.weights(), boxes.model(), boxes.result()], None)
        }
        Stage::Learning => {
            let nodes = [boxes.input(), boxes.weights(), boxes.model(), boxes.result()];
            let update = Arrow { words: boxes.update(), tone: arrow };
            layout::fork(context.width, nodes, Some((boxes.performance(), update)))
        }
    };
    Drawing { label: boxes.sentence(stage), ..drawing }
}

impl Boxes<'_> {
    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.say(zh, en)
    }

    fn node(&self, zh: &str, en: &str, lines: Vec<String>, tone: Tone) -> Node {
        Node { title: self.say(zh, en).into(), lines, tone }
    }

    fn input(&self) -> Node {
        let numbers = match self.lang {
            Lang::Zh => format!("{} 个数", count(INPUTS)),
            Lang::En => format!("{} numbers", count(INPUTS)),
        };
        self.node("输入", "Inputs", vec![self.say("一张图片", "one picture").into(), numbers], Tone::Soft)
    }

    fn program(&self) -> Node {
        let lines = vec![self.say("规则由你来写", "rules that you write").into()];
        self.node("程序", "Program", lines, Tone::Accent)
    }

    fn classes(&self) -> [String; 2] {
        let names = self.run.map(|run| run.classes.as_slice()).unwrap_or_default();
        match names {
            [first, second] => [first.clone(), second.clone()],
            _ => [self.say("猫", "cat").into(), self.say("狗", "dog").into()],
        }
    }

    /// What the present network says about that picture, where it was asked.
    fn present(&self) -> Option<(usize, f32)> {
        let head = Head::read(self.context.looked(&PICTURE)?)?;
        let p = softmax(&head.scores());
        let class = largest(&p);
        (class < 2).then(|| (class, p[class]))
    }

    fn result(&self) -> Node {
        let [first, second] = self.classes();
        let mut lines = vec![match self.lang {
            Lang::Zh => format!("{first}，还是{second}"),
            Lang::En => format!("{first} or {second}"),
        }];
        if let Some((class, p)) = self.present() {
            let name = [&first, &second][class];
            lines.push(match self.lang {
                Lang::Zh => format!("第 {} 张：{name} {:.0} %", SHOWN + 1, 100.0 * p),
                Lang::En => format!("picture {}: {name} {:.0} %", SHOWN + 1, 100.0 * p),
            });
        }
        self.node("结果", "Results", lines, Tone::Soft)
    }

    fn parameters(&self) -> String {
        self.run.map_or(DASH.into(), |run| count(run.parameters))
    }

    fn weights(&self) -> Node {
        let many = match self.lang {
            Lang::Zh => format!("{} 个数", self.parameters()),
            Lang::En => format!("{} numbers", self.parameters()),
        };
        let state = match (self.run, self.lang) {
            (None, _) => DASH.into(),
            (Some(run), Lang::Zh) if run.step > 0 => format!("改过 {} 次", count(run.step)),
            (Some(run), Lang::En) if run.step == 1 => "changed once".into(),
            (Some(run), Lang::En) if run.step > 0 => format!("changed {} times", count(run.step)),
            (Some(_), lang) => lang.say("还没有改过", "not changed yet").into(),
        };
        self.node("权重", "Weights", vec![many, state], Tone::Accent)
    }

    fn model(&self) -> Node {
        let lines = vec![self.say("乘一乘，加一加", "multiply and add").into()];
        self.node("模型", "Model", lines, Tone::Accent)
    }

    fn trained(&self) -> Node {
        let weights = match self.lang {
            Lang::Zh => format!("{} 个权重", self.parameters()),
            Lang::En => format!("{} weights", self.parameters()),
        };
        let done = self.run.is_some_and(|run| run.step > 0 && !run.running);
        let state = match done {
            true => self.say("固定在里面", "fixed inside"),
            false => self.say("还没有练好", "not trained yet"),
        };
        self.node("训练好的模型", "Trained model", vec![weights, state.into()], Tone::Accent)
    }

    /// What the update goes by is the loss of the batch; the held-out pictures are only looked at.
    fn performance(&self) -> Node {
        let value = |zh, en, value: Option<String>| {
            let value = value.unwrap_or(DASH.into());
            format!("{} {value}", self.say(zh, en))
        };
        let lines = vec![
            value("这一批的损失", "batch loss", self.run.and_then(|run| run.batch_loss).map(number)),
            value("验证损失", "validation loss", self.run.and_then(|run| run.valid_loss).map(number)),
            value("验证准确率", "accuracy", self.run.and_then(|run| run.valid_accuracy).map(percent)),
        ];
        self.node("表现", "Performance", lines, Tone::Soft)
    }

    /// Beside the arrow back to the weights.
    fn update(&self) -> [String; 2] {
        let rate = self.run.and_then(|run| run.learning_rate).map_or(DASH.into(), |rate| format!("{rate:.4}"));
        let (step, total, epoch, epochs) = match self.run {
            Some(run) => (count(run.step), count(run.total_steps), format!("{:.1}", run.epoch), run.epochs.to_string()),
            None => [DASH; 4].map(String::from).into(),
        };
        match self.lang {
            Lang::Zh => {
                [format!("自动更新：学习率 {rate}"), format!("第 {step} / {total} 步，第 {epoch} / {epochs} 轮")]
            }
            Lang::En => [
                format!("automatic update: learning rate {rate}"),
                format!("step {step} of {total}, epoch {epoch} of {epochs}"),
            ],
        }
    }

    /// The diagram as a sentence.
    fn sentence(&self, stage: Stage) -> String {
        let all = |node: Node| format!("{}（{}）", node.title, node.lines.join("，"));
        let each = |node: Node| format!("{} ({})", node.title.to_lowercase(), node.lines.join(", "));
        match (stage, self.lang) {
            (Stage::Program, Lang::Zh) => {
                format!("{}进入{}，得到{}。", all(self.input()), all(self.program()), all(self.result()))
            }
            (Stage::Program, Lang::En) => {
                format!(
                    "The {} go into the {}, which gives {}.",
                    each(self.input()),
                    each(self.program()),
                    each(self.result())
                )
            }
            (Stage::Trained, Lang::Zh) => {
                format!("{}进入{}，得到{}。", all(self.input()), all(self.trained()), all(self.result()))
            }
            (Stage::Trained, Lang::En) => {
                format!(
                    "The {} go into the {}, which gives {}.",
                    each(self.input()),
                    each(self.trained()),
                    each(self.result())
                )
            }
            (_, Lang::Zh) => {
                let start = format!(
                    "{}和{}进入{}，得到{}",
                    all(self.input()),
                    all(self.weights()),
                    all(self.model()),
                    all(self.result())
                );
                if stage == Stage::Model {
                    return format!("{start}。");
                }
                format!(
                    "{start}；由结果量出{}，再回头改动权重。{}。",
                    all(self.performance()),
                    self.update().join("，")
                )
            }
            (_, Lang::En) => {
                let start = format!(
                    "The {} and the {} go into the {}, which gives {}",
                    each(self.input()),
                    each(self.weights()),
                    each(self.model()),
                    each(self.result())
                );
                if stage == Stage::Model {
                    return format!("{start}.");
                }
                let update = self.update().join(", ");
                format!(
                    "{start}. From these the {} is measured, and the weights are changed: {update}.",
                    each(self.performance())
                )
            }
        }
    }
}

#[cfg(test)]
mod tests;

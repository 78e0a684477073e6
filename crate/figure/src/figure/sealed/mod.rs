//! The sealed test set: an envelope that is opened for one last judgement, and that counts how often it was opened.

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::kit::format::{number, percent};
use crate::kit::score::{scored, standard_error};
use crate::message::{Action, Context, Lang, Want};
use crate::registry::Figure;
use crate::scene::{Button, Look, Part, Tone};

mod drawing;

const OPEN: u16 = 1;

/// A network, as far as the context tells: its run's seed, its step, and the bits of its validation's numbers.
type Network = [u32; 4];

/// What the student has asked for and seen.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    /// The network that is to be judged, while the answer is on its way.
    asked: Option<Network>,
    /// Every time that the set was opened, in order.
    openings: Vec<Opening>,
}

/// One opening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Opening {
    network: Network,
    accuracy: f32,
    pictures: u32,
    /// Validation accuracy of the same network, and on how many pictures.
    valid: Option<(f32, u32)>,
}

/// The network that can be judged now: that of a run which has come to its end.
fn finished(context: &Context) -> Option<Network> {
    let run = context.run.as_ref()?;
    let bits = |value: Option<f32>| value.map_or(0, f32::to_bits);
    let ended = !run.running && run.step > 0 && run.step >= run.total_steps;
    ended.then(|| [run.seed, run.step, bits(run.valid_accuracy), bits(run.valid_loss)])
}

/// Accuracy on the test set, and how many pictures it has, once the answer is here.
fn tested(context: &Context) -> Option<(f32, u32)> {
    let rows = scored(context.looked(&Want::Test)?)?;
    let right = rows.iter().filter(|row| row.hit()).count();
    Some((right as f32 / rows.len() as f32, rows.len() as u32))
}

impl Sealed {
    fn waits(&self, context: &Context) -> bool {
        self.asked.is_some() && self.asked == finished(context)
    }

    /// Opens the envelope, if the answer is here.
    fn open(&mut self, context: &Context) -> Vec<Fact> {
        let Some((accuracy, pictures)) = tested(context).filter(|_| self.waits(context)) else { return Vec::new() };
        let Some(network) = self.asked.take() else { return Vec::new() };
        let run = context.run.as_ref();
        let valid = run.and_then(|run| Some((run.valid_accuracy?, run.valid_pictures)));
        self.openings.push(Opening { network, accuracy, pictures, valid });
        vec![Fact::Tested { accuracy, pictures }]
    }
}

impl Figure for Sealed {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        let network = finished(context);
        let new = network.is_some_and(|network| self.openings.iter().all(|opening| opening.network != network));
        if action.id == OPEN && new {
            self.asked = network;
        }
        self.open(context)
    }

    /// Nobody looks before the student says so.
    fn wants(&self, context: &Context) -> Vec<Want> {
        self.waits(context).then_some(Want::Test).into_iter().collect()
    }

    /// Facts come from actions alone, so it asks for one when the answer is here.
    fn tick(&self, context: &Context) -> Option<u32> {
        (self.waits(context) && tested(context).is_some()).then_some(1)
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        let network = finished(context);
        let seen = network.is_some_and(|network| self.openings.iter().any(|opening| opening.network == network));
        let waits = self.waits(context);
        let pictures = self.openings.last().map_or(context.setup("pictures", 500.0) as u32, |opening| opening.pictures);
        let mut parts = vec![
            Part::Drawing(drawing::envelope(lang, pictures, self.openings.len())),
            Part::Button(Button {
                id: OPEN,
                label: match self.openings.len() {
                    0 => lang.say("打开测试集", "Open the test set").into(),
                    _ => lang.say("再打开一次", "Open it again").into(),
                },
                look: if self.openings.is_empty() { Look::Primary } else { Look::Plain },
                pressed: None,
                disabled: network.is_none() || seen || waits,
            }),
            Part::Note(self.note(lang, network.is_some(), waits, seen).into()),
        ];
        if let Some(last) = self.openings.last() {
            parts.push(Part::Said(said(lang, last)));
            parts.push(Part::Drawing(drawing::scores(context, last)));
            if self.openings.len() > 1 {
                parts.push(self.history(lang));
                parts.push(Part::Card {
                    title: lang.say("封条破了", "The seal is broken").into(),
                    tone: Tone::Warn,
                    parts: vec![Part::Text(worn(lang, self.openings.len()))],
                });
            }
        }
        parts
    }
}

impl Sealed {
    fn note(&self, lang: Lang, ready: bool, waits: bool, seen: bool) -> &'static str {
        match (ready, waits, seen, self.openings.is_empty()) {
            (false, ..) => lang.say(
                "要先有一个训练到底的网络。让上面的训练跑完。",
                "There has to be a network that is trained to the end. Let the run above finish.",
            ),
            (_, true, ..) => lang.say("正在打开，逐张判断……", "Opening it and judging every picture …"),
            (.., true, _) => lang.say(
                "这个网络已经看过了，再打开一次还是同样的答案。",
                "This network has been judged; opening again would give the same answer.",
            ),
            (.., true) => lang.say(
                "只能打开一次，会记下来。先把前面的都做完，再打开。",
                "Once only, and it is counted. Do everything else first.",
            ),
            _ => lang.say(
                "这是另一个网络了。可以再打开，但会算作第二次、第三次……",
                "This is another network. You can open the set again, but every time is counted.",
            ),
        }
    }

    fn history(&self, lang: Lang) -> Part {
        let row = |(place, opening): (usize, &Opening)| {
            vec![(place + 1).to_string(), percent(opening.accuracy), opening.network[0].to_string()]
        };
        Part::Table {
            caption: lang.say("每一次打开", "Every opening").into(),
            head: vec![
                lang.say("第几次", "time").into(),
                lang.say("准确率", "accuracy").into(),
                lang.say("种子", "seed").into(),
            ],
            rows: self.openings.iter().enumerate().map(row).collect(),
        }
    }
}

/// Percentage points.
fn points(share: f32) -> String {
    number(100.0 * share)
}

fn said(lang: Lang, opening: &Opening) -> String {
    let Opening { accuracy, pictures, .. } = opening;
    let (share, error) = (percent(*accuracy), points(standard_error(*accuracy, *pictures)));
    match lang {
        Lang::Zh => format!("测试集 {pictures} 张：准确率 {share}，标准误差 ±{error} 个百分点。"),
        Lang::En => format!("{pictures} test pictures: accuracy {share}, give or take {error} points."),
    }
}

fn worn(lang: Lang, times: usize) -> String {
    match lang {
        Lang::Zh => format!(
            "打开了 {times} 次。如果你从这几次里挑最好的那个数来报告，里面就有运气的份：挑得越多，报得越高，网络却没有变好。"
        ),
        Lang::En => format!(
            "Opened {times} times. Whoever picks the best of these numbers reports luck along with it: the more to pick \
             from, the higher the number, and the network is no better for it."
        ),
    }
}

#[cfg(test)]
mod tests;

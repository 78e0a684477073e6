//! Why training follows the loss and not the accuracy: one number of the network is moved by tiny steps. The loss answers
//! to every step; accuracy is a staircase and mostly answers to none.
//!
//! The number is the head's bias for the first class, which is added to that class's score for every picture. Softmax
//! makes probabilities of the scores, so with a bias larger by d the probability q of the first class becomes
//! q e^d / (1 + q (e^d - 1)), and every other one is divided by the same sum: exactly what the network would answer.

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::kit::format::percent;
use crate::kit::score::{scored, Scored};
use crate::message::{Action, Context, Lang, Want};
use crate::registry::Figure;
use crate::scene::{Anchor, Button, Drawing, Look, Part, Shape, Tone};

const SLIDER: u16 = 1;
const DOWN: u16 = 2;
const UP: u16 = 3;
/// A step of the buttons.
const STEP: f32 = 0.01;
/// The number can be moved so far to either side.
const REACH: f32 = 2.0;
/// A probability is no smaller, so that its logarithm stays finite.
const LEAST: f32 = 1e-6;

/// How far the number was moved, and what its small steps changed.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Nudge {
    /// In steps of [`STEP`] from where the network has it.
    moved: i32,
    /// Presses of the two buttons; how many changed the loss, and the accuracy.
    presses: u32,
    loss_changes: u32,
    accuracy_changes: u32,
    /// Loss and accuracy before and after the last press.
    last: Option<[[f32; 2]; 2]>,
}

/// Mean loss and accuracy with the first class's bias larger by `d`.
fn score(rows: &[Scored], d: f32) -> [f32; 2] {
    let grown = d.exp();
    let (mut loss, mut hits) = (0.0, 0);
    for row in rows {
        let first = row.probabilities[0];
        let sum = 1.0 + first * (grown - 1.0);
        let shifted = Scored {
            label: row.label,
            probabilities: row
                .probabilities
                .iter()
                .enumerate()
                .map(|(k, p)| if k == 0 { p * grown / sum } else { p / sum })
                .collect(),
        };
        loss -= shifted.of_label().max(LEAST).ln();
        hits += usize::from(shifted.hit());
    }
    let n = rows.len().max(1) as f32;
    [loss / n, hits as f32 / n]
}

/// The first predictions; none before they are known.
fn rows(context: &Context) -> Option<Vec<Scored>> {
    let mut rows = scored(context.looked(&Want::Scores)?)?;
    rows.truncate(context.setup("pictures", 40.0).max(1.0) as usize);
    Some(rows)
}

/// Four digits: small steps change the last ones.
fn fine(loss: f32) -> String {
    format!("{loss:.4}")
}

impl Nudge {
    fn d(&self) -> f32 {
        self.moved as f32 * STEP
    }

    fn press(&mut self, rows: &[Scored], by: i32) {
        let most = (REACH / STEP) as i32;
        let next = (self.moved + by).clamp(-most, most);
        if next == self.moved {
            return;
        }
        let before = score(rows, self.d());
        self.moved = next;
        let after = score(rows, self.d());
        self.presses += 1;
        self.loss_changes += u32::from(fine(before[0]) != fine(after[0]));
        self.accuracy_changes += u32::from(before[1] != after[1]);
        self.last = Some([before, after]);
    }
}

impl Figure for Nudge {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        let Some(rows) = rows(context) else { return Vec::new() };
        match action.id {
            SLIDER => {
                self.moved = (action.value.clamp(-REACH, REACH) / STEP).round() as i32;
                self.last = None;
            }
            DOWN => self.press(&rows, -1),
            UP => self.press(&rows, 1),
            _ => {}
        }
        Vec::new()
    }

    fn wants(&self, _context: &Context) -> Vec<Want> {
        vec![Want::Scores]
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        let Some(rows) = rows(context) else {
            return vec![Part::Note(
                lang.say("预测还没有来。先训练一次。", "No predictions yet. Train once first.").into(),
            )];
        };
        let [loss, accuracy] = score(&rows, self.d());
        let [first_loss, first_accuracy] = score(&rows, 0.0);
        let button = |id, label: &str| {
            Part::Button(Button { id, label: label.into(), look: Look::Plain, pressed: None, disabled: false })
        };
        vec![
            Part::Slider {
                id: SLIDER,
                label: lang.say("加在“猫”的分数上的那个数，变动了", "The number added to “cat”, moved by").into(),
                shown: format!("{:+.2}", self.d()),
                low: -REACH,
                high: REACH,
                step: STEP,
                value: self.d(),
            },
            Part::Row(vec![button(DOWN, "− 0.01"), button(UP, "+ 0.01")]),
            Part::Said(self.said(lang)),
            Part::Drawing(drawing(context, &rows, self.d())),
            Part::Table {
                caption: match lang {
                    Lang::Zh => format!("{} 张验证图片", rows.len()),
                    Lang::En => format!("{} validation pictures", rows.len()),
                },
                head: ["", lang.say("网络原来", "network"), lang.say("现在", "now")].map(String::from).to_vec(),
                rows: vec![
                    vec![lang.say("准确率", "accuracy").into(), percent(first_accuracy), percent(accuracy)],
                    vec![lang.say("损失", "loss").into(), fine(first_loss), fine(loss)],
                ],
            },
        ]
    }
}

impl Nudge {
    /// What the last small step did, and all of them together.
    fn said(&self, lang: Lang) -> String {
        let Some([before, after]) = self.last else {
            return lang.say("按 + 0.01 走一小步。", "Press + 0.01 for a small step.").into();
        };
        let (from, to) = (fine(before[0]), fine(after[0]));
        let same = before[1] == after[1];
        let accuracy = match (lang, same) {
            (Lang::Zh, true) => format!("准确率没动，还是 {}", percent(after[1])),
            (Lang::Zh, false) => format!("准确率一下子 {} → {}", percent(before[1]), percent(after[1])),
            (Lang::En, true) => format!("accuracy has not moved from {}", percent(after[1])),
            (Lang::En, false) => format!("accuracy jumped {} → {}", percent(before[1]), percent(after[1])),
        };
        let Nudge { presses, loss_changes, accuracy_changes, .. } = self;
        match lang {
            Lang::Zh => format!(
                "这一步：损失 {from} → {to}，{accuracy}。一共 {presses} 步：损失变了 {loss_changes} 次，准确率变了 {accuracy_changes} 次。"
            ),
            Lang::En => format!(
                "This step: loss {from} → {to}, {accuracy}. In {presses} so far: loss changed {loss_changes} times, \
                 accuracy {accuracy_changes}."
            ),
        }
    }
}

/// Accuracy above, loss below, over how far the number is moved; the present place on both.
fn drawing(context: &Context, rows: &[Scored], d: f32) -> Drawing {
    let lang = context.lang;
    let width = f32::from(context.width).clamp(300.0, 620.0);
    let (left, right, panel, gap) = (46.0, 12.0, 96.0, 34.0);
    let places: Vec<f32> = (-100..=100).map(|i| i as f32 * REACH / 100.0).collect();
    let curve: Vec<[f32; 2]> = places.iter().map(|d| score(rows, *d)).collect();
    let x = |d: f32| left + (d + REACH) / (2.0 * REACH) * (width - left - right);
    let mut shapes = Vec::new();
    let mut shown = score(rows, d);
    shown.swap(0, 1);
    let titles = [
        lang.say("准确率：一级一级的台阶", "accuracy: stairs"),
        lang.say("损失：处处有坡", "loss: a slope everywhere"),
    ];
    for (place, (title, value)) in titles.into_iter().zip(shown).enumerate() {
        let of = |score: &[f32; 2]| score[1 - place];
        let (low, high) = curve.iter().map(of).fold((value, value), |(l, h), v| (l.min(v), h.max(v)));
        let top = 24.0 + place as f32 * (panel + gap);
        let y = |value: f32| top + panel - (value - low) / (high - low).max(1e-6) * panel;
        let mut points: Vec<[f32; 2]> = Vec::new();
        for (d, score) in places.iter().zip(&curve) {
            // A jump is upright, not slanted.
            if let (0, Some([_, last])) = (place, points.last().copied()) {
                points.push([x(*d), last]);
            }
            points.push([x(*d), y(of(score))]);
        }
        let line = |points, tone, width, dashed| Shape::Line { points, tone, width, dashed, arrow: false };
        let words =
            |at, text: String, anchor, tone, strong| Shape::Words { at, text, tone, size: 13.0, anchor, strong };
        shapes.push(line(vec![[left, top], [left, top + panel], [width - right, top + panel]], Tone::Line, 1.0, false));
        shapes.push(line(vec![[x(0.0), top], [x(0.0), top + panel]], Tone::Line, 1.0, true));
        shapes.push(line(points, if place == 0 { Tone::Accent } else { Tone::Ink }, 2.0, false));
        shapes.push(Shape::Dot { at: [x(d), y(value)], radius: 6.0, tone: Tone::Accent, filled: true });
        shapes.push(words([left, top - 9.0], title.into(), Anchor::Start, Tone::Ink, true));
        for (value, y) in [(low, top + panel), (high, top + 10.0)] {
            let text = if place == 0 { format!("{:.0} %", 100.0 * value) } else { format!("{value:.2}") };
            shapes.push(words([left - 5.0, y], text, Anchor::End, Tone::Soft, false));
        }
        if place == 1 {
            for (d, text) in [(-REACH, "−2"), (0.0, "0"), (REACH, "+2")] {
                let anchor = if d > 0.0 { Anchor::End } else { Anchor::Middle };
                shapes.push(words([x(d), top + panel + 18.0], text.into(), anchor, Tone::Soft, false));
            }
        }
    }
    let label = match lang {
        Lang::Zh => format!("那个数变动 {d:+.2} 时，准确率 {}，损失 {}。", percent(shown[0]), fine(shown[1])),
        Lang::En => {
            format!("With the number moved by {d:+.2}, accuracy is {} and loss {}.", percent(shown[0]), fine(shown[1]))
        }
    };
    Drawing { label, width, height: 24.0 + 2.0 * panel + gap + 26.0, most: 620, back: None, shapes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Looked;

    fn context(lang: Lang) -> Context {
        let values = vec![0.0, 0.9, 0.1, 1.0, 0.51, 0.49, 0.0, 0.3, 0.7];
        Context {
            lang,
            width: 328,
            looks: vec![Looked { want: Want::Scores, shape: vec![3, 3], values }],
            ..Context::default()
        }
    }

    #[test]
    fn a_moved_bias_gives_what_softmax_gives() {
        let rows = rows(&context(Lang::En)).unwrap();
        for d in [-1.5_f32, 0.0, 0.37, 2.0] {
            // By way of the scores themselves: ln p is a score up to a constant.
            let mut loss = 0.0;
            let mut hits = 0.0;
            for row in &rows {
                let scores = [row.probabilities[0].ln() + d, row.probabilities[1].ln()];
                let p = scores[row.label].exp() / (scores[0].exp() + scores[1].exp());
                loss -= p.ln() / 3.0;
                hits += f32::from(u8::from(p > 0.5)) / 3.0;
            }
            let [l, a] = score(&rows, d);
            assert!((l - loss).abs() < 1e-5 && (a - hits).abs() < 1e-5, "{d}: {l} {a} against {loss} {hits}");
        }
    }

    #[test]
    fn small_steps_change_the_loss_each_time_and_accuracy_when_a_picture_flips() {
        let context = context(Lang::En);
        let mut figure = Nudge::default();
        // The dog at 0.49 flips where 0.51 e^d < 0.49: at d below ln(0.49 / 0.51) = -0.0400.
        for _ in 0..4 {
            figure.act(Action { id: DOWN, value: 1.0 }, &context);
        }
        assert_eq!((figure.presses, figure.loss_changes, figure.accuracy_changes), (4, 4, 0));
        figure.act(Action { id: DOWN, value: 1.0 }, &context);
        assert_eq!((figure.presses, figure.loss_changes, figure.accuracy_changes), (5, 5, 1));
        let before = Nudge { moved: 200, ..Nudge::default() };
        let mut edge = Nudge { moved: 200, ..Nudge::default() };
        edge.act(Action { id: UP, value: 1.0 }, &context);
        assert_eq!(edge, before, "no step beyond the end");
    }

    #[test]
    fn it_draws_in_both_languages_and_says_what_is_missing() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(matches!(Nudge::default().draw(&Context { lang, ..Context::default() })[..], [Part::Note(_)]));
            assert_eq!(Nudge::default().draw(&context(lang)).len(), 5);
        }
    }
}

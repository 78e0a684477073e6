//! Loss and metric: predictions of real pictures, to be moved by hand. Accuracy counts which side of the middle a
//! prediction is on; the loss, the mean of -ln(p) over the probabilities p of the right answers, sees how far.

use std::collections::BTreeMap;

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::kit::format::{number, percent};
use crate::message::{Action, Context, Lang, Picture, Want};
use crate::registry::Figure;
use crate::scene::{Anchor, Button, Drawing, Look, Part, Raster, Shape, Tile, Tone};

const SLIDER: u16 = 1;
const BACK: u16 = 2;
/// Ids of pictures start here.
const PICTURE: u16 = 100;
/// A probability never gets to 0 or 1, as no softmax does.
const EDGE: f32 = 0.001;
/// A rise of the loss that can be seen in its three digits.
const SEEN: f32 = 1e-3;

/// What the student has moved.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Confident {
    /// The picture that the slider moves.
    chosen: usize,
    /// Probability of the right answer, by picture, where it was moved.
    moved: BTreeMap<usize, f32>,
    /// Both have been up already, so it is not told again.
    told: bool,
}

/// Mean loss and accuracy of probabilities of the right answers.
fn score(right: &[f32]) -> [f32; 2] {
    let n = right.len().max(1) as f32;
    let loss = right.iter().map(|p| -p.max(EDGE).ln()).sum::<f32>() / n;
    [loss, right.iter().filter(|p| **p > 0.5).count() as f32 / n]
}

impl Confident {
    fn count(context: &Context) -> u32 {
        context.setup("pictures", 20.0) as u32
    }

    /// Probabilities of the right answers as the network gives them; none before they are known.
    fn given(context: &Context) -> Option<Vec<f32>> {
        let looked = context.looked(&Want::Scores)?;
        let width = *looked.shape.get(1)? as usize;
        let right = |row: &[f32]| row.get(1 + row[0] as usize).map(|p| p.clamp(EDGE, 1.0 - EDGE));
        looked.values.chunks_exact(width).take(Self::count(context) as usize).map(right).collect()
    }

    fn with_moves(&self, given: &[f32]) -> Vec<f32> {
        given.iter().enumerate().map(|(i, p)| self.moved.get(&i).copied().unwrap_or(*p)).collect()
    }
}

impl Figure for Confident {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        match action.id {
            SLIDER => {
                self.moved.insert(self.chosen, (action.value / 100.0).clamp(EDGE, 1.0 - EDGE));
            }
            BACK => self.moved.clear(),
            id if id >= PICTURE => self.chosen = usize::from(id - PICTURE),
            _ => {}
        }
        let Some(given) = Self::given(context) else { return Vec::new() };
        let ([loss, accuracy], [new_loss, new_accuracy]) = (score(&given), score(&self.with_moves(&given)));
        let up = new_accuracy > accuracy && new_loss > loss + SEEN;
        let fact = Fact::Moved { accuracy: [accuracy, new_accuracy], loss: [loss, new_loss] };
        if up && !std::mem::replace(&mut self.told, up) {
            vec![fact]
        } else {
            self.told &= up;
            Vec::new()
        }
    }

    fn wants(&self, context: &Context) -> Vec<Want> {
        vec![Want::Pictures { count: Self::count(context) }, Want::Scores]
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        let Some(given) = Self::given(context) else {
            return vec![Part::Note(
                lang.say("预测还没有来。先训练一次。", "No predictions yet. Train once first.").into(),
            )];
        };
        let now = self.with_moves(&given);
        let chosen = self.chosen.min(now.len().saturating_sub(1));
        let class = |label: u32| {
            let names = context.run.as_ref().map(|run| run.classes.as_slice()).unwrap_or_default();
            names.get(label as usize).cloned().unwrap_or_default()
        };
        let tile = |(i, picture): (usize, &Picture)| {
            let p = *now.get(i)?;
            Some(Tile {
                id: PICTURE + i as u16,
                pixels: Raster { width: 32, height: 32, rgb: picture.rgb.clone(), smooth: true },
                side: 56,
                label: match lang {
                    Lang::Zh => format!("第 {} 张，{}，答对的概率 {}", i + 1, class(picture.label), percent(p)),
                    Lang::En => {
                        format!("picture {}, {}, right with probability {}", i + 1, class(picture.label), percent(p))
                    }
                },
                // Near the ends a digit more: it is never 0 and never 100 %.
                caption: match p {
                    0.01..=0.99 => format!("{} {:.0} %", if p > 0.5 { "✓" } else { "✗" }, 100.0 * p),
                    _ => format!("{} {}", if p > 0.5 { "✓" } else { "✗" }, percent(p)),
                },
                tone: if p > 0.5 { Tone::Ink } else { Tone::Warn },
                pressed: i == chosen,
            })
        };
        let p = now.get(chosen).copied().unwrap_or(0.5);
        let ([loss, accuracy], [new_loss, new_accuracy]) = (score(&given), score(&now));
        let from_to = |from: String, to: String| if from == to { to } else { format!("{from} → {to}") };
        // Of the sum of all losses, what this picture alone adds.
        let share = -p.max(EDGE).ln() / (new_loss * now.len() as f32);
        vec![
            Part::Tiles {
                label: lang
                    .say(
                        "验证图片，下面是答对的概率",
                        "Validation pictures; below each the probability of its right answer",
                    )
                    .into(),
                tiles: context.pictures.iter().enumerate().filter_map(tile).collect(),
            },
            Part::Slider {
                id: SLIDER,
                label: match lang {
                    Lang::Zh => format!("第 {} 张：正确答案的概率", chosen + 1),
                    Lang::En => format!("Picture {}: probability of the right answer", chosen + 1),
                },
                shown: percent(p),
                low: 0.1,
                high: 99.9,
                step: 0.1,
                value: 100.0 * p,
            },
            Part::Drawing(curve(context, p)),
            Part::Said(said(lang, [accuracy, new_accuracy], [loss, new_loss], now.len())),
            Part::Table {
                caption: lang.say("全部图片", "All pictures together").into(),
                head: vec![String::new(), lang.say("网络 → 现在", "network → now").into()],
                rows: vec![
                    vec![lang.say("准确率", "accuracy").into(), from_to(percent(accuracy), percent(new_accuracy))],
                    vec![lang.say("损失", "loss").into(), from_to(number(loss), number(new_loss))],
                    vec![
                        match lang {
                            Lang::Zh => format!("第 {} 张占损失的", chosen + 1),
                            Lang::En => format!("picture {}'s share of it", chosen + 1),
                        },
                        percent(share),
                    ],
                ],
            },
            Part::Button(Button {
                id: BACK,
                label: lang.say("回到网络的预测", "Back to the network's predictions").into(),
                look: Look::Plain,
                pressed: None,
                disabled: self.moved.is_empty(),
            }),
        ]
    }
}

/// What the moves have done to the two numbers.
fn said(lang: Lang, [accuracy, new_accuracy]: [f32; 2], [loss, new_loss]: [f32; 2], pictures: usize) -> String {
    let more = ((new_accuracy - accuracy) * pictures as f32).round() as i32;
    let hits = match (lang, more) {
        (Lang::Zh, 0) => "答对的张数没变".into(),
        (Lang::En, 0) => "as many right as before".into(),
        (Lang::Zh, more) => format!("{}对 {} 张", if more > 0 { "多" } else { "少" }, more.abs()),
        (Lang::En, more) => format!("{} {} right", more.abs(), if more > 0 { "more" } else { "fewer" }),
    };
    let factor = new_loss / loss;
    let costs = match lang {
        _ if (new_loss - loss).abs() <= SEEN => lang.say("损失没变", "the loss as before").to_string(),
        Lang::Zh => format!("损失是原来的 {} 倍", number(factor)),
        Lang::En => format!("{} times the loss", number(factor)),
    };
    match lang {
        Lang::Zh => format!("和网络的预测比：{hits}，{costs}。"),
        Lang::En => format!("Compared with the network: {hits}, {costs}."),
    }
}

/// The loss of one picture over the probability of its right answer, with the present point, and the step that accuracy
/// sees.
fn curve(context: &Context, p: f32) -> Drawing {
    let lang = context.lang;
    let (width, height, left, bottom) = (f32::from(context.width).clamp(300.0, 520.0), 190.0, 34.0, 26.0);
    let most = 7.0;
    let at = |p: f32, loss: f32| {
        [left + p * (width - left - 10.0), (height - bottom) - loss / most * (height - bottom - 12.0)]
    };
    let line = |points: Vec<[f32; 2]>, tone, width, dashed| Shape::Line { points, tone, width, dashed, arrow: false };
    let words =
        |at, text: &str, anchor, tone| Shape::Words { at, text: text.into(), tone, size: 13.0, anchor, strong: false };
    let points = (0..=100).map(|i| EDGE + i as f32 / 100.0 * (1.0 - EDGE)).map(|p| at(p, -p.ln())).collect();
    let loss = -p.max(EDGE).ln();
    let mut shapes = vec![
        line(vec![at(0.0, most), at(0.0, 0.0), at(1.0, 0.0)], Tone::Line, 1.0, false),
        line(vec![at(0.5, 0.0), at(0.5, most)], Tone::Line, 1.0, true),
        line(points, Tone::Ink, 2.0, false),
        words([at(0.25, 0.0)[0], height - 8.0], lang.say("算错", "counts as wrong"), Anchor::Middle, Tone::Warn),
        words([at(0.75, 0.0)[0], height - 8.0], lang.say("算对", "counts as right"), Anchor::Middle, Tone::Accent),
        words(at(0.52, 6.4), lang.say("这一张的损失", "loss of this picture"), Anchor::Start, Tone::Soft),
    ];
    for tick in [0.0, 2.0, 4.0, 6.0] {
        let [x, y] = at(0.0, tick);
        shapes.push(words([x - 6.0, y + 4.0], &format!("{tick:.0}"), Anchor::End, Tone::Soft));
    }
    shapes.push(Shape::Dot { at: at(p, loss), radius: 6.0, tone: Tone::Accent, filled: true });
    let label = match lang {
        Lang::Zh => format!("概率 {} 时，这一张的损失是 {}", percent(p), number(loss)),
        Lang::En => format!("At a probability of {} the loss of this picture is {}", percent(p), number(loss)),
    };
    Drawing { label, width, height, most: 520, back: None, shapes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Looked;

    fn context() -> Context {
        // Right answers at 90 %, 40 % and 70 %.
        let values = vec![0.0, 0.9, 0.1, 1.0, 0.6, 0.4, 0.0, 0.7, 0.3];
        let looked = Looked { want: Want::Scores, shape: vec![3, 3], values };
        let pictures = (0..3).map(|index| Picture { index, label: index % 2, rgb: vec![0; 3072] }).collect();
        Context { looks: vec![looked], pictures, ..Context::default() }
    }

    fn set(figure: &mut Confident, picture: u16, percent: f32) -> Vec<Fact> {
        figure.act(Action { id: PICTURE + picture, value: 1.0 }, &context());
        figure.act(Action { id: SLIDER, value: percent }, &context())
    }

    #[test]
    fn loss_and_accuracy_are_those_of_the_formulas() {
        let [loss, accuracy] = score(&Confident::given(&context()).unwrap());
        assert!((loss - (-(0.9f32.ln()) - 0.4f32.ln() - 0.7f32.ln()) / 3.0).abs() < 1e-6);
        assert!((accuracy - 2.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn both_up_is_told_once_and_confidence_alone_is_not_enough() {
        let mut figure = Confident::default();
        assert!(set(&mut figure, 0, 0.1).is_empty(), "loss up, accuracy down");
        figure.act(Action { id: BACK, value: 1.0 }, &context());
        assert!(set(&mut figure, 1, 51.0).is_empty(), "accuracy up, loss down");
        let facts = set(&mut figure, 2, 51.0);
        assert!(matches!(facts[..], [Fact::Moved { accuracy: [a, b], loss: [c, d] }] if b > a && d > c), "{facts:?}");
        assert!(set(&mut figure, 0, 50.4).is_empty(), "told already");
    }

    #[test]
    fn without_predictions_it_says_so() {
        let figure = Confident::default();
        assert!(matches!(figure.draw(&Context::default())[..], [Part::Note(_)]));
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(figure.draw(&Context { lang, ..context() }).len(), 6);
        }
    }

    #[test]
    fn one_confident_mistake_costs_one_hit_and_many_times_the_loss() {
        let mut figure = Confident::default();
        set(&mut figure, 0, 0.1);
        let parts = figure.draw(&context());
        // (-ln 0.001 - ln 0.4 - ln 0.7) / (-ln 0.9 - ln 0.4 - ln 0.7) = 8.181 / 1.378 = 5.94.
        let said = "Compared with the network: 1 fewer right, 5.94 times the loss.";
        assert!(parts.contains(&Part::Said(said.into())), "{parts:?}");
    }
}

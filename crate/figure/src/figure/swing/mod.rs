//! How far a score swings: validation pictures are drawn at random, again and again, and each draw gives a score.
//!
//! A drawn picture is put back before the next is drawn. So a draw of n pictures is n independent tosses that hit with
//! probability p, the score on all pictures, and scores of draws spread by sqrt(p (1 - p) / n) whatever the size of the
//! whole. Without putting back, the spread would shrink as n comes near the whole, and say more about this set than about
//! new pictures.

use std::collections::BTreeMap;

use lesson::figure::SWING_SIZES;
use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::kit::random::Random;
use crate::kit::score::{scored, standard_error};
use crate::message::{Action, Context, Lang, Want};
use crate::registry::Figure;
use crate::scene::{Button, Look, Part};

mod rows;

const SIZE: u16 = 1;
const ONCE: u16 = 2;
const MANY: u16 = 3;
/// Draws of one press.
const DRAWS: u32 = 200;
/// What the lesson's task asks for: two thirds of the draws no further from the score than this.
const STEADY: f32 = 0.03;
/// Slack for bounds given in decimals, as the check has it.
const HAIR: f32 = 1e-5;

/// What was drawn from one network's predictions.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// Right answers among all pictures, and how many pictures: what the rows were drawn from.
    of: [u32; 2],
    /// Place in [`SWING_SIZES`].
    picked: usize,
    /// Right answers of each draw, by the number of pictures drawn.
    rows: BTreeMap<u32, Vec<u16>>,
    /// The size drawn last.
    last: Option<u32>,
    /// Presses so far; each draws with a seed of its own.
    presses: u32,
}

/// Smallest distance from `p` within which at least two thirds of the draws lie.
fn within(size: u32, hits: &[u16], p: f64) -> Option<f32> {
    let mut far: Vec<f64> = hits.iter().map(|hits| (f64::from(*hits) / f64::from(size) - p).abs()).collect();
    far.sort_by(f64::total_cmp);
    far.get((2 * far.len()).div_ceil(3).checked_sub(1)?).map(|far| *far as f32)
}

/// Right answers in a draw of so many pictures, each put back before the next.
fn draw_hits(hits: &[bool], size: u32, random: &mut Random) -> u16 {
    (0..size).filter(|_| hits[random.below(hits.len())]).count() as u16
}

/// Whether each validation picture is answered rightly; none before it is known.
fn hits(context: &Context) -> Option<Vec<bool>> {
    Some(scored(context.looked(&Want::Scores)?)?.iter().map(|scored| scored.hit()).collect())
}

fn of(hits: &[bool]) -> [u32; 2] {
    [hits.iter().filter(|hit| **hit).count() as u32, hits.len() as u32]
}

/// Sizes that can be drawn from so many pictures.
fn sizes(all: u32) -> impl Iterator<Item = u32> {
    SWING_SIZES.into_iter().filter(move |size| *size < all)
}

/// Percentage points, three digits: `7.93`.
fn points(share: f32) -> String {
    format!("{:.2}", 100.0 * share)
}

fn is_steady(within: f32) -> bool {
    within <= STEADY + HAIR
}

impl Swing {
    fn size(&self, all: u32) -> Option<u32> {
        let sizes: Vec<u32> = sizes(all).collect();
        sizes.get(self.picked).or(sizes.last()).copied()
    }

    /// The rows, if they were drawn from these predictions.
    fn rows_of(&self, of: [u32; 2]) -> impl Iterator<Item = (u32, &[u16])> {
        let here = self.of == of;
        self.rows.iter().filter(move |_| here).map(|(size, hits)| (*size, hits.as_slice()))
    }

    fn draw_some(&mut self, hits: &[bool], draws: u32) -> Vec<Fact> {
        let of = of(hits);
        let Some(size) = self.size(of[1]) else { return Vec::new() };
        if self.of != of {
            // Another network, or the same after more steps.
            self.rows.clear();
            self.of = of;
        }
        self.presses += 1;
        self.last = Some(size);
        let mut random = Random::new(self.presses);
        let drawn = (0..draws).map(|_| draw_hits(hits, size, &mut random));
        let row = self.rows.entry(size).or_default();
        if draws == 1 && row.len() < DRAWS as usize {
            row.extend(drawn);
            return Vec::new();
        }
        *row = drawn.collect();
        let p = f64::from(of[0]) / f64::from(of[1]);
        let within = within(size, row, p).filter(|_| draws >= DRAWS);
        within.map(|within| Fact::Swing { size, draws, within }).into_iter().collect()
    }
}

impl Figure for Swing {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        let draws = match action.id {
            SIZE => {
                self.picked = (action.value.max(0.0) as usize).min(SWING_SIZES.len() - 1);
                return Vec::new();
            }
            ONCE => 1,
            MANY => DRAWS,
            _ => return Vec::new(),
        };
        hits(context).map_or(Vec::new(), |hits| self.draw_some(&hits, draws))
    }

    fn wants(&self, _context: &Context) -> Vec<Want> {
        vec![Want::Scores]
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        let note = |zh: &str, en: &str| vec![Part::Note(lang.say(zh, en).into())];
        let Some(hits) = hits(context) else {
            return note(
                "这里要用网络对每张验证图片的预测。先把上面的训练跑完。",
                "This needs the network's predictions of every validation picture. Let the run above finish first.",
            );
        };
        let of = of(&hits);
        let Some(size) = self.size(of[1]) else {
            return note(
                "这次训练的验证图片太少，没法再从里面抽。",
                "This run has too few validation pictures to draw from.",
            );
        };
        let p = of[0] as f32 / of[1] as f32;
        let full = self.rows_of(of).any(|(other, hits)| other == size && hits.len() >= DRAWS as usize);
        let rows: Vec<(u32, &[u16])> = self.rows_of(of).collect();
        let button =
            |id, label: String, look, disabled| Part::Button(Button { id, label, look, pressed: None, disabled });
        let mut parts = vec![
            Part::Choice {
                id: SIZE,
                label: match lang {
                    Lang::Zh => format!("从 {} 张验证图片里抽多少张？", of[1]),
                    Lang::En => format!("How many of the {} validation pictures to draw?", of[1]),
                },
                options: sizes(of[1]).map(|size| size.to_string()).collect(),
                picked: sizes(of[1]).position(|other| other == size).map(|place| place as u32),
            },
            Part::Row(vec![
                button(ONCE, lang.say("抽一次", "Draw once").into(), Look::Plain, full),
                button(
                    MANY,
                    match lang {
                        Lang::Zh => format!("抽 {DRAWS} 次"),
                        Lang::En => format!("Draw {DRAWS} times"),
                    },
                    Look::Primary,
                    false,
                ),
            ]),
        ];
        match self.said(lang, of) {
            Some(said) => parts.push(Part::Said(said)),
            None => parts.extend(note(
                "抽一次试试：得分会和全部图片上的一样吗？",
                "Draw once: will the score be the one on all pictures?",
            )),
        }
        if !rows.is_empty() {
            parts.push(Part::Drawing(rows::drawing(context, p, of[1], &rows)));
            parts.push(table(lang, p, &rows));
        }
        parts.extend(note(
            "每抽一张，看过就放回去，再抽下一张，所以同一张可能抽到两次。这样抽 n 张，就像从看不完的图片里拿来 n 张。",
            "Each picture is put back before the next is drawn, so one may come up twice. Drawn like this, n pictures are \
             like n out of an endless supply.",
        ));
        parts
    }
}

impl Swing {
    /// What the last press gave.
    fn said(&self, lang: Lang, of: [u32; 2]) -> Option<String> {
        let size = self.last.filter(|_| self.of == of)?;
        let hits = self.rows.get(&size)?;
        let p = f64::from(of[0]) / f64::from(of[1]);
        if hits.len() < DRAWS as usize {
            let right = *hits.last()?;
            let off = (f64::from(right) / f64::from(size) - p) as f32;
            let score = crate::kit::format::percent(f32::from(right) / size as f32);
            let far = points(off.abs());
            return Some(match (lang, off < 0.0) {
                (Lang::Zh, true) => {
                    format!("这一次 {size} 张对了 {right} 张：{score}，比全部图片上低 {far} 个百分点。")
                }
                (Lang::Zh, false) => {
                    format!("这一次 {size} 张对了 {right} 张：{score}，比全部图片上高 {far} 个百分点。")
                }
                (Lang::En, true) => {
                    format!("This time {right} of {size} were right: {score}, {far} points below the score on all.")
                }
                (Lang::En, false) => {
                    format!("This time {right} of {size} were right: {score}, {far} points above the score on all.")
                }
            });
        }
        let far = within(size, hits, p)?;
        let mark = if is_steady(far) { "✓" } else { "✗" };
        let (far, draws) = (points(far), hits.len());
        Some(match lang {
            Lang::Zh => format!("每次 {size} 张，抽了 {draws} 次：三分之二落在 ±{far} 个百分点以内。±3 以内 {mark}"),
            Lang::En => format!("{draws} draws of {size}: two thirds lie within ±{far} points. Within ±3 {mark}"),
        })
    }
}

/// Theory and what was drawn, side by side.
fn table(lang: Lang, p: f32, rows: &[(u32, &[u16])]) -> Part {
    let row = |(size, hits): &(u32, &[u16])| {
        let measured = within(*size, hits, f64::from(p)).filter(|_| hits.len() >= DRAWS as usize);
        vec![
            size.to_string(),
            format!("±{}", points(standard_error(p, *size))),
            measured.map_or(crate::kit::format::DASH.into(), |far| format!("±{}", points(far))),
            measured.map_or(crate::kit::format::DASH, |far| if is_steady(far) { "✓" } else { "✗" }).into(),
        ]
    };
    Part::Table {
        caption: lang
            .say("三分之二的得分落在这么多个百分点以内", "Two thirds of the scores lie within so many points")
            .into(),
        head: [
            lang.say("张数 n", "pictures n"),
            lang.say("公式", "formula"),
            lang.say("抽出来的", "drawn"),
            lang.say("±3 以内", "within ±3"),
        ]
        .map(String::from)
        .to_vec(),
        rows: rows.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests;

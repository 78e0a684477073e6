//! The draws as piles of small blocks, a row for each size, over one axis of scores.

use std::collections::BTreeMap;

use super::{points, within};
use crate::kit::format::percent;
use crate::message::{Context, Lang};
use crate::scene::{Anchor, Drawing, Shape, Tone};

/// Height of a row, of the words above the rows and of the axis below them.
const ROW: f32 = 90.0;
const TOP: f32 = 44.0;
const AXIS: f32 = 26.0;
/// Room for the words of a row above its piles.
const WORDS: f32 = 24.0;
const EDGE: f32 = 8.0;
/// The axis reaches so far to either side of the score.
const REACH: f32 = 0.28;
/// About the width of a pile, as a share.
const PILE: f32 = 0.01;

/// From scores to the drawing's x.
struct Scale {
    low: f32,
    high: f32,
    width: f32,
}

impl Scale {
    fn new(p: f32, width: f32) -> Self {
        Scale { low: (p - REACH).max(0.0), high: (p + REACH).min(1.0), width }
    }

    fn x(&self, score: f32) -> f32 {
        let share = (score.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        EDGE + share * (self.width - 2.0 * EDGE)
    }
}

fn words(at: [f32; 2], text: String, tone: Tone, anchor: Anchor, strong: bool) -> Shape {
    Shape::Words { at, text, tone, size: 13.0, anchor, strong }
}

fn line(points: [[f32; 2]; 2], tone: Tone, width: f32, dashed: bool) -> Shape {
    Shape::Line { points: points.to_vec(), tone, width, dashed, arrow: false }
}

/// Rows by size; `p` is the score on all `all` pictures.
pub(super) fn drawing(context: &Context, p: f32, all: u32, rows: &[(u32, &[u16])]) -> Drawing {
    let lang = context.lang;
    let width = f32::from(context.width).clamp(300.0, 720.0);
    let scale = Scale::new(p, width);
    let bottom = TOP + ROW * rows.len() as f32;
    let mut shapes = Vec::new();
    for (place, (size, hits)) in rows.iter().enumerate() {
        row(&mut shapes, lang, &scale, p, TOP + ROW * place as f32, *size, hits);
    }
    for far in [-super::STEADY, super::STEADY] {
        let x = scale.x(p + far);
        shapes.push(line([[x, TOP - 6.0], [x, bottom]], Tone::Soft, 1.0, true));
        let (anchor, text) = if far < 0.0 { (Anchor::End, "−3") } else { (Anchor::Start, "+3") };
        shapes.push(words([x, TOP - 10.0], text.into(), Tone::Soft, anchor, false));
    }
    let x = scale.x(p);
    shapes.push(line([[x, TOP - 22.0], [x, bottom]], Tone::Accent, 1.5, false));
    let whole = match lang {
        Lang::Zh => format!("全部 {all} 张：{}", percent(p)),
        Lang::En => format!("all {all}: {}", percent(p)),
    };
    let anchor = match x / width {
        share if share < 0.3 => Anchor::Start,
        share if share > 0.7 => Anchor::End,
        _ => Anchor::Middle,
    };
    shapes.push(words([x, 16.0], whole, Tone::Accent, anchor, true));
    shapes.push(line([[EDGE, bottom], [width - EDGE, bottom]], Tone::Line, 1.0, false));
    for ten in (0..=10).map(|ten| ten as f32 / 10.0).filter(|ten| (scale.low..=scale.high + 1e-4).contains(ten)) {
        let x = scale.x(ten);
        shapes.push(line([[x, bottom], [x, bottom + 4.0]], Tone::Line, 1.0, false));
        let anchor = if x > width - 24.0 { Anchor::End } else { Anchor::Middle };
        let x = if x > width - 24.0 { width } else { x };
        shapes.push(words([x, bottom + 18.0], format!("{:.0} %", 100.0 * ten), Tone::Soft, anchor, false));
    }
    Drawing { label: label(lang, p, all, rows), width, height: bottom + AXIS, most: 720, back: None, shapes }
}

/// One size: its words, the band that holds two thirds, and the piles.
fn row(shapes: &mut Vec<Shape>, lang: Lang, scale: &Scale, p: f32, top: f32, size: u32, hits: &[u16]) {
    let base = top + ROW;
    let far = within(size, hits, f64::from(p)).filter(|_| hits.len() >= super::DRAWS as usize);
    if let Some(far) = far {
        let (left, right) = (scale.x(p - far), scale.x(p + far));
        let corners = vec![[left, base], [left, top + WORDS], [right, top + WORDS], [right, base]];
        shapes.push(Shape::Area { points: corners, tone: Tone::Accent });
    }
    // Every pile takes in equally many scores, so that none is higher for taking in more.
    let scores = (PILE * size as f32).round().max(1.0) as u16;
    let mut piles: BTreeMap<u16, u16> = BTreeMap::new();
    for hits in hits {
        *piles.entry(hits / scores).or_default() += 1;
    }
    let highest = f32::from(piles.values().copied().max().unwrap_or(1));
    let side = (scale.x(p) - scale.x(p - PILE)).abs();
    let block = (0.8 * side).clamp(2.0, 6.0);
    let lift = block.min((ROW - WORDS - 4.0) / highest);
    for (place, pile) in piles {
        let x = scale.x((f32::from(place * scores) + 0.5 * f32::from(scores - 1)) / size as f32);
        for height in 1..=pile {
            let at = [x - 0.5 * block, base - lift * f32::from(height), block, 0.8 * lift];
            shapes.push(Shape::Box { at, round: 0.5, tone: Tone::Ink, filled: true });
        }
    }
    shapes.push(line([[EDGE, base], [scale.width - EDGE, base]], Tone::Line, 1.0, false));
    let name = match lang {
        Lang::Zh => format!("{size} 张"),
        Lang::En => size.to_string(),
    };
    shapes.push(words([EDGE, top + 18.0], name, Tone::Ink, Anchor::Start, true));
    if let Some(far) = far {
        let text = format!("±{}", points(far));
        shapes.push(words([scale.width - EDGE, top + 18.0], text, Tone::Accent, Anchor::End, true));
    }
}

fn label(lang: Lang, p: f32, all: u32, rows: &[(u32, &[u16])]) -> String {
    let row = |(size, hits): &(u32, &[u16])| {
        let draws = hits.len();
        let least = hits.iter().min().map_or(0.0, |hits| f32::from(*hits) / *size as f32);
        let most = hits.iter().max().map_or(0.0, |hits| f32::from(*hits) / *size as f32);
        match lang {
            Lang::Zh => format!("每次 {size} 张，{draws} 次，得分从 {} 到 {}", percent(least), percent(most)),
            Lang::En => format!("{draws} draws of {size}, scores from {} to {}", percent(least), percent(most)),
        }
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    match lang {
        Lang::Zh => format!("全部 {all} 张上的得分是 {}。{}。", percent(p), rows.join("；")),
        Lang::En => format!("The score on all {all} is {}. {}.", percent(p), rows.join("; ")),
    }
}

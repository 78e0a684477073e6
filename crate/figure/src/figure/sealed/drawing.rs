//! The envelope, and the scores with their error bars.

use super::{points, Opening};
use crate::kit::format::percent;
use crate::kit::score::standard_error;
use crate::message::{Context, Lang};
use crate::scene::{Anchor, Drawing, Shape, Tone};

fn line(points: Vec<[f32; 2]>, tone: Tone, width: f32) -> Shape {
    Shape::Line { points, tone, width, dashed: false, arrow: false }
}

fn words(at: [f32; 2], text: String, tone: Tone, anchor: Anchor, strong: bool) -> Shape {
    Shape::Words { at, text, tone, size: 14.0, anchor, strong }
}

/// An envelope with so many pictures in it: a seal on its flap, or the flap up.
pub(super) fn envelope(lang: Lang, pictures: u32, openings: usize) -> Drawing {
    let (left, top, right, bottom) = (30.0, 56.0, 230.0, 166.0);
    let middle = 0.5 * (left + right);
    let opened = openings > 0;
    let tip = if opened { 6.0 } else { 122.0 };
    let mut shapes = vec![
        Shape::Area {
            points: vec![[left, top], [right, top], [right, bottom], [left, bottom]],
            tone: if opened { Tone::Line } else { Tone::Accent },
        },
        Shape::Box { at: [left, top, right - left, bottom - top], round: 6.0, tone: Tone::Ink, filled: false },
        line(vec![[left, top], [middle, tip], [right, top]], Tone::Ink, 2.0),
    ];
    let inside = match lang {
        Lang::Zh => format!("{pictures} 张图片"),
        Lang::En => format!("{pictures} pictures"),
    };
    let state = match (lang, openings) {
        (Lang::Zh, 0) => "封着：谁也没看过".into(),
        (Lang::En, 0) => "sealed: seen by nobody".into(),
        (Lang::Zh, times) => format!("打开过 {times} 次"),
        (Lang::En, 1) => "opened once".into(),
        (Lang::En, times) => format!("opened {times} times"),
    };
    if opened {
        shapes.push(words([middle, 0.5 * (top + bottom) + 5.0], inside.clone(), Tone::Ink, Anchor::Middle, true));
    } else {
        shapes.push(Shape::Dot { at: [middle, tip - 4.0], radius: 13.0, tone: Tone::Warn, filled: true });
        shapes.push(words([middle, top + 30.0], inside.clone(), Tone::Ink, Anchor::Middle, true));
    }
    let tone = if openings > 1 { Tone::Warn } else { Tone::Ink };
    shapes.push(words([middle, bottom + 22.0], state.clone(), tone, Anchor::Middle, false));
    let label = match lang {
        Lang::Zh => format!("测试集的信封，里面有{inside}。{state}。"),
        Lang::En => format!("The envelope of the test set with {inside}; {state}."),
    };
    Drawing { label, width: 260.0, height: 196.0, most: 260, back: None, shapes }
}

/// Validation and test accuracy on one axis, each with one standard error to either side.
pub(super) fn scores(context: &Context, opening: &Opening) -> Drawing {
    let lang = context.lang;
    let width = f32::from(context.width).clamp(300.0, 560.0);
    let valid = opening.valid.map(|(accuracy, pictures)| (lang.say("验证集", "validation"), accuracy, pictures));
    let test = (lang.say("测试集", "test"), opening.accuracy, opening.pictures);
    let rows: Vec<(&str, f32, u32)> = valid.into_iter().chain([test]).collect();
    let error = |(_, accuracy, pictures): &(&str, f32, u32)| standard_error(*accuracy, *pictures);
    let least = rows.iter().map(|row| row.1 - error(row)).fold(0.5, f32::min);
    let low = (10.0 * least).floor() / 10.0;
    let x = |score: f32| 12.0 + (score - low) / (1.0 - low) * (width - 30.0);
    let height = 46.0;
    let bottom = 8.0 + height * rows.len() as f32;
    let mut shapes = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let (name, accuracy, pictures) = row;
        let y = 8.0 + height * place as f32 + 32.0;
        let tone = if place + 1 == rows.len() { Tone::Accent } else { Tone::Ink };
        let (from, to) = (x(accuracy - error(row)), x((accuracy + error(row)).min(1.0)));
        shapes.push(line(vec![[from, y], [to, y]], tone, 2.0));
        for end in [from, to] {
            shapes.push(line(vec![[end, y - 5.0], [end, y + 5.0]], tone, 2.0));
        }
        shapes.push(Shape::Dot { at: [x(*accuracy), y], radius: 5.0, tone, filled: true });
        let text = match lang {
            Lang::Zh => format!("{name} {pictures} 张：{} ±{}", percent(*accuracy), points(error(row))),
            Lang::En => format!("{name}, {pictures}: {} ±{}", percent(*accuracy), points(error(row))),
        };
        shapes.push(words([12.0, y - 16.0], text, tone, Anchor::Start, false));
    }
    shapes.push(line(vec![[12.0, bottom], [width - 18.0, bottom]], Tone::Line, 1.0));
    let mut ten = low;
    while ten < 1.001 {
        shapes.push(line(vec![[x(ten), bottom], [x(ten), bottom + 4.0]], Tone::Line, 1.0));
        let anchor = if ten > 0.99 { Anchor::End } else { Anchor::Middle };
        let place = if ten > 0.99 { width } else { x(ten) };
        shapes.push(words([place, bottom + 20.0], format!("{:.0} %", 100.0 * ten), Tone::Soft, anchor, false));
        ten += 0.1;
    }
    let each = |row: &(&str, f32, u32)| format!("{} {} ±{}", row.0, percent(row.1), points(error(row)));
    let label = rows.iter().map(each).collect::<Vec<_>>().join(lang.say("，", ", "));
    Drawing { label, width, height: bottom + 28.0, most: 560, back: None, shapes }
}

//! How the rules look: each with the two classes along its scale, all pictures with a mark, and the sets tried.

use super::measure::{Measure, ALL, COUNT};
use super::{code, Judged, Rule, Rules, BOUND, STRIDE, SWITCH, TAKE_DOWN, VOTE};
use crate::kit::format::percent;
use crate::message::{Context, Lang};
use crate::scene::{Anchor, Button, Drawing, Look, Part, Raster, Shape, Tone};

/// Pixels of a picture's side.
const SIDE: usize = 32;
/// Pictures in a row of the sheet.
const COLUMNS: usize = 10;
/// From this width on, rules and pictures stand side by side.
const WIDE: u16 = 600;

pub(super) fn all(figure: &Rules, context: &Context, judged: &[Judged]) -> Vec<Part> {
    let mut parts = vec![said(figure, context, judged)];
    let rules: Vec<Part> = (0..COUNT).flat_map(|i| rule(figure, context, judged, i)).collect();
    let sheets: Vec<Part> = (0..2).flat_map(|label| sheet(context, judged, label)).collect();
    if context.width >= WIDE {
        let card = |title: &str, parts| Part::Card { title: title.into(), tone: Tone::Line, parts };
        let pictures = card(context.lang.say("图片", "Pictures"), sheets);
        parts.push(Part::Row(vec![card(context.lang.say("规则", "Rules"), rules), pictures]));
    } else {
        parts.extend(rules.into_iter().chain(sheets));
    }
    parts.push(Part::Button(Button {
        id: TAKE_DOWN,
        label: context.lang.say("数一数这套规则", "Count this rule set").into(),
        look: Look::Primary,
        pressed: None,
        disabled: judged.is_empty() || !figure.any(),
    }));
    parts.extend(table(figure, context));
    parts
}

/// A class's name; by the session, else as this pack has them.
fn class(context: &Context, label: u32) -> String {
    let names = context.run.as_ref().map(|run| run.classes.as_slice()).unwrap_or_default();
    let default = match label {
        0 => context.lang.say("猫", "cat"),
        _ => context.lang.say("狗", "dog"),
    };
    names.get(label as usize).cloned().unwrap_or_else(|| default.into())
}

fn tone(label: u32) -> Tone {
    [Tone::Cat, Tone::Dog][usize::from(label > 0)]
}

fn said(figure: &Rules, context: &Context, judged: &[Judged]) -> Part {
    let lang = context.lang;
    if judged.is_empty() {
        let text = lang.say(
            "图片还在路上。规则可以先选好。",
            "The pictures are still on their way. You can choose your rules already.",
        );
        return Part::Note(text.into());
    }
    if !figure.any() {
        let text = lang.say(
            "还没有规则，一张也判不了。打开一条试试。",
            "No rule yet, so no picture can be judged. Switch one on.",
        );
        return Part::Said(text.into());
    }
    let n = judged.len();
    let right = judged.iter().filter(|picture| picture.right()).count();
    let share = percent(right as f32 / n as f32);
    Part::Said(match lang {
        Lang::Zh => format!("{n} 张里对了 {right} 张：{share}"),
        Lang::En => format!("{right} of {n} right: {share}"),
    })
}

/// A value in tenths of a per cent.
fn tenths(value: i16, step: i16) -> String {
    let digits = usize::from(step % 10 != 0);
    format!("{:.digits$} %", f32::from(value) / 10.0).replace('-', "−")
}

fn rule(figure: &Rules, context: &Context, judged: &[Judged], i: usize) -> Vec<Part> {
    let lang = context.lang;
    let (rule, measure) = (&figure.rules[i], &ALL[i]);
    let id = STRIDE * (i as u16 + 1);
    let label = match lang {
        Lang::Zh => format!("{}：{}", measure.name(lang), measure.how(lang)),
        Lang::En => format!("{}: {}", measure.name(lang), measure.how(lang)),
    };
    let mut parts = vec![Part::Check { id: id + SWITCH, label, on: rule.on }];
    if !rule.on {
        return parts;
    }
    if !judged.is_empty() {
        parts.push(Part::Drawing(strip(context, judged, i, rule)));
    }
    let name = measure.name(lang);
    parts.push(Part::Slider {
        id: id + BOUND,
        label: match lang {
            Lang::Zh => format!("{name}的界线"),
            Lang::En => format!("{name}: the line"),
        },
        shown: tenths(rule.bound, measure.step),
        low: f32::from(measure.low) / 10.0,
        high: f32::from(measure.high) / 10.0,
        step: f32::from(measure.step) / 10.0,
        value: f32::from(rule.bound) / 10.0,
    });
    parts.push(Part::Choice {
        id: id + VOTE,
        label: match lang {
            Lang::Zh => format!("{name}高于界线，投给"),
            Lang::En => format!("{name} above the line votes for"),
        },
        options: vec![class(context, 0), class(context, 1)],
        picked: Some(u32::from(rule.dog)),
    });
    parts
}

/// Where the pictures lie on a rule's scale: one dot each, cats above the axis, dogs below it, and the line between.
fn strip(context: &Context, judged: &[Judged], i: usize, rule: &Rule) -> Drawing {
    let lang = context.lang;
    let measure: &Measure = &ALL[i];
    let (width, half, gap) = (column(context), 46.0, 20.0);
    let (left, right, middle) = (30.0, width - 6.0, gap + half);
    let height = 2.0 * (half + gap);
    let (low, high) = (f32::from(measure.low) / 10.0, f32::from(measure.high) / 10.0);
    let at = |value: f32| left + (value.clamp(low, high) - low) / (high - low) * (right - left);
    let radius = 2.6;
    let bins = ((right - left) / (2.0 * radius)) as usize;
    let mut heights = [vec![0usize; bins + 1], vec![0usize; bins + 1]];
    let mut shapes = vec![Shape::Line {
        points: vec![[left, middle], [right, middle]],
        tone: Tone::Line,
        width: 1.0,
        dashed: false,
        arrow: false,
    }];
    for picture in judged {
        let side = usize::from(picture.label > 0);
        let bin = ((at(picture.values[i]) - left) / (right - left) * bins as f32) as usize;
        let place = heights[side][bin] as f32;
        heights[side][bin] += 1;
        // Higher than the strip: the last dots lie on each other.
        let off = (4.0 + 2.0 * radius * place).min(half);
        let y = if side == 0 { middle - off } else { middle + off };
        let x = left + bin as f32 / bins as f32 * (right - left);
        shapes.push(Shape::Dot { at: [x, y], radius, tone: tone(picture.label), filled: true });
    }
    let words = |at, text: String, anchor, tone| Shape::Words { at, text, tone, size: 12.0, anchor, strong: false };
    shapes.push(words([0.0, middle - 8.0], class(context, 0), Anchor::Start, Tone::Cat));
    shapes.push(words([0.0, middle + 18.0], class(context, 1), Anchor::Start, Tone::Dog));
    let x = at(f32::from(rule.bound) / 10.0);
    shapes.push(Shape::Line {
        points: vec![[x, 16.0], [x, height - 14.0]],
        tone: Tone::Accent,
        width: 2.0,
        dashed: false,
        arrow: false,
    });
    // Which side says what, beside the line and never beyond the edge.
    let (above, below) = (u32::from(rule.dog), u32::from(!rule.dog));
    let room = 46.0;
    if x - left > room {
        shapes.push(words([x - 6.0, 12.0], format!("← {}", class(context, below)), Anchor::End, tone(below)));
    }
    if right - x > room {
        shapes.push(words([x + 6.0, 12.0], format!("{} →", class(context, above)), Anchor::Start, tone(above)));
    }
    let hits = judged.iter().filter(|picture| rule.vote(picture.values[i]) == picture.label).count();
    let alone = match lang {
        Lang::Zh => format!("单凭这一条：{hits} / {}", judged.len()),
        Lang::En => format!("this rule alone: {hits} of {}", judged.len()),
    };
    shapes.push(words([right, height - 2.0], alone.clone(), Anchor::End, Tone::Soft));
    let bound = tenths(rule.bound, measure.step);
    let name = measure.name(lang);
    let label = match lang {
        Lang::Zh => format!("{name}：每张图片一个点，界线在 {bound}。{alone}"),
        Lang::En => format!("{name}: a dot for each picture, the line at {bound}; {alone}"),
    };
    Drawing { label, width, height, most: width as u16, back: None, shapes }
}

/// Width of a drawing in its column.
fn column(context: &Context) -> f32 {
    match context.width {
        0 => 328.0,
        width if width >= WIDE => ((f32::from(width) - 96.0) / 2.0).min(380.0),
        width => f32::from(width).clamp(260.0, 420.0),
    }
}

/// All pictures of a class, each with the mark of its verdict.
fn sheet(context: &Context, judged: &[Judged], label: u32) -> Vec<Part> {
    let lang = context.lang;
    let pictures: Vec<&Judged> = judged.iter().filter(|picture| picture.label == label).collect();
    if pictures.is_empty() {
        return Vec::new();
    }
    let n = pictures.len();
    let right = pictures.iter().filter(|picture| picture.right()).count();
    let known = pictures.iter().any(|picture| picture.said.is_some());
    let name = class(context, label);
    let title = match (lang, known) {
        (Lang::Zh, true) => format!("{name}：{n} 张里对了 {right} 张"),
        (Lang::En, true) => format!("{name}: {right} of {n} right"),
        (Lang::Zh, false) => format!("{name}：{n} 张"),
        (Lang::En, false) => format!("{name}: {n}"),
    };
    let width = column(context);
    let cell = width / COLUMNS as f32;
    let rows = n.div_ceil(COLUMNS);
    let mut shapes = Vec::new();
    for (i, picture) in pictures.iter().enumerate().filter(|(_, picture)| picture.said.is_some()) {
        let corner = [(i % COLUMNS + 1) as f32 * cell, (i / COLUMNS + 1) as f32 * cell];
        mark(&mut shapes, corner, (0.34 * cell).clamp(10.0, 13.0), picture.right());
    }
    let back = Some(raster(context.dark, &pictures, rows));
    let label = title.clone();
    vec![
        Part::Text(title),
        Part::Drawing(Drawing { label, width, height: rows as f32 * cell, most: width as u16, back, shapes }),
    ]
}

/// ✓ or ✗ on a light ground, in the lower right corner of a picture.
fn mark(shapes: &mut Vec<Shape>, [x, y]: [f32; 2], side: f32, right: bool) {
    let [x, y] = [x - side - 1.0, y - side - 1.0];
    shapes.push(Shape::Box { at: [x, y, side, side], round: 2.0, tone: Tone::Wash, filled: true });
    let tone = if right { Tone::Accent } else { Tone::Warn };
    let mut stroke = |points: &[[f32; 2]]| {
        let points = points.iter().map(|[dx, dy]| [x + side * dx, y + side * dy]).collect();
        shapes.push(Shape::Line { points, tone, width: 0.15 * side, dashed: false, arrow: false });
    };
    if right {
        stroke(&[[0.22, 0.52], [0.42, 0.74], [0.78, 0.26]]);
    } else {
        stroke(&[[0.26, 0.26], [0.74, 0.74]]);
        stroke(&[[0.74, 0.26], [0.26, 0.74]]);
    }
}

/// The pictures side by side, `COLUMNS` a row. An unfilled last row has the sheet's colour.
fn raster(dark: bool, pictures: &[&Judged], rows: usize) -> Raster {
    let (width, height) = (COLUMNS * SIDE, rows * SIDE);
    let empty = if dark { [0x1c, 0x1f, 0x25] } else { [0xff; 3] };
    let mut rgb = empty.repeat(width * height);
    for (i, picture) in pictures.iter().enumerate().filter(|(_, picture)| picture.rgb.len() == SIDE * SIDE * 3) {
        let corner = (i / COLUMNS) * SIDE * width + (i % COLUMNS) * SIDE;
        for (row, line) in picture.rgb.chunks_exact(SIDE * 3).enumerate() {
            let start = 3 * (corner + row * width);
            rgb[start..start + line.len()].copy_from_slice(line);
        }
    }
    Raster { width: width as u16, height: height as u16, rgb, smooth: true }
}

/// So many of so many, in one line.
fn of(right: u32, pictures: u32) -> String {
    format!("{right}\u{a0}/\u{a0}{pictures}")
}

/// The sets tried, and the trained model beside them as soon as there is one.
fn table(figure: &Rules, context: &Context) -> Option<Part> {
    if figure.tried.is_empty() {
        return None;
    }
    let lang = context.lang;
    let best = figure.best();
    let now = code(&figure.rules);
    let row = |(place, tried): (usize, &super::Tried)| {
        let mut notes = Vec::new();
        if best == Some(place) {
            notes.push(lang.say("最好", "best"));
        }
        if code(&tried.rules) == now {
            notes.push(lang.say("现在", "now"));
        }
        vec![written(&tried.rules, context), of(tried.right, tried.pictures), notes.join(" · ")]
    };
    let mut rows: Vec<Vec<String>> = figure.tried.iter().enumerate().map(row).collect();
    let trained = context.run.as_ref().filter(|run| run.step > 0);
    if let Some((run, accuracy)) = trained.and_then(|run| Some((run, run.valid_accuracy?))) {
        let n = run.valid_pictures;
        let name = lang.say("训练过的模型", "the trained model");
        rows.push(vec![name.into(), of((accuracy * n as f32).round() as u32, n), String::new()]);
    }
    Some(Part::Table {
        caption: lang.say("试过的规则", "Rule sets tried").into(),
        head: vec![lang.say("规则", "rules").into(), lang.say("答对", "right").into(), String::new()],
        rows,
    })
}

/// A set in words: `亮度 > 46 % → 狗`.
fn written(rules: &[Rule; COUNT], context: &Context) -> String {
    let one = |(rule, measure): (&Rule, &Measure)| {
        let bound = tenths(rule.bound, measure.step);
        format!("{} > {bound} → {}", measure.name(context.lang), class(context, u32::from(rule.dog)))
    };
    let on = rules.iter().zip(&ALL).filter(|(rule, _)| rule.on).map(one);
    on.collect::<Vec<_>>().join(context.lang.say("；", "; "))
}

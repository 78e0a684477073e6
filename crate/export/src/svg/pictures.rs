//! Pictures with what the network says about each, as a drawing. The pictures are in it as PNG, at their own size: the
//! viewer enlarges them.

use std::fmt::Write;

use super::png::{base64, png};
use super::write::{colour, escaped, Drawing, Label};
use crate::{ExportError, Language, Shown, Work};

/// Pixels of a picture's side, as it is and as it is drawn.
const SIDE: u32 = 32;
const DRAWN: f64 = 96.0;
/// From one cell to the next.
const ACROSS: f64 = 112.0;
const DOWN: f64 = 156.0;
const COLUMNS: usize = 8;
/// No grid is larger: a file of this many pictures has 4 MB.
const MOST: usize = 1000;

pub fn save(work: &Work) -> Result<String, ExportError> {
    if work.pictures.is_empty() {
        return Err(ExportError::NoPictures);
    }
    let pictures = &work.pictures[..work.pictures.len().min(MOST)];
    let columns = pictures.len().min(COLUMNS);
    let rows = pictures.len().div_ceil(columns);
    let mut body = String::new();
    let (mut right, mut judged) = (0, 0);
    for (place, shown) in pictures.iter().enumerate() {
        if shown.rgb.len() != (SIDE * SIDE * 3) as usize {
            return Err(ExportError::Misfit(format!("picture {place} has {} bytes", shown.rgb.len())));
        }
        if let Some(verdict) = verdict(shown) {
            judged += 1;
            right += u32::from(verdict);
        }
        let x = Drawing::SIDE + (place % columns) as f64 * ACROSS;
        let y = Drawing::TOP + (place / columns) as f64 * DOWN;
        body += &cell(work, shown, x, y);
    }
    let title = work.language.of("预测", "Predictions");
    let facts = match (work.language, judged) {
        (Language::Chinese, 0) => format!("{} 张图片", pictures.len()),
        (Language::English, 0) => format!("pictures: {}", pictures.len()),
        (Language::Chinese, _) => format!("{judged} 张里对了 {right} 张"),
        (Language::English, _) => format!("{right} of {judged} right"),
    };
    let drawing = Drawing {
        work,
        // Room for the title and for where it was made, however few pictures there are.
        width: (2.0 * Drawing::SIDE + columns as f64 * ACROSS - (ACROSS - DRAWN)).max(420.0),
        height: Drawing::TOP + rows as f64 * DOWN + Drawing::BOTTOM,
        title,
        facts: &facts,
        description: &facts,
    };
    Ok(drawing.with(&body))
}

/// The likeliest class with its probability.
fn leading(shown: &Shown) -> Option<(usize, f32)> {
    let all = shown.probabilities.iter().copied().enumerate();
    all.filter(|(_, p)| p.is_finite()).max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Whether the prediction is right, where both are known.
fn verdict(shown: &Shown) -> Option<bool> {
    let (class, _) = leading(shown)?;
    Some(class == shown.label? as usize)
}

fn class_colour(class: usize) -> &'static str {
    colour::CLASSES[class % colour::CLASSES.len()]
}

/// A picture, a bar of probabilities, the prediction, and the label with a mark.
fn cell(work: &Work, shown: &Shown, x: f64, y: f64) -> String {
    let name = |class: usize| work.classes.get(class).map_or("?", |class| class.name.as_str());
    let label = shown.label.map(|label| name(label as usize));
    let prediction = match leading(shown) {
        Some((class, p)) => format!("{} {}", name(class), whole_percent(p)),
        None => work.language.of("未定", "unsure").to_string(),
    };
    let judged = verdict(shown).map(|right| match right {
        true => work.language.of("对", "right"),
        false => work.language.of("错", "wrong"),
    });
    let words: Vec<&str> = [Some(prediction.as_str()), label, judged].into_iter().flatten().collect();
    let mut out =
        format!("<g transform=\"translate({x:.0} {y:.0})\">\n<title>{}</title>\n", escaped(&words.join(" · ")));
    let address = base64(&png(SIDE, SIDE, &shown.rgb));
    let _ = writeln!(
        out,
        "<image width=\"{DRAWN}\" height=\"{DRAWN}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{address}\"/>"
    );
    if judged.is_some() && verdict(shown) == Some(false) {
        let _ = writeln!(
            out,
            "<rect x=\"1\" y=\"1\" width=\"{0}\" height=\"{0}\" fill=\"none\" stroke=\"{1}\" stroke-width=\"3\"/>",
            DRAWN - 2.0,
            colour::WARN
        );
    }
    out += &bar(shown);
    let text = |y, colour, bold| Label { x: 0.0, y, size: 13, colour, anchor: "start", bold };
    let predicted = leading(shown).map_or(colour::MUTED, |(class, _)| class_colour(class));
    out += &text(124.0, predicted, true).draw(&prediction);
    if let Some(label) = label {
        out += &text(142.0, colour::MUTED, false).draw(&format!("{} {label}", work.language.of("标签", "label")));
    }
    out += match verdict(shown) {
        Some(true) => TICK,
        Some(false) => CROSS,
        None => "",
    };
    out + "</g>\n"
}

/// Marks beside the label, in colours of their own and of different shape.
const TICK: &str =
    "<path d=\"M82 137l4 5 8-10\" fill=\"none\" stroke=\"#2F6F5E\" stroke-width=\"2\" stroke-linecap=\"round\"/>\n";
const CROSS: &str =
    "<path d=\"M84 133l9 9M93 133l-9 9\" fill=\"none\" stroke=\"#9A5310\" stroke-width=\"2\" stroke-linecap=\"round\"/>\n";

/// All probabilities side by side.
fn bar(shown: &Shown) -> String {
    let mut out = format!("<rect y=\"102\" width=\"{DRAWN}\" height=\"6\" fill=\"{}\"/>\n", colour::LINE);
    let mut from = 0.0;
    for (class, p) in shown.probabilities.iter().enumerate() {
        let width = if p.is_finite() { f64::from(p.clamp(0.0, 1.0)) * DRAWN } else { 0.0 };
        let width = width.min(DRAWN - from);
        let colour = class_colour(class);
        let _ = writeln!(out, "<rect x=\"{from:.1}\" y=\"102\" width=\"{width:.1}\" height=\"6\" fill=\"{colour}\"/>");
        from += width;
    }
    out
}

/// Never 100 of what is not quite that.
fn whole_percent(share: f32) -> String {
    let whole = (share * 100.0).round();
    format!("{}\u{202f}%", if whole >= 100.0 && share < 0.9995 { 99.0 } else { whole })
}

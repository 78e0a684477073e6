//! The lines of a chart on its canvas. Words are not drawn here: they are elements over it.

use js_sys::Array;
use web_sys::CanvasRenderingContext2d;

use super::chart_frame::Frame;
use super::series::{last_finite, thin, Mark, Point};
use super::theme::Theme;

/// Draws gridlines and curves.
pub fn draw(
    context: &CanvasRenderingContext2d,
    frame: &Frame,
    train: &[Point],
    smoothed: &[Point],
    valid: &[Point],
    theme: &Theme,
) {
    grid(context, frame, theme);
    context.save();
    context.begin_path();
    context.rect(frame.left, frame.top - 2.0, frame.right - frame.left + 4.0, frame.bottom - frame.top + 3.0);
    context.clip();
    context.set_line_join("round");
    context.set_line_cap("round");

    context.set_stroke_style_str(&theme.ink);
    // Where many batches share a pixel, single ones make a band: it steps back further.
    let crowded = train.len() as f64 > (frame.right - frame.left) * 2.0;
    context.set_global_alpha(if crowded { 0.15 } else { 0.25 });
    context.set_line_width(1.0);
    gaps(context, frame, &curve(context, frame, train), theme);
    context.set_global_alpha(1.0);
    context.set_stroke_style_str(&theme.ink);
    context.set_line_width(2.0);
    curve(context, frame, smoothed);

    context.set_stroke_style_str(&theme.accent);
    context.set_fill_style_str(&theme.accent);
    dashes(context, &[6.0, 5.0]);
    curve(context, frame, valid);
    dashes(context, &[]);
    dots(context, frame, valid);
    leader(context, frame, valid);
    context.restore();
}

/// Thin lines at the ticks and the axis below.
fn grid(context: &CanvasRenderingContext2d, frame: &Frame, theme: &Theme) {
    context.set_stroke_style_str(&theme.line);
    context.set_line_width(1.0);
    context.begin_path();
    for tick in &frame.y_ticks {
        let y = tick.at.round() + 0.5;
        context.move_to(frame.left, y);
        context.line_to(frame.right, y);
    }
    context.stroke();
    context.set_stroke_style_str(&theme.muted);
    context.set_global_alpha(0.6);
    context.begin_path();
    let base = frame.bottom.round() + 0.5;
    context.move_to(frame.left, base);
    context.line_to(frame.right, base);
    for tick in &frame.x_ticks {
        let x = tick.at.round() + 0.5;
        context.move_to(x, base);
        context.line_to(x, base + 4.0);
    }
    context.stroke();
    context.set_global_alpha(1.0);
}

/// Strokes a curve, broken at its gaps, and gives where these are.
fn curve(context: &CanvasRenderingContext2d, frame: &Frame, points: &[Point]) -> Vec<f64> {
    let mut gaps = Vec::new();
    let mut pen_down = false;
    context.begin_path();
    for mark in thin(points, |step| frame.x.at(step), |value| frame.y.at(value)) {
        match mark {
            Mark::To(x, y) if pen_down => context.line_to(x, y),
            Mark::To(x, y) => {
                context.move_to(x, y);
                // A lone point has no line: a round cap makes it a dot.
                context.line_to(x + 0.01, y);
                pen_down = true;
            }
            Mark::Gap(x) => {
                gaps.push(x);
                pen_down = false;
            }
        }
    }
    context.stroke();
    gaps
}

/// A cross on the axis and a dotted line up where values were not finite.
fn gaps(context: &CanvasRenderingContext2d, frame: &Frame, gaps: &[f64], theme: &Theme) {
    context.set_global_alpha(1.0);
    context.set_stroke_style_str(&theme.muted);
    for &x in gaps {
        context.set_line_width(1.0);
        dashes(context, &[1.0, 4.0]);
        context.begin_path();
        context.move_to(x, frame.top);
        context.line_to(x, frame.bottom);
        context.stroke();
        dashes(context, &[]);
        context.set_line_width(2.0);
        context.begin_path();
        let y = frame.top + 6.0;
        context.move_to(x - 4.0, y - 4.0);
        context.line_to(x + 4.0, y + 4.0);
        context.move_to(x + 4.0, y - 4.0);
        context.line_to(x - 4.0, y + 4.0);
        context.stroke();
    }
}

/// From the last validation pass on to its label, which stands where training has come to.
fn leader(context: &CanvasRenderingContext2d, frame: &Frame, valid: &[Point]) {
    let Some(point) = last_finite(valid) else { return };
    let (x, y) = (frame.x.at(f64::from(point.step)), frame.y.at(f64::from(point.value)));
    context.set_line_width(1.0);
    context.set_global_alpha(0.5);
    dashes(context, &[1.0, 4.0]);
    context.begin_path();
    context.move_to(x + 6.0, y);
    context.line_to(frame.head.max(x), y);
    context.stroke();
    dashes(context, &[]);
}

/// A dot at each validation pass, while they stand apart.
fn dots(context: &CanvasRenderingContext2d, frame: &Frame, points: &[Point]) {
    let across = frame.right - frame.left;
    let crowded = points.len() as f64 > across / 14.0;
    for (i, point) in points.iter().enumerate() {
        if !point.value.is_finite() || (crowded && i + 1 < points.len()) {
            continue;
        }
        context.begin_path();
        let (x, y) = (frame.x.at(f64::from(point.step)), frame.y.at(f64::from(point.value)));
        // Fails only for a negative radius.
        let _ = context.arc(x, y, 3.5, 0.0, std::f64::consts::TAU);
        context.fill();
    }
}

fn dashes(context: &CanvasRenderingContext2d, pattern: &[f64]) {
    let list: Array = pattern.iter().copied().map(wasm_bindgen::JsValue::from_f64).collect();
    // Fails only for what is no list.
    let _ = context.set_line_dash(&list);
}

//! One chart: axes, the training's curve faintly with its mean over it, validation dashed, names at the ends.

use std::fmt::Write;

use super::axis::{apart, tick_step, ticks};
use super::write::{colour, Label};

/// A curve's point: a step and a value, which may not be finite.
pub type Mark = (u32, f32);

/// What is drawn, and where.
pub struct Chart<'a> {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub title: &'a str,
    pub train: &'a [Mark],
    pub valid: &'a [Mark],
    /// Names of the two curves.
    pub names: [&'a str; 2],
    /// Last step of the run.
    pub steps: u32,
    /// Steps of an epoch, and the words for an axis of epochs and for one of steps.
    pub per_epoch: u32,
    pub units: [&'a str; 2],
    /// Values are shares.
    pub percent: bool,
    pub value: fn(f32) -> String,
}

/// Room for the numbers left of the plot, for the names right of it, for its title and for the numbers below it.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 84.0;
const ABOVE: f64 = 28.0;
const BELOW: f64 = 40.0;
/// Weight of the past in the moving average, at least; as on the page.
const SMOOTHING: f64 = 0.9;

impl Chart<'_> {
    pub fn draw(&self) -> String {
        let (left, right) = (self.left + LEFT, self.left + self.width - RIGHT);
        let (top, bottom) = (self.top + ABOVE, self.top + self.height - BELOW);
        let mean = smoothed(self.train, self.steps);
        let high = self.highest(&mean);
        let across = |step: f64| left + step / f64::from(self.steps.max(1)) * (right - left);
        let up = |value: f64| bottom - (value / high).clamp(-0.02, 1.02) * (bottom - top);
        let small = |x, y, anchor| Label { x, y, size: 12, colour: colour::MUTED, anchor, bold: false };

        let mut out =
            Label { x: self.left, y: self.top + 12.0, size: 15, colour: colour::INK, anchor: "start", bold: true }
                .draw(self.title);
        let step = tick_step(high, 5.0);
        let (values, digits) = ticks(high, step);
        for value in values {
            let (y, digits) = (up(value), if self.percent { digits.saturating_sub(2) } else { digits });
            let text = match self.percent {
                true => format!("{:.digits$}\u{202f}%", value * 100.0),
                false if high >= 1e5 => format!("{value:.0e}"),
                false => format!("{value:.digits$}"),
            };
            let _ = writeln!(out, "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{}\"/>", colour::LINE);
            out += &small(left - 8.0, y + 4.0, "end").draw(&text);
        }
        let by_epoch = self.steps >= self.per_epoch && self.per_epoch > 0;
        let (unit, word) = if by_epoch { (self.per_epoch, self.units[0]) } else { (1, self.units[1]) };
        let last = f64::from(self.steps) / f64::from(unit);
        for value in ticks(last, tick_step(last, 6.0).max(1.0).round()).0 {
            out += &small(across(value * f64::from(unit)), bottom + 20.0, "middle").draw(&format!("{value:.0}"));
        }
        out += &small(right + 10.0, bottom + 20.0, "start").draw(word);

        let point = |mark: &Mark| (across(f64::from(mark.0)), up(f64::from(mark.1)));
        let lines = [
            (self.train, format!("stroke=\"{}\" stroke-opacity=\"0.28\"", colour::INK)),
            (&mean, format!("stroke=\"{}\" stroke-width=\"2\"", colour::INK)),
            (self.valid, format!("stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"6 4\"", colour::ACCENT)),
        ];
        for (marks, style) in lines {
            let d = path(marks, &point);
            if !d.is_empty() {
                let _ = writeln!(out, "<path d=\"{d}\" fill=\"none\" stroke-linejoin=\"round\" {style}/>");
            }
        }
        for (x, y) in self.valid.iter().filter(|mark| mark.1.is_finite()).map(point) {
            let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{}\"/>", colour::ACCENT);
        }
        self.ends(&mean, right + 10.0, (top, bottom), &up, &mut out);
        out
    }

    /// Name and last value at the end of each curve.
    fn ends(&self, mean: &[Mark], x: f64, (top, bottom): (f64, f64), up: &dyn Fn(f64) -> f64, out: &mut String) {
        let last = |marks: &[Mark]| marks.iter().rev().copied().find(|mark| mark.1.is_finite());
        let ends = [(last(mean), self.names[0], colour::INK), (last(self.valid), self.names[1], colour::ACCENT)];
        let shown: Vec<_> = ends.into_iter().filter_map(|(mark, name, colour)| Some((mark?.1, name, colour))).collect();
        let mut places: Vec<f64> = shown.iter().map(|(value, ..)| up(f64::from(*value))).collect();
        apart(&mut places, 36.0, top, bottom + 4.0);
        for ((value, name, colour), y) in shown.into_iter().zip(places) {
            *out += &Label { x, y: y - 3.0, size: 12, colour, anchor: "start", bold: false }.draw(name);
            *out += &Label { x, y: y + 12.0, size: 13, colour, anchor: "start", bold: true }.draw(&(self.value)(value));
        }
    }

    /// Top of the value axis, which begins at 0: above everything, but for single batches far beyond the rest.
    fn highest(&self, mean: &[Mark]) -> f64 {
        let most = |marks: &[Mark]| {
            marks.iter().map(|mark| f64::from(mark.1)).filter(|value| value.is_finite()).fold(0.0, f64::max)
        };
        let calm = most(mean).max(most(self.valid));
        let high = most(self.train).min(calm * 1.6).max(calm) * 1.04;
        match (self.percent, high > 0.0) {
            (true, _) => high.clamp(0.05, 1.0),
            (false, true) => high,
            (false, false) => 1.0,
        }
    }
}

/// Exponential moving average with its start-up bias divided out; long runs are smoothed more, as on the page. What is not
/// finite stays a gap.
fn smoothed(marks: &[Mark], steps: u32) -> Vec<Mark> {
    let weight = SMOOTHING.max(1.0 - 50.0 / f64::from(steps.max(1)));
    let (mut mean, mut bias) = (0.0, 1.0);
    let smooth = |(step, value): &Mark| {
        if !value.is_finite() {
            return (*step, f32::NAN);
        }
        mean = weight * mean + (1.0 - weight) * f64::from(*value);
        bias *= weight;
        (*step, (mean / (1.0 - bias)) as f32)
    };
    marks.iter().map(smooth).collect()
}

/// A path through the points; of all that share half a pixel the lowest and the highest, so that no peak is lost and a run
/// of 400,000 steps makes no file of megabytes.
fn path(marks: &[Mark], point: &dyn Fn(&Mark) -> (f64, f64)) -> String {
    let mut out = String::new();
    let mut pen_down = false;
    let mut rest = marks;
    while let Some(first) = rest.first() {
        if !first.1.is_finite() {
            pen_down = false;
            rest = &rest[1..];
            continue;
        }
        let column = |mark: &Mark| (point(mark).0 * 2.0).floor();
        let here = column(first);
        let length = rest.iter().take_while(|mark| mark.1.is_finite() && column(mark) == here).count();
        let (run, after) = rest.split_at(length);
        let low = run.iter().enumerate().min_by(|a, b| a.1 .1.total_cmp(&b.1 .1)).map_or(0, |(at, _)| at);
        let high = run.iter().enumerate().max_by(|a, b| a.1 .1.total_cmp(&b.1 .1)).map_or(0, |(at, _)| at);
        let mut kept = vec![0, low.min(high), low.max(high), length - 1];
        kept.dedup();
        for at in kept {
            let (x, y) = point(&run[at]);
            let _ = write!(out, "{}{x:.1} {y:.1}", if pen_down { 'L' } else { 'M' });
            pen_down = true;
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_curves_become_short_paths_and_keep_their_peaks() {
        let mut marks: Vec<Mark> = (0..400_000).map(|step| (step, 0.5)).collect();
        marks[123_456].1 = 9.0;
        let d = path(&marks, &|mark| (f64::from(mark.0) / 1000.0, f64::from(mark.1)));
        assert!(d.len() < 40_000, "{}", d.len());
        assert!(d.contains(" 9.0"));
    }

    #[test]
    fn what_is_not_finite_breaks_the_line() {
        let marks = [(0, 1.0), (1, f32::NAN), (2, 2.0), (3, f32::INFINITY)];
        assert_eq!(path(&marks, &|mark| (f64::from(mark.0), f64::from(mark.1))), "M0.0 1.0M2.0 2.0");
        assert!(smoothed(&marks, 4)[1].1.is_nan());
    }

    #[test]
    fn the_average_has_no_start_up_bias() {
        let marks: Vec<Mark> = (0..50).map(|step| (step, 2.0)).collect();
        assert!(smoothed(&marks, 50).iter().all(|mark| (mark.1 - 2.0).abs() < 1e-6));
    }
}

//! Where everything on a chart stands, in plain numbers.

use super::format;
use super::scale::{nice_step, tick_decimals, ticks, value_span, whole_ticks, Scale};
use super::series::Point;

/// Space for the labels around the plot, in CSS pixels.
const LEFT: f64 = 48.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 26.0;
/// Height of a label at a line's end: its name above its value.
pub const END_LABEL: f64 = 36.0;
/// The least span of the value axis, so that a flat curve is not blown up to noise.
const LEAST_SPAN: f64 = 0.05;

/// What decides about the frame.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    pub train: &'a [Point],
    pub smoothed: &'a [Point],
    pub valid: &'a [Point],
    /// 0 when there are no epochs to show.
    pub steps_per_epoch: u32,
    /// The step axis reaches at least here.
    pub total_steps: u32,
    pub percent: bool,
    /// CSS pixels of the whole chart.
    pub width: f64,
    pub height: f64,
}

/// A tick: where, and what is written there.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub label: String,
}

/// The frame of a chart, in CSS pixels from its upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub x: Scale,
    pub y: Scale,
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    /// How far the curves have come; the labels at their ends stand right of it.
    pub head: f64,
    /// Nothing to draw a curve from.
    pub empty: bool,
}

impl Frame {
    /// Lays the chart out.
    pub fn new(inputs: &Inputs) -> Self {
        let Inputs { width, height, .. } = *inputs;
        // The gutter on the right holds the labels at the lines' ends.
        let gutter = if width < 420.0 { 76.0 } else { 80.0 };
        let (left, right) = (LEFT, (width - gutter).max(LEFT + 40.0));
        let (top, bottom) = (TOP, (height - BOTTOM).max(TOP + 40.0));

        let last = [inputs.train, inputs.valid].into_iter().filter_map(|p| p.last()).map(|p| p.step).max();
        let end = f64::from(inputs.total_steps.max(last.unwrap_or(0)).max(1));
        let x = Scale::new(0.0, end, left, right);
        let x_ticks = step_ticks(end, inputs.steps_per_epoch, right - left, &x);

        let values = [inputs.train, inputs.smoothed, inputs.valid].into_iter().flatten().map(|p| f64::from(p.value));
        let span = value_span(values, LEAST_SPAN);
        let (low, high) = span.map_or((0.0, 1.0), |(low, high)| {
            // Shares are read against nothing and all.
            let low = if inputs.percent { 0.0 } else { low };
            // To the next half tick, so that the axis does not creep with every batch.
            let half = nice_step(high - low, 4) / 2.0;
            let high = (high / half).ceil() * half;
            (low, if inputs.percent { high.min(1.0) } else { high })
        });
        let y = Scale::new(low, high, bottom, top);
        let wanted = if bottom - top < 120.0 { 3 } else { 4 };
        let step = nice_step(high - low, wanted);
        let y_ticks = if span.is_none() && !inputs.percent {
            Vec::new()
        } else {
            let label = |value: f64| value_label(value, step, inputs.percent);
            ticks(low, high, wanted).into_iter().map(|value| Tick { at: y.at(value), label: label(value) }).collect()
        };
        let head = x.at(f64::from(last.unwrap_or(0)));
        let empty = span.is_none() && inputs.train.is_empty() && inputs.valid.is_empty();
        Self { width, height, left, right, top, bottom, x, y, x_ticks, y_ticks, head, empty }
    }
}

/// What stands at a tick of the value axis.
fn value_label(value: f64, step: f64, percent: bool) -> String {
    if percent {
        return format::fixed(value * 100.0, tick_decimals(step * 100.0)) + "\u{202f}%";
    }
    if value.abs() >= 10_000.0 || (step < 1e-4 && value != 0.0) {
        return format::number(value);
    }
    let text = format::fixed(value, tick_decimals(step));
    text.replace('-', "−")
}

/// Ticks of the step axis: at whole epochs when they are known, otherwise at round steps.
fn step_ticks(end: f64, steps_per_epoch: u32, across: f64, x: &Scale) -> Vec<Tick> {
    let unit = if steps_per_epoch > 0 && end >= f64::from(steps_per_epoch) { f64::from(steps_per_epoch) } else { 1.0 };
    let wanted = ((across / 60.0) as usize).clamp(2, 10);
    let tick = |value: f64| Tick { at: x.at(value * unit), label: format::count(value as u64) };
    whole_ticks(0.0, end / unit, wanted).into_iter().map(tick).collect()
}

/// Whether the step axis of these settings counts epochs.
pub fn counts_epochs(inputs: &Inputs) -> bool {
    let last = [inputs.train, inputs.valid].into_iter().filter_map(|p| p.last()).map(|p| p.step).max();
    inputs.steps_per_epoch > 0 && inputs.total_steps.max(last.unwrap_or(0)) >= inputs.steps_per_epoch
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(values: &[f32], percent: bool, total: u32, width: f64) -> Frame {
        let train: Vec<Point> =
            values.iter().enumerate().map(|(i, &value)| Point { step: i as u32 + 1, value }).collect();
        Frame::new(&Inputs {
            train: &train,
            smoothed: &[],
            valid: &[],
            steps_per_epoch: 50,
            total_steps: total,
            percent,
            width,
            height: 240.0,
        })
    }

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn loss_axis() {
        let f = frame(&[0.7, 0.5, 0.3], false, 250, 600.0);
        assert_eq!(labels(&f.y_ticks), ["0.0", "0.2", "0.4", "0.6", "0.8"]);
        assert_eq!(labels(&f.x_ticks), ["0", "1", "2", "3", "4", "5"]);
        assert!(!f.empty);
        assert!(f.y.at(0.7) > f.top && f.y.at(0.3) < f.bottom);
    }

    #[test]
    fn error_axis_never_passes_all() {
        let f = frame(&[0.97, 0.9], true, 250, 600.0);
        assert_eq!(labels(&f.y_ticks), ["0\u{202f}%", "25\u{202f}%", "50\u{202f}%", "75\u{202f}%", "100\u{202f}%"]);
        assert_eq!(f.y.at(1.0), f.top);
    }

    #[test]
    fn short_runs_count_steps() {
        assert_eq!(labels(&frame(&[0.5], false, 12, 600.0).x_ticks), ["0", "2", "4", "6", "8", "10", "12"]);
    }

    #[test]
    fn ticks_stay_few_on_narrow_charts_and_long_runs() {
        let f = frame(&[0.5], false, 50 * 137, 300.0);
        assert!((2..=5).contains(&f.x_ticks.len()), "{:?}", f.x_ticks);
        assert!(f.x_ticks.windows(2).all(|w| w[1].at - w[0].at >= 40.0));
    }

    #[test]
    fn empty_and_diverged() {
        assert!(frame(&[], false, 0, 600.0).empty);
        assert!(frame(&[], false, 0, 600.0).y_ticks.is_empty());
        let f = frame(&[f32::NAN], false, 0, 600.0);
        assert!(!f.empty);
        let f = frame(&[0.7, 1e20, f32::INFINITY], false, 0, 600.0);
        assert!(f.y_ticks.len() >= 3 && f.y_ticks.iter().all(|t| t.label.chars().count() <= 7), "{:?}", f.y_ticks);
    }
}

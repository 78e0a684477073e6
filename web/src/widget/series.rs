//! Curves in plain numbers: smoothing, thinning to the pixels there are, and the nearest point.

/// A value at a training step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub step: u32,
    /// Not finite when the run has diverged.
    pub value: f32,
}

/// Exponential moving average with its start-up bias divided out (as Adam does): the first value is the
/// first point itself. Points that are not finite stay gaps and do not disturb the average.
pub fn smooth(points: &[Point], weight: f32) -> Vec<Point> {
    let weight = f64::from(weight.clamp(0.0, 0.999));
    let (mut mean, mut bias) = (0.0, 1.0);
    points
        .iter()
        .map(|point| {
            if !point.value.is_finite() {
                return Point { step: point.step, value: f32::NAN };
            }
            mean = weight * mean + (1.0 - weight) * f64::from(point.value);
            bias *= weight;
            Point { step: point.step, value: (mean / (1.0 - bias)) as f32 }
        })
        .collect()
}

/// Weight of the past for a run of this many steps: the average spans a fiftieth of it, so that a long
/// curve is as calm as a short one, and never less than `least` does.
pub fn weight_for(least: f32, steps: u32) -> f32 {
    least.max(1.0 - 50.0 / (steps.max(1) as f32))
}

/// Part of a curve in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// Go on with the line to here.
    To(f64, f64),
    /// The points here are not finite: the line breaks. Holds the x of the gap.
    Gap(f64),
}

/// Thins a curve to at most four marks a pixel column: the first, the lowest, the highest and the last
/// point in it, in their order, so that no peak is lost and the line looks as the full one would.
pub fn thin(points: &[Point], x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut start = 0;
    while start < points.len() {
        let column = x(f64::from(points[start].step)).floor();
        let finite = points[start].value.is_finite();
        let length = points[start..]
            .iter()
            .take_while(|p| p.value.is_finite() == finite && (!finite || x(f64::from(p.step)).floor() == column))
            .count();
        let run = &points[start..start + length];
        start += length;
        if !finite {
            marks.push(Mark::Gap(x(f64::from(run[0].step))));
            continue;
        }
        let by_value = |a: &&usize, b: &&usize| run[**a].value.total_cmp(&run[**b].value);
        let all: Vec<usize> = (0..length).collect();
        let low = all.iter().min_by(by_value).copied().unwrap_or(0);
        let high = all.iter().max_by(by_value).copied().unwrap_or(0);
        let kept = [0, low.min(high), low.max(high), length - 1];
        for (i, &k) in kept.iter().enumerate() {
            if i == 0 || kept[i - 1] != k {
                marks.push(Mark::To(x(f64::from(run[k].step)), y(f64::from(run[k].value))));
            }
        }
    }
    marks
}

/// Position of the point whose step is nearest; points ascend by step.
pub fn nearest(points: &[Point], step: f64) -> Option<usize> {
    let after = points.partition_point(|p| f64::from(p.step) < step);
    match (after.checked_sub(1), points.get(after)) {
        (Some(before), Some(next)) => {
            let closer = step - f64::from(points[before].step) <= f64::from(next.step) - step;
            Some(if closer { before } else { after })
        }
        (Some(before), None) => Some(before),
        (None, Some(_)) => Some(after),
        (None, None) => None,
    }
}

/// Last finite point.
pub fn last_finite(points: &[Point]) -> Option<Point> {
    points.iter().rev().copied().find(|p| p.value.is_finite())
}

/// Moves labels of one height apart so that they do not overlap, keeping their order and staying within
/// `low..high` as far as they fit. Takes and gives the middles.
pub fn spread(wanted: &[f64], height: f64, low: f64, high: f64) -> Vec<f64> {
    // From the highest to the lowest; a handful of labels, so each is put where it belongs.
    let mut order: Vec<usize> = Vec::new();
    for label in 0..wanted.len() {
        let place = order.iter().rposition(|&other| wanted[other] <= wanted[label]).map_or(0, |place| place + 1);
        order.insert(place, label);
    }
    let half = height / 2.0;
    // Not `clamp`, which can complain of its bounds, in every digit of them.
    let mut out: Vec<f64> = wanted.iter().map(|w| w.min(high - half).max(low + half)).collect();
    for pair in 1..order.len() {
        let (above, below) = (order[pair - 1], order[pair]);
        let overlap = out[above] + height - out[below];
        if overlap > 0.0 {
            out[above] -= overlap / 2.0;
            out[below] += overlap / 2.0;
        }
    }
    // Pushing apart may have left the frame: settle from the top, then from the bottom.
    let mut edge = low + half;
    for &i in &order {
        out[i] = out[i].max(edge);
        edge = out[i] + height;
    }
    let mut edge = high - half;
    for &i in order.iter().rev() {
        out[i] = out[i].min(edge);
        edge = out[i] - height;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f32]) -> Vec<Point> {
        values.iter().enumerate().map(|(i, &value)| Point { step: i as u32 + 1, value }).collect()
    }

    #[test]
    fn smoothing_has_no_start_up_bias() {
        let flat = smooth(&points(&[2.0; 50]), 0.9);
        assert!(flat.iter().all(|p| (p.value - 2.0).abs() < 1e-6));
        let step = smooth(&points(&[1.0, 3.0]), 0.5);
        // (0.5·0.5·1 + 0.5·3) / (1 − 0.25)
        assert!((step[1].value - 1.75 / 0.75).abs() < 1e-6);
    }

    #[test]
    fn long_runs_are_smoothed_more() {
        assert_eq!(weight_for(0.9, 250), 0.9);
        assert_eq!(weight_for(0.9, 0), 0.9);
        assert!((weight_for(0.9, 5000) - 0.99).abs() < 1e-6);
    }

    #[test]
    fn smoothing_keeps_gaps() {
        let out = smooth(&points(&[1.0, f32::NAN, f32::INFINITY, 1.0]), 0.9);
        assert!(out[1].value.is_nan() && out[2].value.is_nan());
        assert!((out[3].value - 1.0).abs() < 1e-6);
    }

    #[test]
    fn thinning_bounds_the_marks_and_keeps_peaks() {
        let mut data = points(&vec![0.5; 100_000]);
        data[77_777].value = 9.0;
        data[33_333].value = -9.0;
        let marks = thin(&data, |s| s / 100_000.0 * 300.0, |v| v);
        assert!(marks.len() <= 301 * 4, "{}", marks.len());
        let (mut low, mut high) = (0.0f64, 0.0f64);
        let mut last = f64::NEG_INFINITY;
        for mark in &marks {
            let Mark::To(x, y) = *mark else { panic!("no gap is in the data") };
            assert!(x >= last);
            last = x;
            low = low.min(y);
            high = high.max(y);
        }
        assert_eq!((low, high), (-9.0, 9.0));
    }

    #[test]
    fn thinning_shows_runs_that_are_not_finite_as_one_gap() {
        let marks = thin(&points(&[1.0, f32::NAN, f32::NAN, 2.0]), |s| s * 10.0, |v| v);
        assert_eq!(marks, [Mark::To(10.0, 1.0), Mark::Gap(20.0), Mark::To(40.0, 2.0)]);
        assert!(thin(&[], |s| s, |v| v).is_empty());
    }

    #[test]
    fn nearest_point() {
        let data = points(&[0.0; 5]);
        assert_eq!(nearest(&data, -3.0), Some(0));
        assert_eq!(nearest(&data, 2.4), Some(1));
        assert_eq!(nearest(&data, 2.6), Some(2));
        assert_eq!(nearest(&data, 99.0), Some(4));
        assert_eq!(nearest(&[], 1.0), None);
    }

    #[test]
    fn labels_do_not_overlap() {
        let out = spread(&[50.0, 52.0], 16.0, 0.0, 100.0);
        assert_eq!(out, [43.0, 59.0]);
        let crowded = spread(&[1.0, 2.0, 99.0, 99.5], 16.0, 0.0, 100.0);
        assert!(crowded.iter().all(|m| (8.0..=92.0).contains(m)), "{crowded:?}");
        let mut sorted = crowded.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|w| w[1] - w[0] >= 15.999), "{crowded:?}");
        assert!(crowded[0] < crowded[1] && crowded[2] < crowded[3]);
        assert_eq!(spread(&[-40.0], 16.0, 0.0, 100.0), [8.0]);
    }

    #[test]
    fn last_finite_skips_a_diverged_end() {
        assert_eq!(last_finite(&points(&[1.0, 2.0, f32::NAN])).map(|p| p.step), Some(2));
        assert_eq!(last_finite(&points(&[f32::NAN])), None);
    }
}

//! Axes in plain numbers: a linear scale between data and pixels, and ticks that people would choose.

/// A straight map from a span of data onto a span of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Maps `low..high` onto `start..end`, which may run backwards. An empty span is widened by one.
    pub fn new(low: f64, high: f64, start: f64, end: f64) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Self { low, high, start, end }
    }

    /// Data to pixels.
    pub fn at(&self, value: f64) -> f64 {
        self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)
    }

    /// Pixels to data.
    pub fn back(&self, pixel: f64) -> f64 {
        self.low + (pixel - self.start) / (self.end - self.start) * (self.high - self.low)
    }
}

/// Distance between ticks: 1, 2, 2.5 or 5 times a power of ten, so that `low..high` gets about `wanted` of them.
pub fn nice_step(span: f64, wanted: usize) -> f64 {
    if !span.is_finite() || span <= 0.0 {
        return 1.0;
    }
    let rough = span / wanted.max(1) as f64;
    // A whole power: `powf` is a kilobyte of every first visit.
    let power = 10f64.powi(rough.log10().floor() as i32);
    let factor = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|f| f * power >= rough * 0.999_999).unwrap_or(10.0);
    factor * power
}

/// Multiples of [`nice_step`] within `low..=high`.
pub fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let step = nice_step(high - low, wanted);
    let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
    // A span far from zero may be finer than its own floating point: give nothing rather than millions.
    if last - first > 100 {
        return Vec::new();
    }
    (first..=last).map(|i| i as f64 * step).collect()
}

/// The same for whole numbers (steps, epochs): never a fraction between two ticks.
pub fn whole_ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let step = nice_step(high - low, wanted).max(1.0).round();
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    if last - first > 100 {
        return Vec::new();
    }
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Decimals that tell neighbouring ticks of this distance apart.
pub fn tick_decimals(step: f64) -> usize {
    (0..6).find(|&d| (step * 10f64.powi(d) - (step * 10f64.powi(d)).round()).abs() < 1e-6).unwrap_or(6) as usize
}

/// The span of a value axis: the finite values with headroom, from zero when they come near it.
/// `floor` is the least span, so that a flat curve is not blown up to noise.
pub fn value_span(values: impl Iterator<Item = f64>, floor: f64) -> Option<(f64, f64)> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.filter(|v| v.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        return None;
    }
    let span = (high - low).max(floor);
    let top = high + span * 0.08;
    // Losses and error rates are at least zero: the axis starts there unless that would squeeze the curve.
    let bottom = if low >= 0.0 && low < span * 1.5 { 0.0 } else { low - span * 0.08 };
    Some((bottom, top.max(bottom + floor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_goes_there_and_back() {
        let scale = Scale::new(0.0, 2.0, 100.0, 0.0);
        assert_eq!(scale.at(0.5), 75.0);
        assert_eq!(scale.back(75.0), 0.5);
        assert_eq!(Scale::new(3.0, 3.0, 0.0, 10.0).at(3.0), 0.0);
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 1.0, 4), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(ticks(0.0, 0.75, 4), [0.0, 0.2, 0.4, 0.6000000000000001]);
        assert_eq!(ticks(0.0, 7.3, 5), [0.0, 2.0, 4.0, 6.0]);
        assert_eq!(whole_ticks(0.0, 3.0, 5), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(whole_ticks(0.0, 0.4, 5), [0.0]);
        assert!(ticks(1e16, 1e16 + 2.0, 4).len() <= 101);
    }

    #[test]
    fn ticks_number_about_what_was_asked() {
        for exponent in -6..7 {
            for mantissa in 1..100 {
                let high = mantissa as f64 / 10.0 * 10f64.powi(exponent);
                let found = ticks(0.0, high, 4).len();
                assert!((3..=6).contains(&found), "{high}: {found}");
            }
        }
    }

    #[test]
    fn decimals_follow_the_step() {
        assert_eq!(tick_decimals(0.25), 2);
        assert_eq!(tick_decimals(0.2), 1);
        assert_eq!(tick_decimals(5.0), 0);
        assert_eq!(tick_decimals(0.001), 3);
    }

    #[test]
    fn span_has_headroom_and_keeps_zero() {
        let (low, high) = value_span([0.3, 0.7, f64::NAN, f64::INFINITY].into_iter(), 0.1).unwrap();
        assert_eq!(low, 0.0);
        assert!(high > 0.7 && high < 0.8);
        let (low, high) = value_span([100.0, 101.0].into_iter(), 0.1).unwrap();
        assert!(low > 99.0 && low < 100.0 && high > 101.0);
        assert_eq!(value_span([f64::NAN].into_iter(), 0.1), None);
        let (low, high) = value_span([0.0].into_iter(), 0.1).unwrap();
        assert!(low == 0.0 && high >= 0.1);
    }
}

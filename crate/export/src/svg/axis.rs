//! Ticks that people would choose.

/// Distance between ticks, 1, 2, 2.5 or 5 times a power of ten, so that there are at most `wanted` of them in `span`.
pub fn tick_step(span: f64, wanted: f64) -> f64 {
    if !(span.is_finite() && span > 0.0) {
        return 1.0;
    }
    let rough = span / wanted;
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|factor| factor * power >= rough * 0.999_999);
    factor.unwrap_or(10.0) * power
}

/// Multiples of `step` from 0 to `high`, the number of digits after the point that tells them apart.
pub fn ticks(high: f64, step: f64) -> (Vec<f64>, usize) {
    let count = (high / step + 1e-9).floor().clamp(0.0, 20.0) as u32;
    let whole = |value: f64| (value - value.round()).abs() < 1e-6;
    let digits = (0..6).find(|digits| whole(step * 10f64.powi(*digits))).unwrap_or(6);
    ((0..=count).map(|i| f64::from(i) * step).collect(), digits as usize)
}

/// Pushes labels of one height apart, within `low..high`; takes and gives their middles, of two labels at most.
pub fn apart(wanted: &mut [f64], height: f64, low: f64, high: f64) {
    let swapped = wanted.len() == 2 && wanted[0] > wanted[1];
    for label in wanted.iter_mut() {
        *label = label.clamp(low + height / 2.0, high - height / 2.0);
    }
    if let [a, b] = wanted {
        let (upper, lower) = if swapped { (b, a) } else { (a, b) };
        let lack = height - (*lower - *upper);
        if lack > 0.0 {
            *upper = (*upper - lack / 2.0).max(low + height / 2.0);
            *lower = (*upper + height).min(high - height / 2.0);
            *upper = *lower - height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_few_and_round() {
        for (high, wanted) in
            [(0.72, vec![0.0, 0.2, 0.4, 0.6]), (0.3, vec![0.0, 0.1, 0.2, 0.3]), (5.0, vec![0.0, 2.0, 4.0])]
        {
            let (ticks, digits) = ticks(high, tick_step(high, 4.0));
            assert!(
                ticks.len() == wanted.len() && ticks.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-9),
                "{ticks:?}"
            );
            assert_eq!(digits, usize::from(high < 1.0));
        }
        assert_eq!(ticks(0.1, 0.025).1, 3);
        assert_eq!(tick_step(0.0, 4.0), 1.0);
    }

    #[test]
    fn labels_stand_apart_and_inside() {
        for (a, b) in [(50.0, 52.0), (52.0, 50.0), (0.0, 1.0), (100.0, 99.0), (50.0, 50.0)] {
            let mut places = [a, b];
            apart(&mut places, 30.0, 0.0, 100.0);
            assert!((places[0] - places[1]).abs() >= 29.999, "{places:?}");
            assert!(places.iter().all(|p| (15.0..=85.0).contains(p)), "{places:?}");
            assert!(a == b || (a < b) == (places[0] < places[1]));
        }
    }
}

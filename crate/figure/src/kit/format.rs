//! Numbers as they stand on the page.

/// A share as per cent: `73.5 %`.
pub fn percent(share: f32) -> String {
    if share.is_finite() {
        format!("{:.1} %", 100.0 * share)
    } else {
        DASH.into()
    }
}

/// A loss or another small number with three digits: `0.482`, `12.3`.
pub fn number(value: f32) -> String {
    match value.abs() {
        _ if !value.is_finite() => DASH.into(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A count with marks at the thousands: `77,522`.
pub fn count(value: u32) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What stands for a number that is not known.
pub const DASH: &str = "–";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_nan() {
        assert_eq!(percent(0.7349), "73.5 %");
        assert_eq!([number(0.4821), number(3.456), number(45.67), number(1234.5)], ["0.482", "3.46", "45.7", "1234"]);
        assert_eq!([percent(f32::NAN), number(f32::INFINITY)], [DASH, DASH]);
        assert_eq!([count(5), count(512), count(77_522), count(1_000_000)], ["5", "512", "77,522", "1,000,000"]);
    }
}

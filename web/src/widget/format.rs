//! Numbers as instruments show them: three significant digits, a dash for what can't be known.

pub use nn::number::fixed;

/// Shown for a value that is not known or not a number.
pub const DASH: &str = "–";

/// A space that neither breaks nor is wide, between a number and its unit.
const THIN: char = '\u{202f}';

/// Three significant digits: `0.693`, `12.3`, `1,234`, `1.2e-5`; [`DASH`] when it is not finite.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return DASH.into();
    }
    if value == 0.0 {
        return "0.00".into();
    }
    let size = value.abs();
    if !(0.0005..1e6).contains(&size) {
        return minus(&scientific(value));
    }
    // Rounding may carry into the next decade (9.996 → 10.0), so the digits follow the rounded value.
    let scale = 10f64.powi((2 - decade(value)).clamp(0, 5));
    let rounded = (value * scale).round() / scale;
    let digits = (2 - decade(rounded)).clamp(0, 5);
    if size >= 1000.0 {
        let whole = count(size.round() as u64);
        return if value < 0.0 { format!("−{whole}") } else { whole };
    }
    minus(&fixed(value, digits as usize))
}

/// A length of the page in CSS pixels, to a tenth.
pub fn px(value: f64) -> String {
    fixed(value, 1) + "px"
}

/// One digit after the point and a power of ten.
fn scientific(value: f64) -> String {
    let mut power = decade(value);
    let mut tenths = (value / 10f64.powi(power) * 10.0).round();
    if tenths.abs() >= 100.0 {
        (power, tenths) = (power + 1, tenths / 10.0);
    }
    format!("{}e{power}", fixed(tenths / 10.0, 1))
}

/// The power of ten of the first digit.
fn decade(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

/// A share as a percentage with one decimal: 0.8734 → `87.3 %`.
pub fn percent(share: f64) -> String {
    if share.is_finite() && share.abs() >= 10.0 {
        // What has run away (weights after a divergence) must not push its row apart.
        format!("{}{THIN}%", number(share * 100.0))
    } else if share.is_finite() {
        minus(&format!("{}{THIN}%", fixed(share * 100.0, 1)))
    } else {
        format!("{DASH}{THIN}%")
    }
}

/// A share as a whole percentage: 0.8734 → `87 %`. Never says 100 or 0 of what is not quite that.
pub fn percent_whole(share: f64) -> String {
    if !share.is_finite() {
        return format!("{DASH}{THIN}%");
    }
    let mut whole = (share * 100.0).round();
    if whole >= 100.0 && share < 0.9995 {
        whole = 99.0;
    } else if whole <= 0.0 && share > 0.0005 {
        whole = 1.0;
    }
    minus(&format!("{}{THIN}%", fixed(whole, 0)))
}

/// A whole number with groups of three: `78,042`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Sizes along the axes: `32 × 32 × 16`; [`DASH`] for none.
pub fn shape(sizes: &[u32]) -> String {
    if sizes.is_empty() {
        return DASH.into();
    }
    sizes.iter().map(u32::to_string).collect::<Vec<_>>().join("\u{2009}×\u{2009}")
}

/// Seconds as minutes and seconds: `1:05`; hours in front when there are any.
pub fn clock(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return format!("{DASH}:{DASH}{DASH}");
    }
    let whole = seconds.round().min(359_999.0) as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

/// Bytes in the nearest unit, decimal: `1.2 MB`.
pub fn bytes(value: u64) -> String {
    match value {
        0..=999 => format!("{value}{THIN}B"),
        1_000..=999_499 => format!("{}{THIN}kB", fixed(value as f64 / 1e3, 0)),
        _ => format!("{}{THIN}MB", fixed(value as f64 / 1e6, 1)),
    }
}

/// Typographic minus, as wide as a plus, so that signs do not jump.
fn minus(text: &str) -> String {
    // A rounded nothing carries no sign.
    let nothing = text.starts_with('-') && !text.contains(|c: char| ('1'..='9').contains(&c));
    if nothing {
        text[1..].to_string()
    } else {
        text.replace('-', "−")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_significant_digits() {
        for (value, text) in [
            (0.6912, "0.691"),
            (0.0, "0.00"),
            (12.345, "12.3"),
            (123.45, "123"),
            (1234.5, "1,235"),
            (-0.5, "−0.500"),
            (9.996, "10.0"),
            (0.9996, "1.00"),
            (99.96, "100"),
            (0.01234, "0.0123"),
            (0.001234, "0.00123"),
            (0.000012, "1.2e−5"),
            (2.5e7, "2.5e7"),
            (999_999.9, "1,000,000"),
        ] {
            assert_eq!(number(value), text, "{value}");
        }
    }

    #[test]
    fn unknown_is_a_dash() {
        assert_eq!(number(f64::NAN), DASH);
        assert_eq!(number(f64::INFINITY), DASH);
        assert_eq!(percent(f64::NAN), "–\u{202f}%");
        assert_eq!(clock(f64::NAN), "–:––");
        assert_eq!(shape(&[]), DASH);
    }

    #[test]
    fn percentages() {
        assert_eq!(percent(0.8734), "87.3\u{202f}%");
        assert_eq!(percent(-0.00001), "0.0\u{202f}%");
        assert_eq!(percent(1.656), "165.6\u{202f}%");
        assert_eq!(percent(7.08e9), "7.1e11\u{202f}%");
        assert_eq!(percent_whole(0.8734), "87\u{202f}%");
        assert_eq!(percent_whole(0.998), "99\u{202f}%");
        assert_eq!(percent_whole(0.002), "1\u{202f}%");
        assert_eq!(percent_whole(1.0), "100\u{202f}%");
        assert_eq!(percent_whole(0.0), "0\u{202f}%");
    }

    #[test]
    fn counts_shapes_times_and_bytes() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(78_042), "78,042");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(shape(&[32, 32, 16]), "32\u{2009}×\u{2009}32\u{2009}×\u{2009}16");
        assert_eq!(clock(65.2), "1:05");
        assert_eq!(clock(59.6), "1:00");
        assert_eq!(clock(3661.0), "1:01:01");
        assert_eq!(bytes(999), "999\u{202f}B");
        assert_eq!(bytes(999_499), "999\u{202f}kB");
        assert_eq!(bytes(999_500), "1.0\u{202f}MB");
        assert_eq!(bytes(1_234_567), "1.2\u{202f}MB");
    }
}

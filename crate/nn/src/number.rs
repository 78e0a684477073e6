//! Numbers in words and drawings. Rust's own way of writing a float gives every digit of every number exactly, with 15 KB
//! of code: nobody sees those digits.

use std::fmt;

/// So many digits after the point. A rounded nothing has no sign.
pub fn fixed(value: f64, digits: usize) -> String {
    let scale = 10u64.pow(digits as u32);
    let parts = (value.abs() * scale as f64).round() as u64;
    let sign = if value < 0.0 && parts > 0 { "-" } else { "" };
    match digits {
        0 => format!("{sign}{parts}"),
        _ => format!("{sign}{}.{:0digits$}", parts / scale, parts % scale),
    }
}

/// A number in a message, with four digits after the point at most.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a>(pub &'a f64);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plain(value) = *self;
        match value.is_nan() {
            true => f.write_str("no number"),
            false => f.write_str(fixed(*value, 4).trim_end_matches('0').trim_end_matches('.')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_digits() {
        for (value, digits, text) in [
            (0.6912, 2, "0.69"),
            (9.996, 2, "10.00"),
            (-1.5, 1, "-1.5"),
            (-0.04, 1, "0.0"),
            (2.5, 0, "3"),
            (7.05, 3, "7.050"),
        ] {
            assert_eq!(fixed(value, digits), text);
        }
    }

    #[test]
    fn no_more_digits_than_a_message_needs() {
        for (value, text) in
            [(0.0, "0"), (100.0, "100"), (-3.0, "-3"), (0.05, "0.05"), (1.25, "1.25"), (0.00004, "0"), (-0.00004, "0")]
        {
            assert_eq!(Plain(&value).to_string(), text);
        }
        assert_eq!(Plain(&f64::NAN).to_string(), "no number");
    }
}

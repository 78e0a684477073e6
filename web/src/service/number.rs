//! Numbers out of text.

/// The number that `text` is, in plain or scientific notation; nothing else is one, not even `inf`.
pub fn parse(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit() || b"+-.eE".contains(&c));
    let value = if plain { read(text) } else { f64::NAN };
    value.is_finite().then_some(value)
}

/// The browser reads numbers as exactly as Rust does, whose tables for it are 12 KB of every first visit.
#[cfg(target_arch = "wasm32")]
fn read(text: &str) -> f64 {
    wasm_bindgen::JsValue::from_str(text).unchecked_into_f64()
}

#[cfg(not(target_arch = "wasm32"))]
fn read(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// The digits of a number, as few as tell it apart from every other.
pub fn text(value: f64) -> String {
    write(value)
}

/// The browser writes numbers as exactly as Rust does, whose code for it is 15 KB.
#[cfg(target_arch = "wasm32")]
fn write(value: f64) -> String {
    js_sys::Number::from(value).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
fn write(value: f64) -> String {
    value.to_string()
}

/// A number of the settings as the digits that were typed: 0.05 rather than 0.05000000074.
pub fn exact(value: f32) -> f64 {
    let whole = f64::from(value);
    if value == 0.0 || !value.is_finite() {
        return whole;
    }
    // The fewest digits that give it. Both numbers of each quotient are exact, and so it is what the digits say.
    let first = whole.abs().log10().floor() as i32;
    let mut roundings = (0..9).map(|digits| {
        let scale = 10f64.powi((digits - first).abs());
        match digits < first {
            true => (whole / scale).round() * scale,
            false => (whole * scale).round() / scale,
        }
    });
    roundings.find(|near| *near as f32 == value).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_nothing_else() {
        assert_eq!(parse("0.05"), Some(0.05));
        assert_eq!(parse("-3e-2"), Some(-0.03));
        for text in ["", "inf", "NaN", "1,5", "0x10", "5 ", "1e999", "--1", "."] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(exact(0.05), 0.05);
        assert_eq!(exact(5e-4), 0.0005);
        for digits in ["0", "1e-7", "0.00003", "0.1", "0.3", "2.5", "123.4567", "100", "-0.7", "16777216", "3e9"] {
            let number: f64 = digits.parse().unwrap();
            assert_eq!(exact(number as f32), number);
        }
    }
}

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

/// A number of the settings as the digits that were typed: 0.05 rather than 0.05000000074.
pub fn exact(value: f32) -> f64 {
    parse(&value.to_string()).unwrap_or(f64::from(value))
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
    }
}

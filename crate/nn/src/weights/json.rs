//! A small reader of JSON (RFC 8259), for the headers of weight files alone: a general reader is a tenth of all code that
//! a first visit loads. It keeps repeated keys, which most readers drop, so that they can be refused. The tests hold it to
//! `serde_json`.

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    /// A whole number without sign, exactly.
    Whole(u64),
    /// Any other number.
    Number(f64),
    Text(String),
    List(Vec<Json>),
    /// In the order of the text, repeated keys included.
    Object(Vec<(String, Json)>),
}

/// How deep values may lie within each other.
const MOST_DEEP: u32 = 32;

impl Json {
    /// Reads a whole text.
    ///
    /// # Errors
    /// Where it stops to be JSON, in bytes from the start, and what was expected there.
    pub fn read(text: &[u8]) -> Result<Json, String> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0).and_then(|value| {
            reader.space();
            match reader.at == text.len() {
                true => Ok(value),
                false => Err("the end"),
            }
        });
        value.map_err(|expected| format!("expected {expected} at byte {}", reader.at))
    }

    /// The value of a key in an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Whether it is an object with these keys and no other, each once.
    pub fn has_only(&self, keys: &[&str]) -> bool {
        match self {
            Json::Object(pairs) => {
                let once = |key: &str| pairs.iter().filter(|(name, _)| name == key).count() == 1;
                pairs.iter().all(|(name, _)| keys.contains(&name.as_str()) && once(name))
            }
            _ => false,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn whole(&self) -> Option<u64> {
        match self {
            Json::Whole(value) => Some(*value),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Json::Whole(value) => Some(*value as f64),
            Json::Number(value) => Some(*value),
            _ => None,
        }
    }

    /// The values of a list, each taken by `take`; nothing if one of them cannot be.
    pub fn list<T>(&self, take: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
        match self {
            Json::List(values) => values.iter().map(take).collect(),
            _ => None,
        }
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

type Read<T> = Result<T, &'static str>;

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Goes past `byte` if it stands here.
    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == byte;
        self.at += usize::from(here);
        here
    }

    fn value(&mut self, depth: u32) -> Read<Json> {
        if depth > MOST_DEEP {
            return Err("less depth");
        }
        self.space();
        match self.peek() {
            b'{' => {
                let mut pairs = Vec::new();
                self.items(b'}', |reader| {
                    reader.space();
                    let key = reader.string()?;
                    reader.space();
                    if !reader.take(b':') {
                        return Err("a colon");
                    }
                    pairs.push((key, reader.value(depth + 1)?));
                    Ok(())
                })?;
                Ok(Json::Object(pairs))
            }
            b'[' => {
                let mut values = Vec::new();
                self.items(b']', |reader| {
                    values.push(reader.value(depth + 1)?);
                    Ok(())
                })?;
                Ok(Json::List(values))
            }
            b'"' => self.string().map(Json::Text),
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))] {
                    if self.text[self.at.min(self.text.len())..].starts_with(word.as_bytes()) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err("a value")
            }
        }
    }

    /// What stands between brackets, separated by commas.
    fn items(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        self.at += 1;
        self.space();
        if self.take(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            self.space();
            if self.take(close) {
                return Ok(());
            }
            if !self.take(b',') {
                return Err("a comma or a bracket");
            }
        }
    }

    fn string(&mut self) -> Read<String> {
        if !self.take(b'"') {
            return Err("a text");
        }
        let mut bytes = Vec::new();
        loop {
            let byte = *self.text.get(self.at).ok_or("the end of a text")?;
            self.at += 1;
            match byte {
                b'"' => return String::from_utf8(bytes).map_err(|_| "UTF-8"),
                b'\\' => {
                    let escape = self.peek();
                    self.at += 1;
                    let c = match escape {
                        b'"' | b'\\' | b'/' => char::from(escape),
                        b'n' => '\n',
                        b't' => '\t',
                        b'r' => '\r',
                        b'b' => '\u{8}',
                        b'f' => '\u{c}',
                        b'u' => self.unicode()?,
                        _ => return Err("an escape"),
                    };
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0..0x20 => return Err("no control character"),
                _ => bytes.push(byte),
            }
        }
    }

    /// The character of `\uXXXX`, or of two of them that are one.
    fn unicode(&mut self) -> Read<char> {
        let high = self.hex()?;
        if (0xd800..0xdc00).contains(&high) && self.take(b'\\') && self.take(b'u') {
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code).ok_or("a character");
            }
            return Err("a character");
        }
        char::from_u32(high).ok_or("a character")
    }

    fn hex(&mut self) -> Read<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = 16 * code + char::from(self.peek()).to_digit(16).ok_or("a hexadecimal digit")?;
            self.at += 1;
        }
        Ok(code)
    }

    /// Digits with their value, as far as it fits, and how many there are.
    fn digits(&mut self, mut value: u64) -> Read<(u64, i32)> {
        let from = self.at;
        while self.peek().is_ascii_digit() {
            let digit = u64::from(self.peek() - b'0');
            value = value.checked_mul(10).and_then(|value| value.checked_add(digit)).ok_or("a smaller number")?;
            self.at += 1;
        }
        match self.at - from {
            0 => Err("a digit"),
            count => Ok((value, count as i32)),
        }
    }

    fn number(&mut self) -> Read<Json> {
        let negative = self.take(b'-');
        let zero = self.peek() == b'0';
        let (mut value, count) = self.digits(0)?;
        if zero && count > 1 {
            return Err("no zero in front");
        }
        let mut exponent = 0;
        let mut whole = !negative;
        if self.take(b'.') {
            let (with_fraction, count) = self.digits(value)?;
            (value, exponent, whole) = (with_fraction, -count, false);
        }
        if self.take(b'e') || self.take(b'E') {
            let down = self.take(b'-');
            let _ = !down && self.take(b'+');
            let (by, _) = self.digits(0)?;
            let by = i32::try_from(by).ok().filter(|by| *by < 400).ok_or("a smaller exponent")?;
            exponent += if down { -by } else { by };
            whole = false;
        }
        if whole {
            return Ok(Json::Whole(value));
        }
        // Exact to the last bit for up to 15 digits and exponents up to 22 (Clinger 1990); headers hold nothing else.
        let scale = (0..exponent.unsigned_abs()).fold(1.0_f64, |scale, _| scale * 10.0);
        let size = if exponent < 0 { value as f64 / scale } else { value as f64 * scale };
        Ok(Json::Number(if negative { -size } else { size }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// The same value as serde_json sees it.
    fn value(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(*b),
            Json::Whole(n) => Value::from(*n),
            Json::Number(n) => Value::from(*n),
            Json::Text(text) => Value::from(text.as_str()),
            Json::List(values) => values.iter().map(value).collect(),
            Json::Object(pairs) => pairs.iter().map(|(key, v)| (key.clone(), value(v))).collect(),
        }
    }

    /// Equal, where -3 and -3.0 are one number.
    fn same(a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
            }
            (a, b) => a == b,
        }
    }

    #[test]
    fn what_is_json_is_read_as_serde_json_reads_it() {
        for text in [
            r#"{"a": [1, 2.5, -3, 1e3, 0.26159, -0.5e-2], "b": {"c": null, "d": [true, false]}, "e": []}"#,
            r#""\"\\\/\b\f\n\r\té汉😀 汉字""#,
            r#""\u00e9\ud83d\ude00\u6c49""#,
            "  [ ] ",
            "{}",
            "18446744073709551615",
            "0",
            "-0.0",
        ] {
            let read = Json::read(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
            let wanted: Value = serde_json::from_str(text).unwrap();
            assert!(same(&value(&read), &wanted), "{text}: {read:?} {wanted}");
        }
        let numbers = Json::read(br#"{"a": [1, 2.5, -3, 1e3, 0.26159, -0.5e-2]}"#).unwrap();
        let numbers = numbers.get("a").unwrap().list(Json::number).unwrap();
        assert_eq!(numbers, [1.0, 2.5, -3.0, 1000.0, 0.26159, -0.005]);
    }

    #[test]
    fn what_is_no_json_is_refused_by_both() {
        for text in [
            "",
            " ",
            "{",
            "[1,",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "nul",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "[1] 2",
            "\u{1}",
            "\"\n\"",
            "tru",
            "{\"a\":1,}",
            "+1",
        ] {
            assert!(Json::read(text.as_bytes()).is_err(), "{text:?}");
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text:?}");
        }
        assert!(Json::read(b"\"\xff\"").is_err());
    }

    #[test]
    fn every_cut_of_a_text_is_refused_without_harm() {
        let text = r#"{"a\n": [1.5e2, {"b": "c"}], "d": null}"#;
        for cut in 0..text.len() {
            assert!(Json::read(&text.as_bytes()[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn depth_and_size_are_bounded() {
        assert!(Json::read("[".repeat(100_000).as_bytes()).is_err());
        assert!(Json::read(b"18446744073709551616").is_err());
        assert!(Json::read(b"1e999999999999").is_err());
    }

    #[test]
    fn repeated_keys_are_kept_and_noticed() {
        let twice = Json::read(br#"{"a": 1, "a": 2}"#).unwrap();
        assert!(!twice.has_only(&["a"]));
        assert!(Json::read(br#"{"a": 1}"#).unwrap().has_only(&["a", "b"]));
    }
}

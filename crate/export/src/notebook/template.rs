//! Templates: texts with `@{name}` in them, and a file of texts that each begin with `<!-- name -->`.

/// The text of that name in a file of texts; none where it is not there.
pub fn section<'a>(file: &'a str, name: &str) -> Option<&'a str> {
    let mark = format!("<!-- {name} -->\n");
    let (_, rest) = file.split_once(&mark)?;
    let text = rest.split_once("\n<!-- ").map_or(rest, |(text, _)| text);
    Some(text.trim_end())
}

/// The template with every name replaced; a name that `value` does not know stays as it is.
pub fn filled(template: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = template.split("@{");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let known = part.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest)));
        match known {
            Some((value, rest)) => text = text + &value + rest,
            None => text = text + "@{" + part,
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_names() {
        let file = "<!-- one -->\nfirst\n\nline\n<!-- two -->\nsecond:\n";
        assert_eq!(section(file, "one"), Some("first\n\nline"));
        assert_eq!(section(file, "two"), Some("second:"));
        assert_eq!(section(file, "three"), None);
        let value = |name: &str| (name == "a").then(|| "{1}".to_string());
        assert_eq!(filled("x@{a}y@{b}@{a}", &value), "x{1}y@{b}{1}");
    }
}

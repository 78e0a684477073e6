//! Marks within a line: **strong**, *emphasis*, `code`, [[words]], [links](lab), $formulas$.

use super::{formula, Lang, Terms};
use crate::document::{Span, Target};

/// What the meaning of marks depends on.
pub(super) struct Context<'a> {
    pub lang: Lang,
    pub terms: &'a Terms,
    /// Whether a lesson exists or is planned.
    pub known_lesson: &'a dyn Fn(&str) -> bool,
}

/// Reads the spans of a paragraph. The error says what was expected.
pub(super) fn spans(text: &str, context: &Context<'_>) -> Result<Vec<Span>, String> {
    let mut spans = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let until = rest.find(['*', '`', '[', '$']).unwrap_or(rest.len());
        if until > 0 {
            let (plain, after) = rest.split_at(until);
            spans.push(Span::Text(plain.to_owned()));
            rest = after;
            continue;
        }
        let (span, after) = marked(rest, context)?;
        spans.push(span);
        rest = after;
    }
    if spans.is_empty() {
        return Err("expected some text".into());
    }
    Ok(spans)
}

/// The span that begins with a mark, and what comes after it.
fn marked<'a>(text: &'a str, context: &Context<'_>) -> Result<(Span, &'a str), String> {
    let between = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?;
        let (inner, after) = inner.split_once(close)?;
        Some((inner, after)).filter(|(inner, _)| !inner.trim().is_empty())
    };
    let broken = |expected: &str| format!("expected {expected} at \"{}\"", start(text));
    if text.starts_with("[[") {
        let (inner, after) = between("[[", "]]").ok_or_else(|| broken("a glossary word, [[id]] or [[id|shown]],"))?;
        return Ok((term(inner, context)?, after));
    }
    if text.starts_with('[') {
        let expected = "a link, [shown](lesson:id) or [shown](lab),";
        let (shown, after) = between("[", "](").ok_or_else(|| broken(expected))?;
        let (to, after) = after.split_once(')').ok_or_else(|| broken(expected))?;
        return Ok((Span::Link { to: target(to, context)?, shown: words(shown)? }, after));
    }
    if text.starts_with("**") {
        let (inner, after) = between("**", "**").ok_or_else(|| broken("**strong** with both its marks"))?;
        return Ok((Span::Strong(words(inner)?), after));
    }
    if text.starts_with('*') {
        let (inner, after) = between("*", "*").ok_or_else(|| broken("*emphasis* with both its marks"))?;
        return Ok((Span::Emphasis(words(inner)?), after));
    }
    if text.starts_with('`') {
        let (inner, after) = between("`", "`").ok_or_else(|| broken("`code` with both its marks"))?;
        return Ok((Span::Code(inner.to_owned()), after));
    }
    let (inner, after) = between("$", "$").ok_or_else(|| broken("a formula with both its marks, $x$,"))?;
    let math = formula::parse(inner).map_err(|error| format!("formula \"{inner}\": {error}"))?;
    Ok((Span::Math(math), after))
}

fn term(inner: &str, context: &Context<'_>) -> Result<Span, String> {
    let (id, shown) = match inner.split_once('|') {
        Some((id, shown)) => (id, words(shown.trim())?),
        None => (inner, String::new()),
    };
    let Some(entry) = context.terms.get(id) else {
        return Err(format!("\"{id}\" is not an id of the glossary"));
    };
    let shown = if shown.is_empty() { entry.in_text(context.lang).to_owned() } else { shown };
    Ok(Span::Term { id: id.to_owned(), shown })
}

fn target(to: &str, context: &Context<'_>) -> Result<Target, String> {
    match to.strip_prefix("lesson:") {
        Some(id) if (context.known_lesson)(id) => Ok(Target::Lesson(id.to_owned())),
        Some(id) => Err(format!("there is no lesson \"{id}\", and none is planned")),
        None if to == "lab" => Ok(Target::Lab),
        None => Err(format!("a link leads to lesson:id or to lab, not to \"{to}\"")),
    }
}

/// Marks do not lie within marks: each kind of span is plain text to the page.
fn words(inner: &str) -> Result<String, String> {
    if inner.is_empty() || inner.contains(['*', '`', '[', '$']) {
        return Err(format!("expected plain text within the marks, found \"{inner}\""));
    }
    Ok(inner.to_owned())
}

/// Enough of a text to find it again.
fn start(text: &str) -> &str {
    let end = text.char_indices().nth(24).map_or(text.len(), |(index, _)| index);
    &text[..end]
}

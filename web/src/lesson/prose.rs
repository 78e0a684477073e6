//! A lesson's text as elements of the page: never as markup.

use ::lesson::document::{Block, Math, Span, Target};
use yew::prelude::*;
use yew::virtual_dom::VTag;

use super::term::Term;
use crate::component::Link;
use crate::part::part;
use crate::service::route::Route;

/// Paragraphs, lists and formulas.
pub fn prose(blocks: &[Block]) -> Html {
    if blocks.is_empty() {
        return Html::default();
    }
    html! { <div class="prose">{ for blocks.iter().map(block) }</div> }
}

fn block(block: &Block) -> Html {
    match block {
        Block::Paragraph(line) => html! { <p>{ spans(line) }</p> },
        Block::List(items) => html! { <ul>{ for items.iter().map(|item| html! { <li>{ spans(item) }</li> }) }</ul> },
        Block::Formula(formula) => html! { <p class="formula">{ math(formula, true) }</p> },
    }
}

/// A line of text.
pub fn spans(line: &[Span]) -> Html {
    line.iter().map(span).collect()
}

fn span(span: &Span) -> Html {
    match span {
        Span::Text(text) => html! { { text } },
        Span::Strong(text) => html! { <strong>{ text }</strong> },
        Span::Emphasis(text) => html! { <em>{ text }</em> },
        Span::Code(text) => html! { <code>{ text }</code> },
        Span::Term { id, shown } => part!(Term { id: id.clone(), shown: shown.clone() }),
        Span::Link { to: Target::Lab, shown } => html! { <Link to={Route::Lab}>{ shown }</Link> },
        Span::Link { to: Target::Lesson(id), shown } => match Route::lesson(id) {
            Some(route) => html! { <Link to={route}>{ shown }</Link> },
            None => html! { { shown } },
        },
        Span::Math(formula) => math(formula, false),
    }
}

fn math(formula: &Math, display: bool) -> Html {
    let mut tag = element("math", [node(formula)]);
    if display {
        tag.add_attribute("display", "block");
    }
    tag.into()
}

fn node(formula: &Math) -> Html {
    let leaf = |name: &'static str, text: &String| element(name, [html! { { text } }]).into();
    match formula {
        Math::Row(parts) => element("mrow", parts.iter().map(node)).into(),
        Math::Identifier(text) => leaf("mi", text),
        Math::Number(text) => leaf("mn", text),
        Math::Operator(text) => leaf("mo", text),
        Math::Text(text) => leaf("mtext", text),
        Math::Fraction(parts) => element("mfrac", parts.iter().map(node)).into(),
        Math::Sub(parts) => element("msub", parts.iter().map(node)).into(),
        Math::Sup(parts) => element("msup", parts.iter().map(node)).into(),
        Math::SubSup(parts) => element(bounds(&parts[0]), parts.iter().map(node)).into(),
        Math::Root(inner) => element("msqrt", [node(inner)]).into(),
    }
}

/// The bounds of a sum stand below and above it, those of a letter beside it.
fn bounds(base: &Math) -> &'static str {
    match base {
        Math::Operator(sign) if sign == "∑" => "munderover",
        _ => "msubsup",
    }
}

fn element(name: &'static str, children: impl IntoIterator<Item = Html>) -> VTag {
    let mut tag = VTag::new(name);
    tag.add_children(children);
    tag
}

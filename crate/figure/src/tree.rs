//! Elements of the page, as the page gets them: few tags, few attributes, no markup. The page builds each as it stands and
//! knows nothing of what it means, so that what figures look like weighs nothing on a first visit.
//!
//! Tags, attributes and events travel as their places in the tables below.

use serde::{Deserialize, Serialize};

use crate::message::Action;

/// Tags that there can be.
pub const TAGS: [&str; 33] = [
    "p", "div", "span", "b", "label", "input", "fieldset", "legend", "button", "img", "table", "caption", "thead",
    "tbody", "tr", "th", "td", "svg", "g", "image", "polyline", "polygon", "rect", "circle", "text", "section", "ul",
    "li", "strong", "em", "code", "h4", "hr",
];

/// Attributes that there can be. None of them can run anything or lead anywhere; `src` and `href` (of `image`) are taken
/// as `data:image/bmp` alone.
pub const ATTRIBUTES: [&str; 41] = [
    "class",
    "id",
    "style",
    "role",
    "aria-label",
    "aria-pressed",
    "aria-valuetext",
    "aria-hidden",
    "for",
    "name",
    "type",
    "min",
    "max",
    "step",
    "value",
    "checked",
    "disabled",
    "draggable",
    "src",
    "alt",
    "scope",
    "viewBox",
    "width",
    "height",
    "preserveAspectRatio",
    "href",
    "points",
    "stroke-width",
    "stroke-dasharray",
    "x",
    "y",
    "rx",
    "cx",
    "cy",
    "r",
    "font-size",
    "font-weight",
    "text-anchor",
    "tabindex",
    "aria-live",
    "title",
];

/// An element, or words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Node {
    Words(String),
    Element(Element),
}

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// Place in [`TAGS`].
    pub tag: u8,
    /// Place in [`ATTRIBUTES`], and value.
    pub attributes: Vec<(u8, String)>,
    pub children: Vec<Node>,
    pub on: Option<(Event, Action)>,
}

/// What the student does with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Presses it, or changes it: comes back as it stands here.
    Press,
    /// Slides it: comes back with its number.
    Slide,
    /// Presses it, or drags it somewhere.
    Drag,
    /// Presses it, or drops on it what can be dragged: then the other's action comes first.
    Drop,
}

/// An element under construction.
pub fn el(tag: &str) -> Element {
    let tag = TAGS.iter().position(|known| *known == tag).unwrap_or(0) as u8;
    Element { tag, ..Element::default() }
}

impl Element {
    /// With an attribute.
    pub fn at(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Some(place) = ATTRIBUTES.iter().position(|known| *known == name) {
            self.attributes.push((place as u8, value.into()));
        }
        self
    }

    /// With an attribute that is there or not.
    pub fn flag(self, name: &str, on: bool) -> Self {
        if on {
            self.at(name, "true")
        } else {
            self
        }
    }

    /// With words inside.
    pub fn words(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Words(text.into()));
        self
    }

    /// With an element inside.
    pub fn with(mut self, child: Element) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// With elements inside.
    pub fn all(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// With something that happens.
    pub fn on(mut self, event: Event, id: u16, value: f32) -> Self {
        self.on = Some((event, Action { id, value }));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_built_from_the_tables() {
        let element = el("p").at("class", "hint").flag("disabled", false).words("a").with(el("b").words("c"));
        assert_eq!(TAGS[usize::from(element.tag)], "p");
        assert_eq!(element.attributes, [(0, "hint".to_owned())]);
        assert_eq!(element.children.len(), 2);
        let back: Element = postcard::from_bytes(&postcard::to_allocvec(&element).unwrap()).unwrap();
        assert_eq!(back, element);
    }

    #[test]
    fn no_name_stands_twice() {
        for names in [&TAGS[..], &ATTRIBUTES[..]] {
            assert!(names.iter().enumerate().all(|(place, name)| names.iter().position(|n| n == name) == Some(place)));
            assert!(!names.iter().any(|name| name.starts_with("on") || *name == "script"));
        }
    }
}

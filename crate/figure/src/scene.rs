//! What can be drawn: a few elements that the page knows, with words in the student's language.
//!
//! Colours are roles ([`Tone`]); the page's tokens say which colour that is, by day and by night. Numbers named `id` come
//! back in an [`Action`](crate::message::Action) when the student uses the element.

use serde::{Deserialize, Serialize};

/// An element of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A line in small, soft letters.
    Note(String),
    /// A result: larger, and read out by screen readers when it changes.
    Said(String),
    /// Side by side where there is room, else below each other.
    Row(Vec<Part>),
    /// A sheet with a title (which may be empty) and parts.
    Card {
        title: String,
        tone: Tone,
        parts: Vec<Part>,
    },
    /// A number to slide. Comes back as the number.
    Slider {
        id: u16,
        label: String,
        shown: String,
        low: f32,
        high: f32,
        step: f32,
        value: f32,
    },
    /// One of several. Comes back as its place, from 0.
    Choice {
        id: u16,
        label: String,
        options: Vec<String>,
        picked: Option<u32>,
    },
    /// On (1) or off (0).
    Check {
        id: u16,
        label: String,
        on: bool,
    },
    /// Comes back as 1.
    Button(Button),
    Drawing(Drawing),
    /// Small pictures in a grid.
    Tiles {
        label: String,
        tiles: Vec<Tile>,
    },
    Table {
        caption: String,
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
}

/// A button.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Button {
    pub id: u16,
    pub label: String,
    pub look: Look,
    /// Whether it is pressed in; none for a button that does something and springs back.
    pub pressed: Option<bool>,
    pub disabled: bool,
}

/// How a button looks and behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    Plain,
    /// The one that leads on. At most one a figure.
    Primary,
    /// A word that can also be dragged. Dropping it on a place is a press of the word, then one of the place.
    Word,
    /// A place that words are dropped on.
    Place,
}

/// What a colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Text and curves.
    #[default]
    Ink,
    /// Less loud than ink.
    Soft,
    /// Hairlines: axes, grids, borders.
    Line,
    /// The page's own colour: what is chosen, what matters.
    Accent,
    /// A light ground of the accent.
    Wash,
    /// Something to look out for: wrong, exploded.
    Warn,
    /// The first class.
    Cat,
    /// The second class.
    Dog,
}

/// A drawing in a coordinate system of its own: x to the right, y downwards, scaled to the width that it gets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// What it shows, in a sentence: the alternative text.
    pub label: String,
    pub width: f32,
    pub height: f32,
    /// Widest it may become on the page, in CSS pixels.
    pub most: u16,
    /// Pixels behind the shapes, stretched over all of it.
    pub back: Option<Raster>,
    pub shapes: Vec<Shape>,
}

/// Pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raster {
    pub width: u16,
    pub height: u16,
    /// `width * height * 3` bytes of red, green, blue, row by row.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
    /// Stretched smoothly, not in blocks.
    pub smooth: bool,
}

/// A shape of a drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// A line through points.
    Line {
        points: Vec<[f32; 2]>,
        tone: Tone,
        width: f32,
        dashed: bool,
        arrow: bool,
    },
    /// A filled polygon, half transparent.
    Area {
        points: Vec<[f32; 2]>,
        tone: Tone,
    },
    /// A rectangle: x, y, width, height.
    Box {
        at: [f32; 4],
        round: f32,
        tone: Tone,
        filled: bool,
    },
    Dot {
        at: [f32; 2],
        radius: f32,
        tone: Tone,
        filled: bool,
    },
    Words {
        at: [f32; 2],
        text: String,
        tone: Tone,
        size: f32,
        anchor: Anchor,
        strong: bool,
    },
}

/// Which point of words stands at their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A small picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// 0: it cannot be pressed.
    pub id: u16,
    pub pixels: Raster,
    /// Side on the page, in CSS pixels.
    pub side: u16,
    /// What it is: its name for screen readers.
    pub label: String,
    /// Below the picture; may be empty.
    pub caption: String,
    /// Of border and caption.
    pub tone: Tone,
    pub pressed: bool,
}

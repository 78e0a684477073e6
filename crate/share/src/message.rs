//! What the page asks of `share.wasm`, and its answers: postcard through `crate/share-module`.

use serde::{Deserialize, Serialize};
use train::protocol::{Change, Kept};

use crate::{Record, Shared};

/// A question about links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Reads a fragment, without the `#`.
    Open { fragment: String },
    /// Makes the links that can be made.
    Make(Box<Make>),
    /// Draws a text as a QR code.
    Draw { text: String },
}

/// What links are made from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Make {
    /// Place, settings and teaching; its record is not looked at.
    pub shared: Shared,
    /// What happened so far, with full curves, without a change of weights.
    pub record: Option<Record>,
    /// The ended run with its start, for a link with the trained result.
    pub kept: Option<Box<Kept>>,
    /// Number of classes.
    pub classes: u32,
    /// Characters in front of the fragment.
    pub before: u32,
}

/// The links that can be made; fragments without the `#`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Links {
    pub settings: String,
    /// With what happened.
    pub record: Option<String>,
    /// With the trained result: the link, and the change of weights that whoever opens it will see.
    pub trained: Option<(String, Change)>,
    /// Characters that the trained result would have needed at the coarsest that is still worth sharing, where that is
    /// too many.
    pub too_long: Option<u32>,
}

/// A QR code: rows from the top, true is dark; without the quiet zone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    pub size: u32,
    /// `size * size` modules.
    pub dark: Vec<bool>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// What the link holds, and the change of weights where there is one.
    Opened(Box<Shared>, Option<Change>),
    Made(Box<Links>),
    /// None where the text is too long for a code.
    Drawn(Option<Sheet>),
    /// The link cannot be read.
    Refused(crate::Refusal),
}

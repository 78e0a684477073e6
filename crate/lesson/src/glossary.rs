//! The glossary as the page reads it: the words in one language.

use serde::{Deserialize, Serialize};

/// A glossary word in one language: an element of the compiled `glossary.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub id: String,
    /// In the language of this file.
    pub term: String,
    /// In the other language.
    pub other: String,
    pub meaning: String,
    /// What of the present run it stands for.
    pub live: Option<Live>,
}

/// What a word has a present value of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Live {
    Loss,
    Epoch,
    Parameters,
}

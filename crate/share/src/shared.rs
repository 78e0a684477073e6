//! What a link says.

use serde::{Deserialize, Serialize};
use train::config::Config;

use crate::record::Record;

/// One experiment, to be seen again elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    pub place: Place,
    pub config: Config,
    pub teaching: Teaching,
    /// What happened, where the sender shares it.
    pub record: Option<Record>,
}

/// The page that a link was made on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Place {
    #[default]
    Lab,
    Lesson {
        /// Name of the lesson's folder.
        id: String,
        /// Steps that are open beside the first.
        open: u32,
    },
}

/// What a teacher's link changes about the lab.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Teaching {
    /// Parts that are not shown.
    pub hidden: Vec<Part>,
    /// Parts that are shown and cannot be changed.
    pub locked: Vec<Part>,
}

/// Parts of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// Settings: pictures and their split.
    Data,
    /// Settings: network, start and frozen groups.
    Model,
    /// Settings: epochs, batch size, rates.
    Training,
    /// Settings: what is folded away.
    More,
    /// The grid of predictions.
    Predictions,
    /// A picture of one's own.
    Own,
    /// The network from inside.
    Inside,
}

impl Part {
    pub const ALL: [Part; 7] =
        [Part::Data, Part::Model, Part::Training, Part::More, Part::Predictions, Part::Own, Part::Inside];
}

/// Why a link is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// Not a link of ours at all.
    #[error("this is no link of Epoch One")]
    NotOurs,
    /// Longer than any that is read.
    #[error("the link is longer than any that this page makes")]
    TooLong,
    /// Of a newer version than this page: reloading updates it.
    #[error("the link was made by a newer version of this page")]
    Newer,
    /// Cut off or changed on its way.
    #[error("the link is damaged: something was cut off or changed")]
    Damaged,
    /// Whole, but what it says cannot be: a setting out of range, a number that is none, an unknown lesson.
    #[error("the link holds something that this page cannot show")]
    Impossible,
}

//! Why a file of work is not taken.

use serde::{Deserialize, Serialize};

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Something else, or too large to be ours.
    NotOurs,
    /// A newer version of the site has made it, or something in it.
    Newer,
    Damaged,
    /// There is nothing in it.
    Empty,
    /// It could not be looked at: the part of the site that reads it is missing.
    Unread,
}

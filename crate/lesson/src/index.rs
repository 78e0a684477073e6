//! Which lessons there are, and in which order.

use serde::{Deserialize, Serialize};

/// The core path, in its order.
pub const CORE: [&str; 10] = [
    "02-first-model",
    "01-myths",
    "03-learning",
    "07-words",
    "06-sgd",
    "10-validation",
    "12-metric",
    "11-overfitting",
    "13-fine-tuning",
    "14-seeing",
];

/// Every lesson that is written or planned. A link may lead to any of them.
pub const ALL: [&str; 15] = [
    "01-myths",
    "02-first-model",
    "03-learning",
    "04-checkers",
    "05-network",
    "06-sgd",
    "07-words",
    "08-limits",
    "09-class-or-number",
    "10-validation",
    "11-overfitting",
    "12-metric",
    "13-fine-tuning",
    "14-seeing",
    "15-quiz",
];

/// A lesson in a list: an element of `index.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub id: String,
    pub title: String,
    pub summary: String,
    pub minutes: u32,
}

/// Where a lesson stands in lists: the core path first, then all others by their numbers.
pub fn place(id: &str) -> (usize, &str) {
    (CORE.iter().position(|core| *core == id).unwrap_or(CORE.len()), id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_is_planned_and_comes_first() {
        assert!(CORE.iter().all(|id| ALL.contains(id)));
        let mut all = ALL;
        all.sort_by_key(|id| place(id));
        assert_eq!(all[..10], CORE);
        assert_eq!(all[10], "04-checkers");
    }
}

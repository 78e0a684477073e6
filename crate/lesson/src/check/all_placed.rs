//! All words stand at their places on a step of a real run.

use super::Missing;
use crate::log::{Fact, Log};

pub(super) fn missing(log: &Log) -> Vec<Missing> {
    let placed = log.facts.iter().any(|fact| matches!(fact, Fact::Placed { words, .. } if *words > 0));
    if placed {
        Vec::new()
    } else {
        vec![Missing::NeedWords]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample::facts;

    #[test]
    fn only_words_that_were_placed_count() {
        assert!(missing(&facts([Fact::Placed { words: 6, wrong: 3 }])).is_empty());
        for log in [facts([]), facts([Fact::Placed { words: 0, wrong: 0 }]), facts([Fact::Flipped { weight: 1 }])] {
            assert_eq!(missing(&log), [Missing::NeedWords]);
        }
    }
}

//! A state was found in which accuracy and loss are both higher than before.

use super::{Missing, HAIR};
use crate::log::{Fact, Log};

pub(super) fn missing(log: &Log) -> Vec<Missing> {
    let up = |[before, after]: [f32; 2]| after > before + HAIR;
    let found = |fact: &Fact| matches!(fact, Fact::Moved { accuracy, loss } if up(*accuracy) && up(*loss));
    if log.facts.iter().any(found) {
        Vec::new()
    } else {
        vec![Missing::NeedBothUp]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample::facts;

    #[test]
    fn both_have_to_rise_at_once() {
        let moved = |accuracy, loss| Fact::Moved { accuracy, loss };
        assert!(missing(&facts([moved([0.7, 0.75], [0.5, 0.9])])).is_empty());
        for one in [moved([0.7, 0.7], [0.5, 0.9]), moved([0.7, 0.8], [0.5, 0.5]), moved([0.7, f32::NAN], [0.5, 0.9])] {
            assert_eq!(missing(&facts([one])), [Missing::NeedBothUp]);
        }
        let apart = [moved([0.7, 0.8], [0.5, 0.4]), moved([0.7, 0.6], [0.5, 0.9])];
        assert_eq!(missing(&facts(apart)), [Missing::NeedBothUp]);
    }
}

//! The smallest number of validation pictures that gives a steady score was found, and the test set was opened once.
//!
//! The smallest is known only where the next smaller one on offer was tried too and swings further: whoever starts with
//! many pictures and stops there has shown that many are enough, not that fewer are too few.

use std::collections::BTreeMap;

use super::{Missing, HAIR};
use crate::figure::SWING_SIZES;
use crate::log::{Fact, Log};

pub(super) fn missing(log: &Log, within: f32, draws: u32) -> Vec<Missing> {
    let mut missing = Vec::new();
    // The latest measurement of each size counts.
    let mut sizes: BTreeMap<u32, f32> = BTreeMap::new();
    for fact in &log.facts {
        if let Fact::Swing { size, draws: made, within } = fact {
            if *made >= draws && within.is_finite() && SWING_SIZES.contains(size) {
                sizes.insert(*size, *within);
            }
        }
    }
    match sizes.iter().find(|(_, swing)| **swing <= within + HAIR) {
        None => missing.push(Missing::NeedSteadySize { within }),
        Some((size, _)) => {
            let smaller = SWING_SIZES.into_iter().rfind(|offered| offered < size);
            if smaller.is_some_and(|smaller| !sizes.contains_key(&smaller)) {
                missing.push(Missing::NeedSmallerSize { than: *size });
            }
        }
    }
    match log.facts.iter().filter(|fact| matches!(fact, Fact::Tested { .. })).count() {
        0 => missing.push(Missing::NeedTest),
        1 => {}
        times => missing.push(Missing::TestedTooOften { times: times as u32 }),
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample::facts;

    fn swing(size: u32, within: f32) -> Fact {
        Fact::Swing { size, draws: 30, within }
    }

    fn tested() -> Fact {
        Fact::Tested { accuracy: 0.76, pictures: 400 }
    }

    #[test]
    fn a_steady_size_a_swinging_one_below_it_and_one_look_at_the_test() {
        assert!(missing(&facts([swing(120, 0.05), swing(240, 0.03), tested()]), 0.03, 20).is_empty());
        assert_eq!(missing(&facts([swing(240, 0.03), tested()]), 0.03, 20), [Missing::NeedSmallerSize { than: 240 }]);
        assert_eq!(missing(&facts([swing(120, 0.05), tested()]), 0.03, 20), [Missing::NeedSteadySize { within: 0.03 }]);
        let log = facts([swing(120, 0.05), swing(240, 0.03)]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::NeedTest]);
        let log = facts([swing(120, 0.05), swing(240, 0.03), tested(), tested()]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::TestedTooOften { times: 2 }]);
    }

    #[test]
    fn the_next_smaller_size_on_offer_has_to_be_tried() {
        // 60 swings, but 120 was left out: it may be enough.
        let log = facts([swing(60, 0.06), swing(240, 0.028), tested()]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::NeedSmallerSize { than: 240 }]);
        // 120 turned out to be enough, so now 60 is asked for.
        let log = facts([swing(120, 0.029), swing(240, 0.028), tested()]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::NeedSmallerSize { than: 120 }]);
        // There is nothing below the smallest.
        assert!(missing(&facts([swing(30, 0.01), tested()]), 0.03, 20).is_empty());
        // A size that is not on offer says nothing.
        let log = facts([swing(239, 0.031), swing(240, 0.028), tested()]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::NeedSmallerSize { than: 240 }]);
    }

    #[test]
    fn the_latest_measurement_counts() {
        let log = facts([swing(60, 0.06), swing(120, 0.029), swing(120, 0.038), swing(240, 0.027), tested()]);
        assert!(missing(&log, 0.03, 20).is_empty());
        let log = facts([swing(120, 0.038), swing(240, 0.027), swing(240, 0.031), tested()]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::NeedSteadySize { within: 0.03 }]);
    }

    #[test]
    fn few_draws_say_nothing() {
        let few = Fact::Swing { size: 240, draws: 5, within: 0.01 };
        assert_eq!(
            missing(&facts([swing(120, 0.05), few, tested()]), 0.03, 20),
            [Missing::NeedSteadySize { within: 0.03 }]
        );
    }
}

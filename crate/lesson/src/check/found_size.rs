//! The smallest number of validation pictures that gives a steady score was found, and the test set was opened once.

use std::collections::BTreeMap;

use super::Missing;
use crate::log::{Fact, Log};

pub(super) fn missing(log: &Log, within: f32, draws: u32) -> Vec<Missing> {
    let mut missing = Vec::new();
    // The latest measurement of each size counts.
    let mut sizes: BTreeMap<u32, f32> = BTreeMap::new();
    for fact in &log.facts {
        if let Fact::Swing { size, draws: made, within } = fact {
            if *made >= draws && within.is_finite() {
                sizes.insert(*size, *within);
            }
        }
    }
    match sizes.iter().find(|(_, swing)| **swing <= within) {
        None => missing.push(Missing::NeedSteadySize { within }),
        // The one before it in the list was tried too, and swings further.
        Some((size, _)) if sizes.range(..size).next().is_none() => {
            missing.push(Missing::NeedSmallerSize { than: *size })
        }
        Some(_) => {}
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
        assert!(missing(&facts([swing(100, 0.05), swing(200, 0.03), tested()]), 0.03, 20).is_empty());
        assert_eq!(missing(&facts([swing(200, 0.03), tested()]), 0.03, 20), [Missing::NeedSmallerSize { than: 200 }]);
        assert_eq!(missing(&facts([swing(100, 0.05), tested()]), 0.03, 20), [Missing::NeedSteadySize { within: 0.03 }]);
        let log = facts([swing(100, 0.05), swing(200, 0.03)]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::NeedTest]);
        let log = facts([swing(100, 0.05), swing(200, 0.03), tested(), tested()]);
        assert_eq!(missing(&log, 0.03, 20), [Missing::TestedTooOften { times: 2 }]);
    }

    #[test]
    fn few_draws_say_nothing() {
        let few = Fact::Swing { size: 200, draws: 5, within: 0.01 };
        assert_eq!(
            missing(&facts([swing(100, 0.05), few, tested()]), 0.03, 20),
            [Missing::NeedSteadySize { within: 0.03 }]
        );
    }
}

//! Rules by hand first, then a model that learns and beats them, and then a look at one of its weights.

use std::collections::BTreeSet;

use super::Missing;
use crate::log::{Fact, Log};

pub(super) fn missing(log: &Log, sets: u32) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut tried = BTreeSet::new();
    let mut best: f32 = 0.0;
    for fact in &log.facts {
        if let Fact::Rules { rules, accuracy, pictures } = fact {
            if *pictures > 0 && accuracy.is_finite() {
                tried.insert(*rules);
                best = best.max(*accuracy);
            }
        }
    }
    if (tried.len() as u32) < sets {
        missing.push(Missing::NeedRules { tried: tried.len() as u32, asked: sets });
    }
    let learned = log.done().map(|(_, run)| run.accuracy()).fold(0.0, f32::max);
    if learned <= best {
        missing.push(Missing::RulesWin { rules: best, learned });
    }
    if !log.facts.iter().any(|fact| matches!(fact, Fact::Flipped { .. })) {
        missing.push(Missing::NeedFlip);
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample::{facts, run};

    fn rules(rules: u32, accuracy: f32) -> Fact {
        Fact::Rules { rules, accuracy, pictures: 100 }
    }

    #[test]
    fn two_sets_a_better_model_and_a_flip() {
        let mut log = facts([rules(1, 0.55), rules(2, 0.6), Fact::Flipped { weight: 3 }]);
        log.runs.push(run(0.75));
        assert!(missing(&log, 2).is_empty());
        log.runs[0] = run(0.58);
        assert_eq!(missing(&log, 2), [Missing::RulesWin { rules: 0.6, learned: 0.58 }]);
    }

    #[test]
    fn the_same_set_twice_is_one() {
        let mut log = facts([rules(1, 0.55), rules(1, 0.55)]);
        log.runs.push(run(0.75));
        assert_eq!(missing(&log, 2), [Missing::NeedRules { tried: 1, asked: 2 }, Missing::NeedFlip]);
    }
}

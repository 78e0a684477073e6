//! A fine-tuned network whose first layer moved less than its last, and filters that were looked at and named.

use std::collections::BTreeMap;

use super::Missing;
use crate::log::{Fact, Log};

/// A name counts from this fit on.
pub const FITS: f32 = 0.5;

pub(super) fn missing(log: &Log, asked: u32) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut tuned = log.done().filter(|(_, run)| run.run.all_layers()).peekable();
    if tuned.peek().is_none() {
        missing.push(Missing::NeedAllLayers);
    } else if !tuned.any(|(_, run)| run.run.moved.is_some_and(|[first, last]| first < last)) {
        missing.push(Missing::FirstMovedMore);
    }
    // A filter's last name counts, as in the figure.
    let names: BTreeMap<u32, bool> = log
        .facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Named { filter, looked, fits, .. } => Some((*filter, *looked && *fits >= FITS)),
            _ => None,
        })
        .collect();
    let named = names.values().filter(|fits| **fits).count() as u32;
    if named < asked {
        missing.push(Missing::NeedNames { named, asked });
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample::{body, facts, run};
    use crate::log::RunLog;

    fn named(filter: u32, looked: bool, fits: f32) -> Fact {
        Fact::Named { filter, name: 0, looked, fits }
    }

    #[test]
    fn a_tuned_run_and_names_that_fit() {
        let tuned = RunLog { moved: Some([0.1, 0.8]), ..run(0.8) };
        let mut log = facts([named(1, true, 0.9), named(2, true, 0.6)]);
        log.runs.push(tuned.clone());
        assert!(missing(&log, 2).is_empty());
        log.facts.push(named(1, true, 0.9));
        assert_eq!(missing(&log, 3), [Missing::NeedNames { named: 2, asked: 3 }]);
        log.runs[0].moved = Some([0.9, 0.8]);
        assert_eq!(missing(&log, 2), [Missing::FirstMovedMore]);
        log.runs[0] = RunLog { frozen: body(), ..tuned };
        assert_eq!(missing(&log, 2), [Missing::NeedAllLayers]);
    }

    #[test]
    fn a_name_without_a_look_or_without_a_fit_is_none() {
        let mut log = facts([named(1, false, 0.9), named(2, true, 0.2), named(3, true, f32::NAN)]);
        log.runs.push(RunLog { moved: Some([0.1, 0.8]), ..run(0.8) });
        assert_eq!(missing(&log, 1), [Missing::NeedNames { named: 0, asked: 1 }]);
    }

    #[test]
    fn the_last_name_of_a_filter_counts() {
        let mut log = facts([named(1, true, 0.2), named(1, true, 0.9)]);
        log.runs.push(RunLog { moved: Some([0.1, 0.8]), ..run(0.8) });
        assert!(missing(&log, 1).is_empty());
        log.facts.push(named(1, true, 0.2));
        assert_eq!(missing(&log, 1), [Missing::NeedNames { named: 0, asked: 1 }]);
    }
}

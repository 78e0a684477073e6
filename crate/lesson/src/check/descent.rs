//! One walk down the loss surface that came to rest, and one that diverged.

use super::Missing;
use crate::log::{Fact, Log, Walk};

pub(super) fn missing(log: &Log) -> Vec<Missing> {
    let ended = |wanted: Walk| {
        log.facts
            .iter()
            .any(|fact| matches!(fact, Fact::Descent { outcome, steps, .. } if *outcome == wanted && *steps > 0))
    };
    let wanted = [(Walk::Settled, Missing::NeedSettled), (Walk::Diverged, Missing::NeedDiverged)];
    wanted.into_iter().filter(|(walk, _)| !ended(*walk)).map(|(_, missing)| missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample::facts;

    #[test]
    fn both_ends_have_to_be_seen() {
        let walk = |outcome| Fact::Descent { rate: 0.1, batch: 10, steps: 50, outcome };
        assert!(missing(&facts([walk(Walk::Diverged), walk(Walk::Settled)])).is_empty());
        assert_eq!(missing(&facts([walk(Walk::Jitters), walk(Walk::Settled)])), [Missing::NeedDiverged]);
        assert_eq!(missing(&facts([walk(Walk::OnItsWay), walk(Walk::Diverged)])), [Missing::NeedSettled]);
        assert_eq!(missing(&facts([])).len(), 2);
    }
}

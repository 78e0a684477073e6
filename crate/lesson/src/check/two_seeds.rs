//! Two seeds: the same settings, another seed, other numbers; both runs good enough.

use super::Missing;
use crate::log::Log;

pub(super) fn missing(log: &Log, error_below: f32, own_picture: bool) -> Vec<Missing> {
    let mut missing = Vec::new();
    // Of all pairs the best one counts, so that a later, worse run takes nothing away.
    let mut best: Option<f32> = None;
    for (place, a) in log.done() {
        for (_, b) in log.done().filter(|(other, _)| *other < place) {
            if a.run.seed != b.run.seed && a.run.same_but_seed(b.run) {
                let error = 1.0 - a.accuracy().min(b.accuracy());
                best = Some(best.map_or(error, |best| best.min(error)));
            }
        }
    }
    match best {
        None => missing.push(Missing::NeedSecondSeed),
        Some(error) if error >= error_below => missing.push(Missing::ErrorTooHigh { error, below: error_below }),
        Some(_) => {}
    }
    if own_picture && log.own_pictures == 0 {
        missing.push(Missing::NeedOwnPicture);
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::super::{judge, Check, Missing};
    use crate::log::sample::{log, run};
    use crate::log::{Log, RunLog};

    fn missing(log: &Log, own_picture: bool) -> Vec<Missing> {
        let verdict = judge(&Check::TwoSeeds { error_below: 0.35, own_picture }, log);
        assert_eq!(verdict.passed, verdict.missing.is_empty());
        verdict.missing
    }

    fn seed(seed: u32, accuracy: f32) -> RunLog {
        RunLog { seed, ..run(accuracy) }
    }

    #[test]
    fn an_honest_log_passes() {
        let mut log = log(vec![seed(1, 0.7), seed(2, 0.74)]);
        assert!(missing(&log, false).is_empty());
        log.own_pictures = 1;
        assert!(missing(&log, true).is_empty());
        log.runs.push(seed(3, 0.4));
        assert!(missing(&log, true).is_empty(), "a later, worse run takes nothing away");
    }

    #[test]
    fn the_same_seed_twice_or_other_settings_do_not() {
        assert_eq!(missing(&log(vec![seed(1, 0.7), seed(1, 0.7)]), false), [Missing::NeedSecondSeed]);
        let longer = RunLog { epochs: 9, ..seed(2, 0.8) };
        assert_eq!(missing(&log(vec![seed(1, 0.7), longer]), false), [Missing::NeedSecondSeed]);
    }

    #[test]
    fn both_must_be_good_enough() {
        let found = missing(&log(vec![seed(1, 0.8), seed(2, 0.6)]), true);
        assert!(
            matches!(found[0], Missing::ErrorTooHigh { error, below: 0.35 } if (error - 0.4).abs() < 1e-6),
            "{found:?}"
        );
        assert_eq!(found[1], Missing::NeedOwnPicture);
    }
}

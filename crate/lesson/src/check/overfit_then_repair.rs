//! Overfitting, then a remedy: the validation loss turns up, and a run with a remedy narrows the gap.

use super::{Missing, HAIR};
use crate::log::{Finished, Log, RunLog};

pub(super) fn missing(log: &Log, margin: f32, gap_lowered: f32) -> Vec<Missing> {
    let rises = log.done().map(|(_, run)| rise(run)).filter(|rise| rise.is_finite());
    let highest = rises.fold(0.0, f32::max);
    if highest < margin - HAIR {
        return vec![Missing::NoTurn { rise: highest, margin }];
    }
    let mut best: Option<f32> = None;
    for (_, overfitted) in log.done().filter(|(_, run)| rise(*run) >= margin - HAIR) {
        for (_, other) in log.done().filter(|(_, other)| remedied(overfitted.run, other.run)) {
            if let (Some(before), Some(after)) = (overfitted.gap(), other.gap()) {
                let lowered = before - after;
                best = Some(best.map_or(lowered, |best| best.max(lowered)));
            }
        }
    }
    match best {
        None => vec![Missing::NeedRemedyRun],
        Some(lowered) if lowered < gap_lowered - HAIR => vec![Missing::NotRepaired { lowered, needed: gap_lowered }],
        Some(_) => Vec::new(),
    }
}

/// How far the validation loss at the end lies above its lowest point. 0 if it is lowest at the end.
fn rise(run: Finished<'_>) -> f32 {
    let lowest = run.run.points.iter().map(|point| point.valid_loss).fold(f32::INFINITY, f32::min);
    run.last.valid_loss - lowest
}

/// The second run has a remedy that the first has not, and not fewer pictures.
fn remedied(first: &RunLog, second: &RunLog) -> bool {
    let remedy = (second.augment && !first.augment)
        || second.weight_decay > first.weight_decay
        || second.epochs < first.epochs
        || second.pictures > first.pictures;
    remedy && second.pictures >= first.pictures
}

#[cfg(test)]
mod tests {
    use super::super::{judge, Check, Missing};
    use crate::log::sample::{log, run};
    use crate::log::{Point, RunLog};

    fn missing(runs: Vec<RunLog>) -> Vec<Missing> {
        judge(&Check::OverfitThenRepair { margin: 0.1, gap_lowered: 0.2 }, &log(runs)).missing
    }

    /// A run on forty pictures without augmentation, with these validation losses and that training loss at the end.
    fn forty(valid: &[f32], train: f32) -> RunLog {
        let point = |(epoch, valid_loss): (usize, &f32)| Point {
            epoch: epoch as f32,
            train_loss: (epoch > 0).then_some(train),
            valid_loss: *valid_loss,
            valid_accuracy: 0.6,
        };
        let points = valid.iter().enumerate().map(point).collect();
        RunLog { pictures: 40, epochs: 50, augment: false, weight_decay: 0.0, points, ..run(0.6) }
    }

    fn overfitted() -> RunLog {
        forty(&[0.7, 0.62, 0.65, 0.9], 0.01)
    }

    #[test]
    fn every_remedy_passes() {
        let better = forty(&[0.7, 0.64, 0.66], 0.3);
        for repaired in [
            RunLog { augment: true, ..better.clone() },
            RunLog { weight_decay: 0.1, ..better.clone() },
            RunLog { epochs: 8, ..better.clone() },
            RunLog { pictures: 400, ..better.clone() },
        ] {
            assert!(missing(vec![overfitted(), repaired]).is_empty());
        }
    }

    #[test]
    fn a_loss_that_only_falls_did_not_turn() {
        let falling = forty(&[0.7, 0.65, 0.6], 0.5);
        let repaired = RunLog { augment: true, ..falling.clone() };
        assert_eq!(missing(vec![falling, repaired]), [Missing::NoTurn { rise: 0.0, margin: 0.1 }]);
        let hardly = missing(vec![forty(&[0.7, 0.6, 0.65], 0.5)]);
        assert!(matches!(hardly[..], [Missing::NoTurn { rise, .. }] if rise > 0.04 && rise < 0.06), "{hardly:?}");
    }

    #[test]
    fn a_second_run_needs_a_remedy() {
        let same = forty(&[0.7, 0.64, 0.66], 0.4);
        assert_eq!(missing(vec![overfitted()]), [Missing::NeedRemedyRun]);
        assert_eq!(missing(vec![overfitted(), same.clone()]), [Missing::NeedRemedyRun]);
        let fewer = RunLog { pictures: 20, augment: true, ..same };
        assert_eq!(missing(vec![overfitted(), fewer]), [Missing::NeedRemedyRun]);
    }

    #[test]
    fn a_remedy_must_help() {
        let useless = RunLog { weight_decay: 1e-6, ..forty(&[0.7, 0.62, 0.85], 0.02) };
        let found = missing(vec![overfitted(), useless]);
        assert!(
            matches!(found[..], [Missing::NotRepaired { lowered, needed: 0.2 }] if (lowered - 0.06).abs() < 1e-5),
            "{found:?}"
        );
    }

    #[test]
    fn a_loss_that_is_no_number_helps_nobody() {
        let broken = forty(&[0.7, f32::NAN, f32::NAN], 0.1);
        assert_eq!(missing(vec![broken]), [Missing::NoTurn { rise: 0.0, margin: 0.1 }]);
    }
}

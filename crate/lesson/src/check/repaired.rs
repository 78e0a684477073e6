//! Repaired: a large learning rate in the body costs accuracy that pretrained layers had brought; a smaller one keeps it.

use super::{Missing, HAIR};
use crate::log::{Log, RunLog};

/// How near to the best accuracy counts as being back.
const BACK: f32 = 0.03;

pub(super) fn missing(log: &Log, drop: f32) -> Vec<Missing> {
    let Some((_, best)) = log.done().max_by(|(_, a), (_, b)| a.accuracy().total_cmp(&b.accuracy())) else {
        return vec![Missing::NeedRun];
    };
    // Lost because of the rate: the body's rate was larger than in the best run.
    let rushed = log.done().filter(|(_, r)| r.run.all_layers() && r.run.body_step() > best.run.body_step());
    let dropped = rushed.clone().map(|(_, r)| best.accuracy() - r.accuracy()).fold(0.0, f32::max);
    if dropped < drop - HAIR {
        return vec![Missing::NoDrop { dropped, drop }];
    }
    let mut back: Option<f32> = None;
    for (place, wrecked) in rushed.filter(|(_, r)| best.accuracy() - r.accuracy() >= drop - HAIR) {
        for (_, later) in log.done().filter(|(later, r)| *later > place && gentler(wrecked.run, r.run)) {
            back = Some(back.map_or(later.accuracy(), |back| back.max(later.accuracy())));
        }
    }
    let needed = best.accuracy() - BACK;
    match back {
        None => vec![Missing::NeedGentlerRun],
        Some(accuracy) if accuracy < needed - HAIR => vec![Missing::NotBack { accuracy, needed }],
        Some(_) => Vec::new(),
    }
}

/// The pretrained body still learns, but more slowly or not in all of its layers. More pictures or epochs would hide
/// what the rate did.
fn gentler(wrecked: &RunLog, later: &RunLog) -> bool {
    later.pretrained
        && !later.head_only()
        && (later.body_step() < wrecked.body_step() || !later.frozen.is_empty())
        && later.pictures <= wrecked.pictures
        && later.epochs <= wrecked.epochs
}

#[cfg(test)]
mod tests {
    use super::super::{judge, Check, Missing};
    use crate::log::sample::{body, log, run};
    use crate::log::RunLog;

    fn missing(runs: Vec<RunLog>) -> Vec<Missing> {
        judge(&Check::Repaired { drop: 0.1 }, &log(runs)).missing
    }

    fn head(accuracy: f32) -> RunLog {
        RunLog { frozen: body(), ..run(accuracy) }
    }

    fn rate(body_rate: f32, accuracy: f32) -> RunLog {
        RunLog { body_rate, ..run(accuracy) }
    }

    #[test]
    fn an_honest_log_passes() {
        assert!(missing(vec![head(0.72), rate(10.0, 0.55), rate(0.2, 0.70)]).is_empty());
        assert!(missing(vec![rate(10.0, 0.55), rate(0.2, 0.75)]).is_empty(), "the repair itself may be the best");
        let early = RunLog { frozen: vec!["stem".into(), "stage1".into()], ..rate(10.0, 0.74) };
        assert!(missing(vec![run(0.75), rate(10.0, 0.55), early]).is_empty(), "early layers may be frozen instead");
        assert!(missing(vec![run(0.75), rate(10.0, 0.55), rate(1.0, 0.5), rate(0.1, 0.74)]).is_empty());
    }

    #[test]
    fn nothing_was_lost() {
        let found = missing(vec![head(0.72), rate(10.0, 0.68), rate(0.2, 0.72)]);
        assert!(matches!(found[..], [Missing::NoDrop { dropped, drop: 0.1 }] if dropped > 0.03), "{found:?}");
    }

    #[test]
    fn lost_for_another_reason() {
        // Few pictures, the same rate; and from scratch, where no pretrained layers are lost.
        let few = RunLog { pictures: 40, ..run(0.5) };
        assert_eq!(missing(vec![run(0.75), few, run(0.75)]), [Missing::NoDrop { dropped: 0.0, drop: 0.1 }]);
        let scratch = RunLog { pretrained: false, ..rate(10.0, 0.5) };
        assert_eq!(missing(vec![run(0.75), scratch, run(0.75)]), [Missing::NoDrop { dropped: 0.0, drop: 0.1 }]);
    }

    #[test]
    fn the_repair_comes_later_and_is_gentler() {
        assert_eq!(missing(vec![run(0.75), rate(10.0, 0.5)]), [Missing::NeedGentlerRun]);
        assert_eq!(missing(vec![run(0.75), rate(5.0, 0.5), rate(5.0, 0.74)]), [Missing::NeedGentlerRun]);
        assert_eq!(missing(vec![run(0.75), rate(5.0, 0.5), head(0.74)]), [Missing::NeedGentlerRun]);
        let more = RunLog { pictures: 4000, ..run(0.75) };
        assert_eq!(missing(vec![run(0.75), rate(5.0, 0.5), more]), [Missing::NeedGentlerRun]);
    }

    #[test]
    fn near_is_not_back() {
        let found = missing(vec![run(0.75), rate(10.0, 0.5), rate(0.5, 0.7)]);
        assert!(matches!(found[..], [Missing::NotBack { accuracy, .. }] if accuracy == 0.7), "{found:?}");
    }
}

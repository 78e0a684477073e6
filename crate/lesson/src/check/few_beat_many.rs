//! Few beat many: what was learned before is worth more than many pictures.

use super::Missing;
use crate::log::Log;

pub(super) fn missing(log: &Log, few: u32, many: u32) -> Vec<Missing> {
    let pretrained = log.done().filter(|(_, r)| r.run.pretrained && r.run.pictures <= few).map(|(_, r)| r.accuracy());
    let scratch = log.done().filter(|(_, r)| r.run.from_scratch() && r.run.pictures >= many).map(|(_, r)| r.accuracy());
    match (pretrained.reduce(f32::max), scratch.reduce(f32::min)) {
        (Some(pretrained), Some(scratch)) if pretrained > scratch => Vec::new(),
        (Some(pretrained), Some(scratch)) => vec![Missing::NotBeaten { pretrained, scratch }],
        (pretrained, scratch) => {
            let mut missing = Vec::new();
            if pretrained.is_none() {
                missing.push(Missing::NeedPretrainedRun { at_most: few });
            }
            if scratch.is_none() {
                missing.push(Missing::NeedScratchRun { at_least: Some(many) });
            }
            missing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{judge, Check, Missing};
    use crate::log::sample::{body, log, run};
    use crate::log::RunLog;

    fn missing(runs: Vec<RunLog>) -> Vec<Missing> {
        judge(&Check::FewBeatMany { few: 50, many: 200 }, &log(runs)).missing
    }

    fn few(accuracy: f32) -> RunLog {
        RunLog { pictures: 50, ..run(accuracy) }
    }

    fn scratch(pictures: u32, accuracy: f32) -> RunLog {
        RunLog { pictures, pretrained: false, ..run(accuracy) }
    }

    #[test]
    fn an_honest_log_passes_in_either_order() {
        assert!(missing(vec![few(0.62), scratch(200, 0.55)]).is_empty());
        assert!(missing(vec![scratch(400, 0.58), RunLog { frozen: body(), ..few(0.6) }]).is_empty());
    }

    #[test]
    fn a_tie_does_not() {
        assert_eq!(
            missing(vec![few(0.55), scratch(200, 0.55)]),
            [Missing::NotBeaten { pretrained: 0.55, scratch: 0.55 }]
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let need_scratch = Missing::NeedScratchRun { at_least: Some(200) };
        assert_eq!(missing(vec![few(0.6), scratch(199, 0.5)]), vec![need_scratch.clone()]);
        assert_eq!(missing(vec![run(0.9), scratch(200, 0.5)]), [Missing::NeedPretrainedRun { at_most: 50 }]);
        // Random layers that are frozen do not learn from scratch.
        let frozen = RunLog { frozen: body(), ..scratch(200, 0.5) };
        assert_eq!(missing(vec![run(0.9), frozen]), [Missing::NeedPretrainedRun { at_most: 50 }, need_scratch]);
    }
}

//! Tasks, judged from the log. A check is a file; a new one is that file, a variant of [`Check`] and a line in [`judge`].
//!
//! A check answers with what is missing, as data: the page has the words for it in the student's language.

use serde::{Deserialize, Serialize};

use crate::log::Log;

mod accuracy_up_loss_up;
mod all_placed;
mod descent;
mod few_beat_many;
mod found_size;
mod overfit_then_repair;
mod race;
mod repaired;
mod rules_then_learned;
pub mod saw_layers;
mod two_seeds;

/// Slack for bounds that are given in decimals and compared as `f32`.
const HAIR: f32 = 1e-5;

/// What a task asks for, with its thresholds. Accuracies, errors and margins of them are shares of 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Check {
    /// Two runs that differ in nothing but the seed, both with an error under `error_below`; and, if asked, a picture of
    /// one's own.
    TwoSeeds { error_below: f32, own_picture: bool },
    /// A pretrained run on at most `few` pictures beats a run from scratch on at least `many`.
    FewBeatMany { few: u32, many: u32 },
    /// A run whose validation loss turned and rose by `margin`; and one with a remedy, whose gap between validation and
    /// training loss is smaller by `gap_lowered`.
    OverfitThenRepair { margin: f32, gap_lowered: f32 },
    /// From scratch, head only, all layers: one seed, equal pictures, guessed before. All layers win by `margin`.
    Race { margin: f32 },
    /// `sets` different sets of rules were tried, a trained run beats the best of them on pictures held out, and a weight
    /// was set so that a picture's class flipped.
    RulesThenLearned { sets: u32 },
    /// All words were placed.
    AllPlaced {},
    /// A walk down the loss surface that came to rest, and one that diverged.
    Descent {},
    /// The smallest number of pictures whose score lies `within` in two thirds of the draws was found: it and the next
    /// smaller one drawn at least `draws` times. The test set was opened once.
    FoundSize { within: f32, draws: u32 },
    /// Predictions were moved so that accuracy and loss both rose.
    AccuracyUpLossUp {},
    /// A pretrained run with all layers learning whose first layer moved less than its last; and `named` filters were
    /// named after their patches were looked at.
    SawLayers { named: u32 },
    /// A large learning rate in the body cost at least `drop` of the accuracy; a gentler run brought it back.
    Repaired { drop: f32 },
}

/// Whether a task is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub passed: bool,
    /// What is missing, first things first; empty when it is passed.
    pub missing: Vec<Missing>,
}

/// A thing that the log does not show.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// No run has come to its end.
    NeedRun,
    /// A second run with the same settings and another seed.
    NeedSecondSeed,
    /// Of the best two such runs, the worse one's error.
    ErrorTooHigh { error: f32, below: f32 },
    /// A picture of one's own.
    NeedOwnPicture,
    /// A pretrained run, on at most that many pictures.
    NeedPretrainedRun { at_most: u32 },
    /// A run from scratch, on at least that many pictures where a number is given.
    NeedScratchRun { at_least: Option<u32> },
    /// The best pretrained accuracy so far, and the lowest from scratch that it would have to beat.
    NotBeaten { pretrained: f32, scratch: f32 },
    /// No run's validation loss rose enough after its lowest point: the most it rose, and what is asked for.
    NoTurn { rise: f32, margin: f32 },
    /// A run with a remedy: augmentation, more weight decay, fewer epochs or more pictures.
    NeedRemedyRun,
    /// The remedy lowered the gap by too little: by how much at best, and what is asked for.
    NotRepaired { lowered: f32, needed: f32 },
    /// A pretrained run with only the head learning.
    NeedHeadOnly,
    /// A pretrained run with all layers learning.
    NeedAllLayers,
    /// The three runs exist, but not with one seed and equally many pictures.
    NeedSameSeedAndPictures,
    /// The guess comes before the run.
    NeedGuessFirst,
    /// All layers did not win: by how much they lead over the better of the others (below 0 if they trail).
    NotBest { lead: f32, margin: f32 },
    /// No run with all layers and a large body rate lost enough: the most that was lost, and what is asked for.
    NoDrop { dropped: f32, drop: f32 },
    /// After the loss: a pretrained run whose body learns more slowly, or in fewer layers but not in none, with neither
    /// more pictures nor more epochs.
    NeedGentlerRun,
    /// Sets of rules: so many were tried, so many are asked for.
    NeedRules { tried: u32, asked: u32 },
    /// The trained run does not beat the best rules.
    RulesWin { rules: f32, learned: f32 },
    /// A weight that flips a picture's class.
    NeedFlip,
    /// Words at their places.
    NeedWords,
    /// A walk that comes to rest.
    NeedSettled,
    /// A walk that diverges.
    NeedDiverged,
    /// A number of pictures whose score lies within this.
    NeedSteadySize { within: f32 },
    /// Fewer pictures than this may do as well: the next smaller number on offer was not tried.
    NeedSmallerSize { than: u32 },
    /// The test set.
    NeedTest,
    /// The test set was opened so many times.
    TestedTooOften { times: u32 },
    /// Accuracy up and loss up.
    NeedBothUp,
    /// In the trained run the first layer did not move less than the last.
    FirstMovedMore,
    /// Filters named with a look at their patches: so many of so many.
    NeedNames { named: u32, asked: u32 },
    /// The gentler run is not back: its accuracy, and what it has to reach.
    NotBack { accuracy: f32, needed: f32 },
}

/// Judges a task.
pub fn judge(check: &Check, log: &Log) -> Verdict {
    let missing = if check.needs_run() && log.done().next().is_none() {
        let picture = matches!(check, Check::TwoSeeds { own_picture: true, .. }) && log.own_pictures == 0;
        std::iter::once(Missing::NeedRun).chain(picture.then_some(Missing::NeedOwnPicture)).collect()
    } else {
        match *check {
            Check::TwoSeeds { error_below, own_picture } => two_seeds::missing(log, error_below, own_picture),
            Check::FewBeatMany { few, many } => few_beat_many::missing(log, few, many),
            Check::OverfitThenRepair { margin, gap_lowered } => overfit_then_repair::missing(log, margin, gap_lowered),
            Check::Race { margin } => race::missing(log, margin),
            Check::Repaired { drop } => repaired::missing(log, drop),
            Check::RulesThenLearned { sets } => rules_then_learned::missing(log, sets),
            Check::AllPlaced {} => all_placed::missing(log),
            Check::Descent {} => descent::missing(log),
            Check::FoundSize { within, draws } => found_size::missing(log, within, draws),
            Check::AccuracyUpLossUp {} => accuracy_up_loss_up::missing(log),
            Check::SawLayers { named } => saw_layers::missing(log, named),
        }
    };
    Verdict { passed: missing.is_empty(), missing }
}

impl Check {
    /// Whether nothing can be said before a run has come to its end.
    fn needs_run(&self) -> bool {
        !matches!(self, Check::Descent {} | Check::AccuracyUpLossUp {} | Check::AllPlaced {} | Check::FoundSize { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample::{log, run};
    use crate::log::{Outcome, RunLog};

    fn all() -> [Check; 11] {
        [
            Check::TwoSeeds { error_below: 0.35, own_picture: true },
            Check::FewBeatMany { few: 50, many: 200 },
            Check::OverfitThenRepair { margin: 0.1, gap_lowered: 0.1 },
            Check::Race { margin: 0.0 },
            Check::Repaired { drop: 0.1 },
            Check::RulesThenLearned { sets: 2 },
            Check::AllPlaced {},
            Check::Descent {},
            Check::FoundSize { within: 0.03, draws: 20 },
            Check::AccuracyUpLossUp {},
            Check::SawLayers { named: 4 },
        ]
    }

    #[test]
    fn nothing_done_passes_nothing() {
        let unfinished = RunLog { outcome: Outcome::Stopped, ..run(0.9) };
        for check in all() {
            for log in [Log::default(), log(vec![unfinished.clone(), unfinished.clone()])] {
                let verdict = judge(&check, &log);
                assert!(!verdict.passed && !verdict.missing.is_empty(), "{check:?}");
                assert!(!check.needs_run() || verdict.missing[0] == Missing::NeedRun, "{check:?}");
            }
        }
    }

    #[test]
    fn one_run_passes_nothing() {
        for check in all() {
            let verdict = judge(&check, &log(vec![run(0.9)]));
            assert!(!verdict.passed && !verdict.missing.is_empty(), "{check:?}");
        }
    }

    #[test]
    fn checks_are_read_as_lessons_write_them() {
        let text = r#"{"twoSeeds": {"errorBelow": 0.35, "ownPicture": true}}"#;
        let check: Check = serde_json::from_str(text).unwrap();
        assert_eq!(check, all()[0]);
        assert_eq!(serde_json::to_string(&check).unwrap(), text.replace(": ", ":").replace(", ", ","));
        let unknown = r#"{"race": {"margin": 0, "seed": 1}}"#;
        assert!(serde_json::from_str::<Check>(unknown).unwrap_err().to_string().contains("seed"));
    }
}

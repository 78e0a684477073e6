//! The race: from scratch, head only, all layers, with one seed and equal pictures, guessed before it was seen.

use super::{Missing, HAIR};
use crate::log::{Finished, Log, RunLog};

type Placed<'a> = (usize, Finished<'a>);

pub(super) fn missing(log: &Log, margin: f32) -> Vec<Missing> {
    let of = |kind: fn(&RunLog) -> bool| log.done().filter(|(_, r)| kind(r.run)).collect::<Vec<Placed>>();
    let (scratch, head, all) = (of(RunLog::from_scratch), of(RunLog::head_only), of(RunLog::all_layers));
    let absent = [
        (scratch.is_empty(), Missing::NeedScratchRun { at_least: None }),
        (head.is_empty(), Missing::NeedHeadOnly),
        (all.is_empty(), Missing::NeedAllLayers),
    ];
    let missing: Vec<Missing> = absent.into_iter().filter(|(absent, _)| *absent).map(|(_, what)| what).collect();
    if !missing.is_empty() {
        return missing;
    }
    // Guessed races count before others, then those with the larger lead.
    let mut best: Option<(bool, f32)> = None;
    for whole in &all {
        for other in scratch.iter().filter(|run| comparable(run, whole)) {
            for third in head.iter().filter(|run| comparable(run, whole)) {
                let lead = whole.1.accuracy() - other.1.accuracy().max(third.1.accuracy());
                // The guess may hang on any of the three; it has to be there before the last answer is.
                let guessed = [whole, other, third].iter().any(|(place, r)| r.run.guessed && *place <= whole.0);
                if best.is_none_or(|best| (guessed, lead) > best) {
                    best = Some((guessed, lead));
                }
            }
        }
    }
    let Some((guessed, lead)) = best else { return vec![Missing::NeedSameSeedAndPictures] };
    let mut missing = Vec::new();
    if !guessed {
        missing.push(Missing::NeedGuessFirst);
    }
    if lead < margin - HAIR {
        missing.push(Missing::NotBest { lead, margin });
    }
    missing
}

fn comparable(a: &Placed<'_>, b: &Placed<'_>) -> bool {
    a.1.run.seed == b.1.run.seed && a.1.run.pictures == b.1.run.pictures
}

#[cfg(test)]
mod tests {
    use super::super::{judge, Check, Missing};
    use crate::log::sample::{body, log, run};
    use crate::log::RunLog;

    fn missing(runs: [RunLog; 3]) -> Vec<Missing> {
        judge(&Check::Race { margin: 0.0 }, &log(runs.to_vec())).missing
    }

    /// From scratch, head only, all layers, with these accuracies; guessed before.
    fn race(accuracies: [f32; 3]) -> [RunLog; 3] {
        let run = |accuracy| RunLog { guessed: true, ..run(accuracy) };
        let [scratch, head, all] = accuracies.map(run);
        [RunLog { pretrained: false, ..scratch }, RunLog { frozen: body(), ..head }, all]
    }

    #[test]
    fn an_honest_race_passes() {
        assert!(missing(race([0.6, 0.72, 0.77])).is_empty());
        let [scratch, head, all] = race([0.6, 0.72, 0.72]);
        let unasked = |run: RunLog| RunLog { guessed: false, ..run };
        assert!(
            missing([scratch.clone(), unasked(head.clone()), unasked(all.clone())]).is_empty(),
            "a guess at the start"
        );
        assert!(missing([unasked(scratch), unasked(head), all]).is_empty(), "a guess before the last run");
    }

    #[test]
    fn each_of_the_three_is_needed() {
        let [scratch, head, all] = race([0.6, 0.72, 0.77]);
        let need_scratch = Missing::NeedScratchRun { at_least: None };
        assert_eq!(missing([head.clone(), all.clone(), all.clone()]), vec![need_scratch.clone()]);
        assert_eq!(missing([scratch.clone(), all.clone(), all.clone()]), [Missing::NeedHeadOnly]);
        assert_eq!(missing([scratch, head.clone(), head]), [Missing::NeedAllLayers]);
        assert_eq!(missing([all.clone(), all.clone(), all]), [need_scratch, Missing::NeedHeadOnly]);
    }

    #[test]
    fn they_start_from_the_same() {
        let [scratch, head, all] = race([0.6, 0.72, 0.77]);
        let other = RunLog { seed: 2, ..scratch.clone() };
        assert_eq!(missing([other, head.clone(), all.clone()]), [Missing::NeedSameSeedAndPictures]);
        let more = RunLog { pictures: 800, ..all };
        assert_eq!(missing([scratch, head, more]), [Missing::NeedSameSeedAndPictures]);
    }

    #[test]
    fn the_guess_comes_first() {
        let unasked = race([0.6, 0.72, 0.77]).map(|run| RunLog { guessed: false, ..run });
        assert_eq!(missing(unasked.clone()), [Missing::NeedGuessFirst]);
        let [scratch, head, all] = unasked;
        let late = RunLog { guessed: true, ..scratch };
        assert_eq!(missing([all, head, late]), [Missing::NeedGuessFirst]);
    }

    #[test]
    fn all_layers_have_to_win() {
        let found = missing(race([0.6, 0.78, 0.75]));
        assert!(matches!(found[..], [Missing::NotBest { lead, .. }] if (lead + 0.03).abs() < 1e-5), "{found:?}");
    }
}

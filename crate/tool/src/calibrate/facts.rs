//! What came of the figures, a line each, from the lowest to the highest over the tries.

use std::collections::BTreeMap;

use lesson::check::saw_layers::FITS;
use lesson::log::{Fact, Walk};

use super::attempt::Try;
use super::report::accuracy;

/// Lines about all figures that gave facts, in the lesson's order.
pub fn lines(tries: &[Try]) -> Vec<String> {
    let mut cells: Vec<&str> = Vec::new();
    for (cell, _) in tries.iter().flat_map(|tried| &tried.figures) {
        if !cells.contains(&cell.as_str()) {
            cells.push(cell);
        }
    }
    let line = |cell: &&str| {
        let of: Vec<(&Try, &[Fact])> = tries
            .iter()
            .filter_map(|tried| {
                let (_, facts) = tried.figures.iter().find(|(other, _)| other == cell)?;
                Some((tried, facts.as_slice()))
            })
            .collect();
        let Some(first) = of.first().and_then(|(_, facts)| facts.first()) else { return String::new() };
        let words = match first {
            Fact::Rules { .. } => rules(&of),
            Fact::Flipped { .. } => "one weight flipped the class".into(),
            Fact::Placed { .. } => placed(&of),
            Fact::Descent { .. } => descent(&of),
            Fact::Swing { .. } => swing(&of),
            Fact::Tested { .. } => tested(&of),
            Fact::Moved { .. } => moved(&of),
            Fact::Named { .. } => named(&of),
        };
        format!("figure `{cell}`, with facts in {} of {} tries: {words}", of.len(), tries.len())
    };
    cells.iter().map(line).collect()
}

type Tried<'a> = [(&'a Try, &'a [Fact])];

/// Lowest and highest, written with `digits` digits.
fn range(values: impl IntoIterator<Item = f32>, digits: usize) -> String {
    let (low, high) =
        values.into_iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    match (format!("{low:.digits$}"), format!("{high:.digits$}")) {
        (low, high) if low == high => low,
        (low, high) => format!("{low} to {high}"),
    }
}

/// All facts of all tries that `take` takes something of.
fn each<T>(of: &Tried, take: impl Fn(&Fact) -> Option<T>) -> Vec<T> {
    of.iter().flat_map(|(_, facts)| facts.iter()).filter_map(take).collect()
}

fn rules(of: &Tried) -> String {
    let share = |fact: &Fact| if let Fact::Rules { accuracy, .. } = fact { Some(100.0 * accuracy) } else { None };
    let best = |facts: &[Fact]| facts.iter().filter_map(share).fold(0.0, f32::max);
    let learned = |tried: &Try| 100.0 * tried.log.runs.iter().map(accuracy).fold(0.0, f32::max);
    format!(
        "sets of rules right on {} % of the pictures, the best set of a try on {} %; the trained model on {} %, which is {} \
         points more",
        range(each(of, share), 1),
        range(of.iter().map(|(_, facts)| best(facts)), 1),
        range(of.iter().map(|(tried, _)| learned(tried)), 1),
        range(of.iter().map(|(tried, facts)| learned(tried) - best(facts)), 1)
    )
}

fn placed(of: &Tried) -> String {
    let wrong = each(of, |fact| if let Fact::Placed { wrong, .. } = fact { Some(*wrong as f32) } else { None });
    format!("all words stood after {} wrong tries", range(wrong, 0))
}

fn descent(of: &Tried) -> String {
    let mut ends: BTreeMap<(u32, usize), Vec<f32>> = BTreeMap::new();
    for fact in of.iter().flat_map(|(_, facts)| facts.iter()) {
        if let Fact::Descent { rate, batch, outcome, .. } = fact {
            let outcome = match outcome {
                Walk::OnItsWay => 0,
                Walk::Settled => 1,
                Walk::Jitters => 2,
                Walk::Diverged => 3,
            };
            ends.entry((*batch, outcome)).or_default().push(*rate);
        }
    }
    let words = ["had not arrived", "came to rest", "jittered", "diverged"];
    let mut sizes: Vec<u32> = ends.keys().map(|(batch, _)| *batch).collect();
    sizes.dedup();
    let line = |size: &u32| {
        let here = ends.range((*size, 0)..=(*size, usize::MAX));
        let ends: Vec<String> = here
            .map(|((_, outcome), rates)| {
                let (low, high) =
                    rates.iter().fold((f32::INFINITY, 0.0f32), |(low, high), rate| (low.min(*rate), high.max(*rate)));
                let rates = if low == high { low.to_string() } else { format!("{low} to {high}") };
                format!("{} at {rates}", words[*outcome])
            })
            .collect();
        format!("batches of {size} {}", ends.join(", "))
    };
    sizes.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn swing(of: &Tried) -> String {
    let mut sizes: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
    let mut last: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, facts) in of {
        for fact in *facts {
            if let Fact::Swing { size, within, .. } = fact {
                sizes.entry(*size).or_default().push(100.0 * within);
            }
        }
        if let Some(Fact::Swing { size, .. }) = facts.last() {
            *last.entry(*size).or_default() += 1;
        }
    }
    let swings: Vec<String> =
        sizes.iter().map(|(size, within)| format!("{size}: {}", range(within.iter().copied(), 2))).collect();
    let last: Vec<String> = last.iter().map(|(size, tries)| format!("{size} in {tries}")).collect();
    format!(
        "two thirds of the draws within so many points, by size: {}; ended at {}",
        swings.join(", "),
        last.join(", ")
    )
}

fn tested(of: &Tried) -> String {
    let share = |fact: &Fact| if let Fact::Tested { accuracy, .. } = fact { Some(100.0 * accuracy) } else { None };
    let pictures =
        each(of, |fact| if let Fact::Tested { pictures, .. } = fact { Some(*pictures as f32) } else { None });
    let validated = |tried: &Try| tried.log.runs.last().map_or(f32::NAN, |run| 100.0 * accuracy(run));
    let more = of.iter().flat_map(|(tried, facts)| {
        facts.iter().filter_map(share).map(|tested| tested - validated(tried)).collect::<Vec<_>>()
    });
    format!(
        "{} % right of {} pictures; that less the validation accuracy: {} points",
        range(each(of, share), 1),
        range(pictures, 0),
        range(more, 1)
    )
}

fn moved(of: &Tried) -> String {
    let of = |take: fn([f32; 2], [f32; 2]) -> f32| {
        each(
            of,
            move |fact| if let Fact::Moved { accuracy, loss } = fact { Some(take(*accuracy, *loss)) } else { None },
        )
    };
    format!(
        "accuracy {} → {} %, loss {} → {}",
        range(of(|accuracy, _| 100.0 * accuracy[0]), 0),
        range(of(|accuracy, _| 100.0 * accuracy[1]), 0),
        range(of(|_, loss| loss[0]), 2),
        range(of(|_, loss| loss[1]), 2)
    )
}

fn named(of: &Tried) -> String {
    let good = |fact: &&Fact| matches!(fact, Fact::Named { fits, .. } if *fits >= FITS);
    let fits = |fact: &Fact| if let Fact::Named { fits, .. } = fact { Some(*fits) } else { None };
    format!(
        "{} names given, {} of them fitted; fits from {}",
        range(of.iter().map(|(_, facts)| facts.len() as f32), 0),
        range(of.iter().map(|(_, facts)| facts.iter().filter(good).count() as f32), 0),
        range(each(of, fits), 2)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use lesson::log::Log;

    fn tried(facts: Vec<Fact>) -> Try {
        Try { log: Log::default(), figures: vec![("cell".into(), facts)] }
    }

    #[test]
    fn ranges_go_over_all_tries() {
        let placed = |wrong| tried(vec![Fact::Placed { words: 6, wrong }]);
        let expected = "figure `cell`, with facts in 2 of 3 tries: all words stood after 3 to 7 wrong tries";
        let none = Try { log: Log::default(), figures: Vec::new() };
        assert_eq!(lines(&[placed(7), none, placed(3)]), [expected]);
        assert_eq!(range([2.0, 2.0], 1), "2.0");
    }

    #[test]
    fn walks_are_sorted_by_batch_and_by_end() {
        let walk = |rate, batch, outcome| Fact::Descent { rate, batch, steps: 9, outcome };
        let facts = vec![walk(0.1, 200, Walk::Settled), walk(0.4, 200, Walk::Settled), walk(1.0, 200, Walk::Diverged)];
        let words = descent(&[(&tried(Vec::new()), &facts)]);
        assert_eq!(words, "batches of 200 came to rest at 0.1 to 0.4, diverged at 1");
    }

    #[test]
    fn the_last_size_that_was_drawn_is_counted() {
        let swing_at = |size, within| Fact::Swing { size, draws: 200, within };
        let (one, other) = (vec![swing_at(120, 0.04), swing_at(240, 0.029)], vec![swing_at(120, 0.03)]);
        let tried = tried(Vec::new());
        let words = swing(&[(&tried, &one), (&tried, &other)]);
        assert!(words.ends_with("120: 3.00 to 4.00, 240: 2.90; ended at 120 in 1, 240 in 1"), "{words}");
    }
}

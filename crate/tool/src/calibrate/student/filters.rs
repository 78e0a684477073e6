//! Names for filters: who looks at a filter and its patches sees what is most of it, but not always. In a part of the cases
//! this student takes the second best name for the best; where the figure says no, the other one comes next.

use figure::figure::seeing::measure::{fits, shares, NAMES};
use figure::scene::Tile;

use super::{Hand, Student};
use crate::calibrate::scene::first_number;
use crate::Outcome;

/// Filters that are looked at where no names are asked for.
const LOOKED_AT: usize = 3;
/// In so many of ten cases the second best name comes first.
const MISTAKEN: usize = 3;
/// Names that are tried for a filter.
const TRIES: usize = 2;

/// Looks at one filter after another, and names them until enough names fit.
pub fn names(student: &mut Student, hand: &mut Hand) -> Outcome {
    let mut tiles = hand.scene().tiles();
    student.random.shuffle(&mut tiles);
    for (place, tile) in tiles.iter().enumerate() {
        hand.press(tile.id)?;
        match hand.scene().choices().first() {
            Some(choice) => {
                for name in guesses(student, tile) {
                    hand.act(choice.id, name as f32)?;
                    if hand.scene().said().starts_with('✓') {
                        break;
                    }
                }
            }
            None if place + 1 >= LOOKED_AT => break,
            None => {}
        }
        if well_named(hand).is_some_and(|named| named >= student.enough) {
            break;
        }
    }
    Ok(())
}

/// The names that come to mind, the likeliest first. What is seen is the filter's own picture.
fn guesses(student: &mut Student, tile: &Tile) -> Vec<usize> {
    let Some(shares) = shares(&tile.pixels.rgb, tile.pixels.width.into()) else { return Vec::new() };
    let mut names: Vec<usize> = (0..NAMES).collect();
    names.sort_by(|a, b| fits(&shares, *b).total_cmp(&fits(&shares, *a)));
    if student.random.below(10) < MISTAKEN {
        names.swap(0, 1);
    }
    names.truncate(TRIES);
    names
}

/// How many fitting names the figure has counted.
fn well_named(hand: &Hand) -> Option<u32> {
    hand.scene().notes().iter().rev().find(|note| note.contains("fitting names")).and_then(|note| first_number(note))
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Filter, Looked, Picture, Run, Want};
    use lesson::check::{judge, Check, Missing};
    use lesson::log::{Fact, Log};

    /// Edges, colours and flat ones, six each, and patches of all of them.
    fn context() -> Context {
        let of = |place: usize| -> Vec<u8> {
            let cell = |i: usize| match place % 3 {
                0 => [[228u8, 128, 28][i % 3]; 3],
                1 => [228, 28, 128],
                _ => [200; 3],
            };
            (0..9).flat_map(cell).collect()
        };
        let filters: Vec<Filter> = (0..18).map(|i| Filter { side: 3, first: of(i), now: of(i) }).collect();
        let looked = |channel, first| Looked {
            want: Want::Patches { layer: "stem.relu".into(), channel, pictures: 60, first },
            shape: vec![1, 6],
            values: vec![0.0, 3.0, 3.0, 3.0, 3.0, 1.0],
        };
        Context {
            run: Some(Run { step: 9, total_steps: 9, classes: vec!["cat".into(), "dog".into()], ..Run::default() }),
            pictures: vec![Picture { index: 0, label: 0, rgb: vec![90; 3072] }],
            filters,
            looks: (0..18).flat_map(|channel| [looked(channel, false), looked(channel, true)]).collect(),
            ..Context::default()
        }
    }

    fn facts(seed: u32, naming: f32) -> Vec<Fact> {
        let (cell, mut known) = (cell("filters", &[("pictures", 60.0), ("naming", naming)]), Known(context()));
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        names(&mut Student::new(seed, 4), &mut hand).unwrap();
        hand.facts
    }

    #[test]
    fn names_are_given_until_enough_of_them_fit() {
        let mut given = Vec::new();
        for seed in 0..20 {
            let facts = facts(seed, 1.0);
            given.push(facts.len());
            let verdict = judge(&Check::SawLayers { named: 4 }, &Log { facts: facts.clone(), ..Log::default() });
            let named = |missing: &Missing| matches!(missing, Missing::NeedNames { .. });
            assert!(!verdict.missing.iter().any(named), "{facts:?}");
        }
        assert!(given.contains(&4) && given.iter().any(|n| *n > 4), "some are mistaken: {given:?}");
    }

    #[test]
    fn where_no_names_are_asked_for_there_are_none() {
        assert_eq!(facts(1, 0.0), []);
    }
}

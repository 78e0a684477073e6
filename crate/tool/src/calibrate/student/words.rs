//! The words: who does not know where a word belongs tries the places one after another.

use figure::scene::Look;

use super::{Hand, Student};
use crate::Outcome;

/// Takes the words as they lie there, and tries the open places, in an order of the student's own.
pub fn places_all(student: &mut Student, hand: &mut Hand) -> Outcome {
    while let Some(word) = hand.scene().buttons(Look::Word).first().cloned() {
        let mut open: Vec<u16> = hand
            .scene()
            .buttons(Look::Place)
            .iter()
            .filter(|place| place.pressed.is_none())
            .map(|place| place.id)
            .collect();
        student.random.shuffle(&mut open);
        let lies_there = |hand: &Hand| hand.scene().buttons(Look::Word).iter().any(|other| other.id == word.id);
        for place in open {
            if lies_there(hand) {
                hand.press(word.id)?;
                hand.press(place)?;
            }
        }
        if lies_there(hand) {
            return Err(format!("the word {} has no place", word.label).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Looked, Picture, Run, Want};
    use lesson::log::Fact;

    fn context() -> Context {
        let looked = Looked { want: Want::Scores, shape: vec![2, 3], values: vec![0.0, 0.9, 0.1, 1.0, 0.6, 0.4] };
        Context {
            run: Some(Run { step: 5, total_steps: 5, classes: vec!["cat".into(), "dog".into()], ..Run::default() }),
            pictures: (0..2).map(|index| Picture { index, label: index, rgb: vec![0; 3072] }).collect(),
            looks: vec![looked],
            ..Context::default()
        }
    }

    #[test]
    fn all_words_find_their_places_with_few_mistakes() {
        for seed in 0..20 {
            let (cell, mut known) = (cell("words", &[]), Known(context()));
            let mut hand = Hand::take(&mut known, &cell).unwrap();
            places_all(&mut Student::new(seed, 0), &mut hand).unwrap();
            // At worst all wrong places before the right one: 5 + 4 + 3 + 2 + 1.
            assert!(matches!(hand.facts[..], [Fact::Placed { words: 6, wrong: 0..=15 }]), "{:?}", hand.facts);
        }
    }

    #[test]
    fn where_they_are_given_there_is_nothing_to_do() {
        let (cell, mut known) = (cell("words", &[("placed", 1.0)]), Known(context()));
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        places_all(&mut Student::new(1, 0), &mut hand).unwrap();
        assert_eq!(hand.facts, []);
    }
}

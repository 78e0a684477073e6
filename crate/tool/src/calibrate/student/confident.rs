//! Loss and accuracy, both up: wrong answers are made barely right, and a right one very wrong.

use figure::scene::Look;

use super::{Hand, Student};
use crate::Outcome;

/// In per cent: barely right.
const BARELY: f32 = 51.0;
/// Wrong answers that are turned: one more than is given away again.
const TURNED: usize = 2;

/// First what the lesson says, one sure mistake and back; then both numbers up.
pub fn both_up(_: &mut Student, hand: &mut Hand) -> Outcome {
    let (right, wrong) = (marked(hand, '✓'), marked(hand, '✗'));
    let Some(slider) = hand.scene().sliders().first().cloned() else { return Ok(()) };
    if let Some(first) = right.first() {
        set(hand, *first, slider.low)?;
    }
    if let Some(back) = hand.scene().buttons(Look::Plain).first() {
        hand.press(back.id)?;
    }
    for picture in wrong.iter().take(TURNED) {
        set(hand, *picture, BARELY)?;
    }
    match wrong.len() {
        0 => {}
        // With one hit to win and none to give away, right answers are made less sure until the loss is up.
        1 => {
            for picture in &right {
                if hand.facts.is_empty() {
                    set(hand, *picture, BARELY)?;
                }
            }
        }
        _ => {
            if let Some(picture) = right.first() {
                set(hand, *picture, slider.low)?;
            }
        }
    }
    Ok(())
}

/// Pictures with this mark.
fn marked(hand: &Hand, mark: char) -> Vec<u16> {
    hand.scene().tiles().iter().filter(|tile| tile.caption.starts_with(mark)).map(|tile| tile.id).collect()
}

/// Chooses a picture, and slides the probability of its right answer.
fn set(hand: &mut Hand, picture: u16, percent: f32) -> Outcome {
    hand.press(picture)?;
    match hand.scene().sliders().first() {
        Some(slider) => hand.act(slider.id, percent),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Looked, Picture, Want};
    use lesson::log::Fact;

    /// Facts with these probabilities of the right answers, all of the first class.
    fn facts(right: &[f32]) -> Vec<Fact> {
        let values = right.iter().flat_map(|p| [0.0, *p, 1.0 - p]).collect();
        let looked = Looked { want: Want::Scores, shape: vec![right.len() as u32, 3], values };
        let pictures = (0..right.len() as u32).map(|index| Picture { index, label: 0, rgb: vec![0; 3072] }).collect();
        let context = Context { looks: vec![looked], pictures, ..Context::default() };
        let (cell, mut known) = (cell("confident", &[]), Known(context));
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        both_up(&mut Student::new(1, 0), &mut hand).unwrap();
        hand.facts
    }

    #[test]
    fn both_go_up_with_many_mistakes_and_with_one() {
        for right in [&[0.9, 0.3, 0.2, 0.8][..], &[0.9, 0.4, 0.9, 0.9]] {
            let facts = facts(right);
            assert!(
                matches!(facts[..], [Fact::Moved { accuracy: [a, b], loss: [c, d] }] if b > a && d > c),
                "{facts:?}"
            );
        }
    }

    #[test]
    fn without_a_mistake_there_is_nothing_to_win() {
        assert_eq!(facts(&[0.9, 0.8]), []);
    }
}

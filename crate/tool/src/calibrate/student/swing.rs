//! How far a score swings: from the smallest size up, until a draw is marked as steady.

use super::{Hand, Student};
use crate::Outcome;

/// Draws many times at each size.
pub fn until_steady(_: &mut Student, hand: &mut Hand) -> Outcome {
    let Some(sizes) = hand.scene().choices().first().cloned() else { return Ok(()) };
    for option in 0..sizes.options {
        hand.act(sizes.id, option as f32)?;
        hand.press_primary()?;
        if hand.scene().said().contains('✓') {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Looked, Want};
    use lesson::log::Fact;

    #[test]
    fn sizes_are_drawn_in_their_order_up_to_the_first_steady_one() {
        // Three of four are right.
        let row = |i: u32| if i.is_multiple_of(4) { [0.0, 0.2, 0.8] } else { [0.0, 0.8, 0.2] };
        let looked = Looked { want: Want::Scores, shape: vec![600, 3], values: (0..600).flat_map(row).collect() };
        let context = Context { looks: vec![looked], ..Context::default() };
        let (cell, mut known) = (cell("swing", &[]), Known(context));
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        until_steady(&mut Student::new(1, 0), &mut hand).unwrap();
        let of = |fact: &Fact| {
            if let Fact::Swing { size, within, .. } = fact {
                (*size, *within <= 0.03)
            } else {
                (0, true)
            }
        };
        let facts: Vec<(u32, bool)> = hand.facts.iter().map(of).collect();
        let (last, others) = facts.split_last().unwrap();
        assert!(last.1 && others.iter().all(|(_, steady)| !steady), "{facts:?}");
        assert_eq!(facts[0].0, 30);
    }
}

//! Rules by hand, with more patience than most students have: every rule with its line where it does best, and then the
//! best of them together. So the trained model is held against rules that are as good as one gets them.

use super::{Hand, Student};
use crate::calibrate::scene::first_number;
use crate::Outcome;

/// Places that a line is tried at.
const STOPS: usize = 21;
/// Rules that are put together: an odd number, so that votes are never equal.
const TOGETHER: usize = 3;

/// Counts a set for each rule, and one of several rules.
pub fn counts(_: &mut Student, hand: &mut Hand) -> Outcome {
    let mut best: Vec<(u32, u16)> = Vec::new();
    for switch in hand.scene().checks() {
        hand.act(switch, 1.0)?;
        best.push((tune(hand)?, switch));
        hand.press_primary()?;
        hand.act(switch, 0.0)?;
    }
    best.sort_by_key(|(right, _)| std::cmp::Reverse(*right));
    for (_, switch) in best.iter().take(TOGETHER) {
        hand.act(*switch, 1.0)?;
    }
    hand.press_primary()
}

/// Leaves the line of the only rule that is on where most pictures are right, and gives their number.
fn tune(hand: &mut Hand) -> Result<u32, Box<dyn std::error::Error>> {
    let scene = hand.scene();
    let (Some(line), Some(vote)) = (scene.sliders().first().cloned(), scene.choices().first().cloned()) else {
        return Ok(0);
    };
    let mut best = (0, 0.0, line.value);
    for option in 0..vote.options {
        hand.act(vote.id, option as f32)?;
        for stop in line.stops(STOPS) {
            hand.act(line.id, stop)?;
            let right = first_number(&hand.scene().said()).unwrap_or(0);
            if right > best.0 {
                best = (right, option as f32, stop);
            }
        }
    }
    hand.act(vote.id, best.1)?;
    hand.act(line.id, best.2)?;
    Ok(best.0)
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Picture};
    use lesson::log::Fact;

    #[test]
    fn the_line_is_left_where_it_divides_best() {
        // Brighter pictures are of the second class, but for one in ten.
        let picture = |index: u32| {
            let label = u32::from(index.is_multiple_of(10) != (index >= 10));
            Picture { index, label, rgb: vec![(60 + 6 * index) as u8; 3072] }
        };
        let context = Context { pictures: (0..20).map(picture).collect(), ..Context::default() };
        let (cell, mut known) = (cell("rules", &[("pictures", 20.0)]), Known(context));
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        counts(&mut Student::new(1, 0), &mut hand).unwrap();
        let of = |fact: &Fact| if let Fact::Rules { accuracy, .. } = fact { *accuracy } else { f32::NAN };
        assert_eq!(hand.facts.len(), 6);
        assert_eq!(of(&hand.facts[0]), 0.9, "brightness alone");
    }
}

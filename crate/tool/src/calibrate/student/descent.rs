//! Down the loss surface, as the lesson says: first at the rate that is set, then at larger and larger ones. Where batches
//! can be chosen, with each of them.

use super::{Hand, Student};
use crate::Outcome;

/// Steps of the slider from one walk to the next.
const STRIDE: f32 = 2.0;

/// Lets it roll.
pub fn rolls(_: &mut Student, hand: &mut Hand) -> Outcome {
    let scene = hand.scene();
    // The last choice is where to start.
    let batches = scene.choices().first().cloned().filter(|_| scene.choices().len() > 1);
    match batches {
        None => faster_and_faster(hand),
        Some(batches) => {
            let rate = scene.sliders().first().cloned();
            for option in (0..batches.options).rev() {
                hand.act(batches.id, option as f32)?;
                if let Some(rate) = &rate {
                    hand.act(rate.id, rate.value)?;
                }
                faster_and_faster(hand)?;
            }
            Ok(())
        }
    }
}

/// From the rate that is set to the end of the slider.
fn faster_and_faster(hand: &mut Hand) -> Outcome {
    hand.press_primary()?;
    let Some(rate) = hand.scene().sliders().first().cloned() else { return Ok(()) };
    let mut value = rate.value;
    while value < rate.high {
        value = (value + STRIDE).min(rate.high);
        hand.act(rate.id, value)?;
        hand.press_primary()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Picture};
    use lesson::check::{judge, Check};
    use lesson::log::{Fact, Log};

    fn known() -> Known {
        // Bright or dark as a whole, and bright or dark in the middle, so that two weights have something to learn.
        let picture = |index: u32| {
            let (all, middle) = (40 + index * 37 % 120, 20 + index * 53 % 90);
            let inside = |at: usize| (8..24).contains(&(at % 32)) && (8..24).contains(&(at / 32));
            let rgb = (0..1024).flat_map(|at| [(all + if inside(at) { middle } else { 0 }) as u8; 3]).collect();
            Picture { index, label: u32::from(all > 90), rgb }
        };
        Known(Context { pictures: (0..60).map(picture).collect(), ..Context::default() })
    }

    #[test]
    fn rolling_faster_and_faster_shows_both_ends() {
        let (cell, mut known) = (cell("descent", &[("pictures", 60.0)]), known());
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        rolls(&mut Student::new(1, 0), &mut hand).unwrap();
        assert!(hand.facts.len() > 3);
        let log = Log { facts: hand.facts.clone(), ..Log::default() };
        assert!(judge(&Check::Descent {}, &log).passed, "{:?}", hand.facts);
    }

    #[test]
    fn every_size_of_batch_is_tried() {
        let (cell, mut known) = (cell("descent", &[("pictures", 60.0), ("batches", 1.0)]), known());
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        rolls(&mut Student::new(1, 0), &mut hand).unwrap();
        let size = |fact: &Fact| if let Fact::Descent { batch, .. } = fact { *batch } else { 0 };
        let mut sizes: Vec<u32> = hand.facts.iter().map(size).collect();
        sizes.dedup();
        assert_eq!(sizes, [1, 4, 16, 60]);
    }
}

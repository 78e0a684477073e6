//! One weight of the head: pushed further and further until the class flips.

use figure::scene::Look;

use super::{Hand, Student};
use crate::Outcome;

/// Pushes from where the weight is to the end of its slider.
const PUSHES: u8 = 10;

/// Slides the first weight to the left until something flips; the next one if nothing does.
pub fn until_it_flips(_: &mut Student, hand: &mut Hand) -> Outcome {
    for slider in hand.scene().sliders() {
        for push in 1..=PUSHES {
            let share = f32::from(push) / f32::from(PUSHES);
            hand.act(slider.id, slider.value + share * (slider.low - slider.value))?;
            if !hand.facts.is_empty() {
                return Ok(());
            }
        }
        if let Some(back) = hand.scene().buttons(Look::Plain).first() {
            hand.press(back.id)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Looked, Run, Want};
    use lesson::log::Fact;

    #[test]
    fn a_weight_flips_the_class() {
        // Two features with weights for two classes, and the biases: 0.9 against 0.4.
        let values = vec![1.0, 0.6, 0.1, 1.0, 0.3, 0.2, 1.0, 0.0, 0.1];
        let looked = Looked { want: Want::Head { index: 0 }, shape: vec![3, 3], values };
        let run = Run { step: 10, total_steps: 10, ..Run::default() };
        let context = Context { run: Some(run), looks: vec![looked], ..Context::default() };
        let (cell, mut known) = (cell("weight", &[]), Known(context));
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        until_it_flips(&mut Student::new(1, 0), &mut hand).unwrap();
        assert!(matches!(hand.facts[..], [Fact::Flipped { .. }]), "{:?}", hand.facts);
    }
}

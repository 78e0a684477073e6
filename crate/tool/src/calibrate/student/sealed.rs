//! The sealed test set is opened once, when all is decided.

use super::{Hand, Student};
use crate::Outcome;

/// Opens it.
pub fn opens_once(_: &mut Student, hand: &mut Hand) -> Outcome {
    hand.press_primary()
}

#[cfg(test)]
mod tests {
    use super::super::super::hand::tests::{cell, Known};
    use super::*;
    use figure::message::{Context, Looked, Run, Want};
    use lesson::log::Fact;

    fn facts(step: u32) -> Vec<Fact> {
        // Three of four are right.
        let values = vec![0.0, 0.9, 0.1, 1.0, 0.2, 0.8, 0.0, 0.6, 0.4, 1.0, 0.7, 0.3];
        let looked = Looked { want: Want::Test, shape: vec![4, 3], values };
        let run = Run { step, total_steps: 10, ..Run::default() };
        let context = Context { run: Some(run), looks: vec![looked], ..Context::default() };
        let (cell, mut known) = (cell("sealed", &[]), Known(context));
        let mut hand = Hand::take(&mut known, &cell).unwrap();
        opens_once(&mut Student::new(1, 0), &mut hand).unwrap();
        hand.facts
    }

    #[test]
    fn it_is_opened_once_at_the_end_of_a_run_and_not_before() {
        assert_eq!(facts(10), [Fact::Tested { accuracy: 0.75, pictures: 4 }]);
        assert_eq!(facts(9), []);
    }
}

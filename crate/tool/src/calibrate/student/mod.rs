//! What an honest student does with each figure. A student knows what is to be seen and what the lesson says, and nothing
//! else: elements are found by their kind and order, results are read from what the figure says.

mod confident;
mod descent;
mod filters;
mod look;
mod rules;
mod sealed;
mod swing;
mod weight;
mod words;

use figure::kit::random::Random;

use super::hand::Hand;
use crate::Outcome;

/// A student of one try.
pub struct Student {
    /// Their luck, where they guess.
    random: Random,
    /// Names that the task asks for.
    enough: u32,
}

impl Student {
    pub fn new(seed: u32, enough: u32) -> Self {
        Student { random: Random::new(seed), enough }
    }
}

/// What a student does with a figure.
pub type Act = fn(&mut Student, &mut Hand) -> Outcome;

/// Who can use which figure. Where there is nothing to achieve, everything is tried once.
const ALL: [(&str, Act); 13] = [
    ("attention", look::everything),
    ("confident", confident::both_up),
    ("descent", descent::rolls),
    ("filters", filters::names),
    ("machine", look::everything),
    ("maps", look::everything),
    ("nudge", look::everything),
    ("rules", rules::counts),
    ("sealed", sealed::opens_once),
    ("split", look::everything),
    ("swing", swing::until_steady),
    ("weight", weight::until_it_flips),
    ("words", words::places_all),
];

/// What an honest student does with the figure of that name.
pub fn of(name: &str) -> Option<Act> {
    ALL.iter().find(|(other, _)| *other == name).map(|(_, act)| *act)
}

#[cfg(test)]
mod tests {
    use super::super::hand::tests::{cell, Nothing};
    use super::*;

    #[test]
    fn every_figure_has_a_student_who_gets_nowhere_without_a_run() {
        for (name, _) in lesson::figure::ALL {
            let act = of(name).unwrap_or_else(|| panic!("no student for {name}"));
            let (cell, mut nothing) = (cell(name, &[]), Nothing);
            let mut hand = Hand::take(&mut nothing, &cell).unwrap();
            act(&mut Student::new(1, 4), &mut hand).unwrap();
            assert_eq!(hand.facts, [], "{name}");
        }
        assert!(of("nothing").is_none());
    }
}

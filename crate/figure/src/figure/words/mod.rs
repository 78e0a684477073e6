//! The words: a step of a real run lies there in its parts, and six words are to be put where they belong. A word that
//! stands shows its number in this run.
//!
//! | file | what |
//! |---|---|
//! | [`term`] | words, meanings, places |
//! | [`step`] | the step's numbers |
//! | [`draw`] | the places |

mod draw;
mod step;
mod term;

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::kit::random::Random;
use crate::message::{Action, Context, Lang, Want, TICK};
use crate::registry::Figure;
use crate::scene::{Button, Look, Part};
use step::{Seen, Step};
use term::WORDS;

/// Ids of words and places start here.
const WORD: u16 = 10;
const PLACE: u16 = 30;
const OVER: u16 = 50;
/// While the run goes on, its numbers are fetched again after so many milliseconds.
const PACE: u32 = 600;

/// What the student has done.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// Words that stand at their places.
    standing: [bool; WORDS],
    /// The word in the hand.
    held: Option<usize>,
    wrong: u32,
    /// What has just been tried: word and place, or a place without a word.
    tried: Option<(Option<usize>, usize)>,
    /// A word that stands was pressed, to read its meaning again.
    asked: bool,
    /// How often it was begun anew; also the seed of the words' order.
    rounds: u32,
    /// The network's last answers that came, so that they do not vanish while the next ones are computed.
    seen: Option<Seen>,
}

impl Words {
    /// With `placed` all words stand, and nothing is to be done.
    fn is_given(context: &Context) -> bool {
        context.setup("placed", 0.0) > 0.0
    }

    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..WORDS).collect();
        Random::new(self.rounds.wrapping_add(5)).shuffle(&mut order);
        order
    }

    fn all_stand(&self) -> bool {
        self.standing.iter().all(|stands| *stands)
    }

    /// A word is let go over a place.
    fn put(&mut self, place: usize) -> Option<Fact> {
        self.asked = self.standing[place];
        if self.asked {
            self.tried = Some((Some(place), place));
            return None;
        }
        let word = self.held.take();
        self.tried = Some((word, place));
        let word = word?;
        if word != place {
            self.wrong += 1;
            return None;
        }
        self.standing[place] = true;
        self.all_stand().then_some(Fact::Placed { words: WORDS as u32, wrong: self.wrong })
    }

    /// What is said about the last try.
    fn said(&self, lang: Lang) -> Option<Part> {
        let (word, place) = self.tried?;
        let here = term::lies(lang, place);
        let Some(word) = word else {
            return Some(Part::Said(
                lang.say("先按一个词，再按它的位置。", "Press a word first, then its place.").into(),
            ));
        };
        let (name, meaning) = (term::name(lang, word), term::meaning(lang, word));
        Some(Part::Said(match (lang, word == place) {
            (_, true) if self.asked => match lang {
                Lang::Zh => format!("{name}{meaning}。"),
                Lang::En => format!("{} {meaning}.", capital(name)),
            },
            (Lang::Zh, true) if self.all_stand() => {
                format!("✓ 六个词都就位了，放错 {} 次。每个词下面是它此刻的数。", self.wrong)
            }
            (Lang::En, true) if self.all_stand() => {
                let tries = if self.wrong == 1 { "try" } else { "tries" };
                format!(
                    "✓ All six are in place, after {} wrong {tries}. Below each word is its number just now.",
                    self.wrong
                )
            }
            (Lang::Zh, true) => format!("✓ 对。{name}{meaning}。"),
            (Lang::En, true) => format!("✓ Right: {name} {meaning}."),
            (Lang::Zh, false) => format!("✗ 不是这里。{name}{meaning}；这里{here}。"),
            (Lang::En, false) => format!("✗ Not here. {} {meaning}; here {here}.", capital(name)),
        }))
    }

    fn bank(&self, lang: Lang) -> Vec<Part> {
        let button = |word: usize| {
            Part::Button(Button {
                id: WORD + word as u16,
                label: term::name(lang, word).into(),
                look: Look::Word,
                pressed: Some(self.held == Some(word)),
                disabled: false,
            })
        };
        self.order().into_iter().filter(|word| !self.standing[*word]).map(button).collect()
    }
}

/// With a capital letter at the beginning.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

impl Figure for Words {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        if let Some(seen) = Seen::of(context) {
            self.seen = Some(seen);
        }
        // Words are put on a step of a run, so there has to be one.
        if action.id == TICK || Self::is_given(context) || Step::of(context, self.seen.as_ref()).is_none() {
            return Vec::new();
        }
        match action.id {
            OVER => {
                let (rounds, seen) = (self.rounds.wrapping_add(1), self.seen.take());
                *self = Words { rounds, seen, ..Words::default() };
            }
            id if (PLACE..PLACE + WORDS as u16).contains(&id) => {
                return self.put(usize::from(id - PLACE)).into_iter().collect()
            }
            id if (WORD..WORD + WORDS as u16).contains(&id) && !self.standing[usize::from(id - WORD)] => {
                let word = usize::from(id - WORD);
                self.tried = None;
                // Pressed again, it is laid down.
                self.held = (self.held != Some(word)).then_some(word);
            }
            _ => {}
        }
        Vec::new()
    }

    fn wants(&self, _context: &Context) -> Vec<Want> {
        vec![Want::Pictures { count: step::PICTURES as u32 }, Want::Scores]
    }

    fn tick(&self, context: &Context) -> Option<u32> {
        context.run.as_ref().is_some_and(|run| run.running).then_some(PACE)
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        let moving = context.run.as_ref().filter(|run| run.running && run.step > 0);
        if let Some(run) = moving.filter(|_| Self::is_given(context)) {
            return vec![Part::Note(step::moving(lang, run)), draw::running(context, run)];
        }
        let Some(step) = Step::of(context, self.seen.as_ref()) else {
            let trained = context.run.as_ref().is_some_and(|run| run.step > 0);
            let note = if trained {
                lang.say("网络的回答还在算，马上就来。", "The network's answers are being computed; a moment.")
            } else {
                lang.say(
                    "还没有可以定格的一步。先在上面训练一次。",
                    "There is no step to freeze yet. Train once above.",
                )
            };
            return vec![Part::Note(note.into())];
        };
        let mut parts = vec![Part::Note(step.when(lang))];
        if Self::is_given(context) {
            parts.extend(draw::table(context, &step));
            return parts;
        }
        if !self.all_stand() {
            parts.push(Part::Row(self.bank(lang)));
        }
        parts.extend(self.said(lang));
        let cards: Vec<Part> =
            term::ORDER.iter().map(|place| draw::card(context, &step, *place, self.standing[*place], PLACE)).collect();
        if context.width >= 600 {
            parts.extend(cards.chunks(2).map(|pair| Part::Row(pair.to_vec())));
        } else {
            parts.extend(cards);
        }
        parts.push(Part::Button(Button {
            id: OVER,
            label: lang.say("重新来过", "Start over").into(),
            look: Look::Plain,
            pressed: None,
            disabled: !self.standing.contains(&true) && self.wrong == 0,
        }));
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::step::tests::context;
    use super::*;

    fn press(figure: &mut Words, id: u16) -> Vec<Fact> {
        figure.act(Action { id, value: 1.0 }, &context())
    }

    fn put(figure: &mut Words, word: usize, place: usize) -> Vec<Fact> {
        press(figure, WORD + word as u16);
        press(figure, PLACE + place as u16)
    }

    fn said(figure: &Words) -> String {
        let parts = figure.draw(&context());
        let said = parts.into_iter().find_map(|part| if let Part::Said(said) = part { Some(said) } else { None });
        said.unwrap_or_default()
    }

    #[test]
    fn six_right_words_are_a_fact_that_passes_the_task() {
        let mut figure = Words::default();
        assert!(put(&mut figure, term::LOSS, term::LABELS).is_empty());
        assert!(said(&figure).contains("Not here"), "{}", said(&figure));
        for word in 0..WORDS - 1 {
            assert!(put(&mut figure, word, word).is_empty(), "five are not six");
        }
        let facts = put(&mut figure, WORDS - 1, WORDS - 1);
        assert_eq!(facts, [Fact::Placed { words: 6, wrong: 1 }]);
        let log = lesson::log::Log { facts, ..lesson::log::Log::default() };
        assert!(lesson::check::judge(&lesson::check::Check::AllPlaced {}, &log).passed);
        assert!(said(&figure).contains("All six are in place, after 1 wrong try."));
        assert!(put(&mut figure, 0, 0).is_empty(), "told once");
        assert!(said(&figure).starts_with("Architecture is"), "its meaning can be read again: {}", said(&figure));
    }

    #[test]
    fn a_word_stands_only_where_it_belongs_and_every_mistake_is_explained() {
        for word in 0..WORDS {
            for place in 0..WORDS {
                let mut figure = Words::default();
                put(&mut figure, word, place);
                assert_eq!(figure.standing[place], word == place);
                assert_eq!(figure.wrong, u32::from(word != place));
                assert_eq!(said(&figure).starts_with('✓'), word == place);
            }
        }
    }

    #[test]
    fn a_place_without_a_word_is_no_mistake() {
        let mut figure = Words::default();
        press(&mut figure, PLACE);
        assert_eq!((figure.wrong, figure.standing), (0, [false; WORDS]));
        assert!(said(&figure).contains("Press a word first"));
        press(&mut figure, WORD);
        press(&mut figure, WORD);
        press(&mut figure, PLACE);
        assert_eq!(figure.standing, [false; WORDS], "it was laid down again");
    }

    #[test]
    fn beginning_anew_shuffles_the_words() {
        let mut figure = Words::default();
        put(&mut figure, 0, 0);
        let before = figure.order();
        press(&mut figure, OVER);
        assert_eq!((figure.standing, figure.rounds), ([false; WORDS], 1));
        assert_ne!(figure.order(), before);
    }

    #[test]
    fn words_are_not_placed_without_a_run_or_where_they_are_given() {
        let mut figure = Words::default();
        for context in [Context::default(), Context { setup: [("placed".to_owned(), 1.0)].into(), ..context() }] {
            for word in 0..WORDS {
                for id in [WORD + word as u16, PLACE + word as u16] {
                    assert!(figure.act(Action { id, value: 1.0 }, &context).is_empty());
                }
            }
            assert_eq!(figure.standing, [false; WORDS]);
        }
    }

    #[test]
    fn it_draws_itself_in_both_languages_at_both_widths_and_with_nothing_known() {
        assert!(matches!(Words::default().draw(&Context::default())[..], [Part::Note(_)]));
        for lang in [Lang::Zh, Lang::En] {
            for width in [328, 760] {
                for placed in [0.0, 1.0] {
                    let setup = [("placed".to_owned(), placed)].into();
                    let context = Context { lang, width, setup, ..context() };
                    let figure = Words { standing: [true; WORDS], ..Words::default() };
                    let drawn = format!("{:?}", figure.draw(&context));
                    assert!(drawn.contains("77,522") && !drawn.contains("NaN"), "{drawn}");
                }
            }
        }
    }

    #[test]
    fn numbers_show_only_at_words_that_stand() {
        let drawn = |figure: &Words| format!("{:?}", figure.draw(&context()));
        let mut figure = Words::default();
        assert!(!drawn(&figure).contains("77,522"));
        put(&mut figure, term::PARAMETERS, term::PARAMETERS);
        assert!(drawn(&figure).contains("77,522"));
    }

    #[test]
    fn while_it_trains_the_numbers_are_those_of_the_batch() {
        let mut context = Context { setup: [("placed".to_owned(), 1.0)].into(), ..context() };
        let run = context.run.as_mut().unwrap();
        run.running = true;
        (run.batch_loss, run.batch_accuracy) = (Some(0.512), None);
        for lang in [Lang::Zh, Lang::En] {
            let drawn = format!("{:?}", Words::default().draw(&Context { lang, ..context.clone() }));
            assert!(drawn.contains("0.512") && drawn.contains("98,304") && drawn.contains('–'), "{drawn}");
        }
    }

    #[test]
    fn answers_stay_while_the_next_are_on_their_way() {
        let mut figure = Words::default();
        press(&mut figure, WORD);
        let mut later = context();
        later.looks.clear();
        later.run.as_mut().unwrap().step += 1;
        assert!(figure.draw(&later).len() > 3);
        later.run.as_mut().unwrap().seed += 1;
        assert!(matches!(figure.draw(&later)[..], [Part::Note(_)]), "those of another run do not");
    }
}

//! A figure in a student's hands: it is asked, what it wants to know is looked up, and what the student does is passed on,
//! as the page does it.

use figure::message::{Action, Context, Reply, Request, Want, TICK};
use figure::registry;
use lesson::document::Figure;
use lesson::log::Fact;

use super::scene::Scene;

type Error = Box<dyn std::error::Error>;

/// Width of the figure in CSS pixels.
const WIDTH: u16 = 760;
/// A figure that still asks or moves after so many rounds never comes to rest.
const MOST_ROUNDS: usize = 1000;

/// What a figure can know: the session, or nothing.
pub trait Source {
    /// Where the figure stands, with so many validation pictures at most.
    fn context(&self, pictures: u32) -> Context;

    /// Looks something up, for the next context.
    fn fulfil(&mut self, want: &Want) -> Result<(), Error>;
}

/// A figure of a lesson that a student has before them. The session's run stays as it is meanwhile.
pub struct Hand<'a> {
    source: &'a mut dyn Source,
    figure: &'a Figure,
    memory: Vec<u8>,
    /// Pictures that it has asked for.
    pictures: u32,
    asked: Vec<Want>,
    reply: Reply,
    /// What was worth remembering, in order.
    pub facts: Vec<Fact>,
}

impl<'a> Hand<'a> {
    /// Opens a figure that nobody has touched, and waits until it is there.
    pub fn take(source: &'a mut dyn Source, figure: &'a Figure) -> Result<Hand<'a>, Error> {
        let mut hand = Hand {
            source,
            figure,
            memory: Vec::new(),
            pictures: 0,
            asked: Vec::new(),
            reply: Reply::default(),
            facts: Vec::new(),
        };
        hand.settle()?;
        Ok(hand)
    }

    /// Uses an element, and waits until the figure has come to rest.
    pub fn act(&mut self, id: u16, value: f32) -> Result<(), Error> {
        self.send(Action { id, value })?;
        self.settle()
    }

    /// Presses a button or a picture.
    pub fn press(&mut self, id: u16) -> Result<(), Error> {
        self.act(id, 1.0)
    }

    /// Presses the button that leads on, if it can be pressed.
    pub fn press_primary(&mut self) -> Result<(), Error> {
        match self.scene().primary() {
            Some(id) => self.press(id),
            None => Ok(()),
        }
    }

    /// What is to be seen.
    pub fn scene(&self) -> Scene {
        Scene::of(&self.reply.parts)
    }

    fn send(&mut self, action: Action) -> Result<(), Error> {
        let reply = self.ask(Some(action))?;
        self.memory = reply.memory;
        self.facts.extend(reply.facts);
        Ok(())
    }

    fn ask(&self, action: Option<Action>) -> Result<Reply, Error> {
        let setup = self.figure.setup.iter().cloned().collect();
        // Animations go to their end at once.
        let context = Context { width: WIDTH, still: true, setup, ..self.source.context(self.pictures) };
        let (cell, name, memory) = (self.figure.id.clone(), self.figure.name.clone(), self.memory.clone());
        let request = Request { cell, name, memory, context, action };
        registry::reply(&request).ok_or_else(|| format!("there is no figure {}", self.figure.name).into())
    }

    /// Draws it, until it wants nothing more and nothing moves.
    fn settle(&mut self) -> Result<(), Error> {
        for _ in 0..MOST_ROUNDS {
            self.reply = self.ask(None)?;
            let wants: Vec<Want> = self.reply.wants.iter().filter(|want| !self.asked.contains(want)).cloned().collect();
            for want in &wants {
                if let Want::Pictures { count } = want {
                    self.pictures = self.pictures.max(*count);
                }
                self.source.fulfil(want)?;
            }
            let nothing = wants.is_empty();
            self.asked.extend(wants);
            match self.reply.tick {
                _ if !nothing => {}
                Some(_) => self.send(Action { id: TICK, value: 0.0 })?,
                None => return Ok(()),
            }
        }
        Err(format!("the figure {} does not come to rest", self.figure.id).into())
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A page without a session.
    pub struct Nothing;

    impl Source for Nothing {
        fn context(&self, _pictures: u32) -> Context {
            Context::default()
        }

        fn fulfil(&mut self, _want: &Want) -> Result<(), Error> {
            Ok(())
        }
    }

    /// A context that is there from the beginning.
    pub struct Known(pub Context);

    impl Source for Known {
        fn context(&self, pictures: u32) -> Context {
            let mut context = self.0.clone();
            context.pictures.truncate(pictures as usize);
            context
        }

        fn fulfil(&mut self, _want: &Want) -> Result<(), Error> {
            Ok(())
        }
    }

    /// A figure's cell.
    pub fn cell(name: &str, setup: &[(&str, f32)]) -> Figure {
        Figure {
            id: "figure".into(),
            name: name.into(),
            setup: setup.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect(),
            run: None,
            caption: Vec::new(),
        }
    }

    #[test]
    fn an_unknown_figure_is_an_error() {
        assert!(Hand::take(&mut Nothing, &cell("nothing", &[])).is_err());
    }

    #[test]
    fn what_a_student_sets_is_remembered_and_seen() {
        let cell = cell("split", &[]);
        let mut nothing = Nothing;
        let mut hand = Hand::take(&mut nothing, &cell).unwrap();
        let slider = hand.scene().sliders()[0].clone();
        hand.act(slider.id, slider.high).unwrap();
        assert_ne!(slider.value, slider.high);
        assert_eq!(hand.scene().sliders()[0].value, slider.high);
    }
}

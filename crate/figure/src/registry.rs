//! Which figures there are. The names stand in `lesson.json`, and `lesson::figure` lists them for its compiler.

use lesson::log::Fact;
use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::figure;
use crate::lower::lower;
use crate::message::{Action, Answer, Context, Reply, Request, Want};
use crate::scene::Part;

/// A figure. Its value is all that it remembers; a default value is a figure that nobody has touched.
pub trait Figure: Default + Serialize + DeserializeOwned {
    /// The student did something (or time has passed). Gives what is worth remembering.
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact>;

    /// What it would like to know; asked again after every action and every answer.
    fn wants(&self, _context: &Context) -> Vec<Want> {
        Vec::new()
    }

    /// What is to be seen.
    fn draw(&self, context: &Context) -> Vec<Part>;

    /// Milliseconds to the next tick, while something moves.
    fn tick(&self, _context: &Context) -> Option<u32> {
        None
    }
}

/// Answers a request; none where no figure has that name.
pub fn reply(request: &Request) -> Option<Reply> {
    let answer = match request.name.as_str() {
        "confident" => run::<figure::confident::Confident>,
        "attention" => run::<figure::seeing::attention::Attention>,
        "descent" => run::<figure::descent::Descent>,
        "filters" => run::<figure::seeing::filters::Filters>,
        "machine" => run::<figure::machine::Machine>,
        "maps" => run::<figure::seeing::maps::Maps>,
        "nudge" => run::<figure::nudge::Nudge>,
        "rules" => run::<figure::rules::Rules>,
        "sealed" => run::<figure::sealed::Sealed>,
        "split" => run::<figure::split::Split>,
        "swing" => run::<figure::swing::Swing>,
        "weight" => run::<figure::weight::Weight>,
        "words" => run::<figure::words::Words>,
        _ => return None,
    };
    Some(answer(request))
}

/// Answers the page.
pub fn answer(request: &Request) -> Option<Answer> {
    let Reply { memory, parts, facts, wants, tick } = reply(request)?;
    Some(Answer { memory, elements: lower(&request.cell, &parts), facts, wants, tick })
}

/// Memory that cannot be read, for it is of another build, begins anew.
fn run<F: Figure>(request: &Request) -> Reply {
    let mut figure: F = postcard::from_bytes(&request.memory).unwrap_or_default();
    let context = &request.context;
    let facts = request.action.map_or(Vec::new(), |action| figure.act(action, context));
    Reply {
        memory: postcard::to_allocvec(&figure).unwrap_or_default(),
        parts: figure.draw(context),
        facts,
        wants: figure.wants(context),
        tick: figure.tick(context),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_that_lessons_may_name_is_there_and_draws_itself_before_anything_is_known() {
        for (name, _) in lesson::figure::ALL {
            let request = Request { name: name.to_owned(), ..Request::default() };
            let reply = reply(&request).unwrap_or_else(|| panic!("no figure {name}"));
            assert!(!reply.parts.is_empty(), "{name} draws nothing");
        }
        assert!(reply(&Request { name: "nothing".into(), ..Request::default() }).is_none());
    }
}

//! What the student has done in a lesson, and what is under way: a reducer over what happens on its page.

use std::rc::Rc;

use ::figure::verdict::Question;
use ::lesson::document::{Cell, Document, Task};
use ::lesson::log::Fact;
use ::lesson::recorder::Recording;
use train::protocol::Event;
use yew::Reducible;

use super::store::Kept;
use crate::service::text::Lang;
use crate::service::{figures, link, route};

/// Things in figures that are remembered; a student at play could fill the store.
const MOST_FACTS: usize = 400;

/// What the student has done, and what is under way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub kept: Kept,
    /// The cell that the engine's present run belongs to, and that run's number.
    pub stage: Option<(String, u32)>,
    pub recording: Option<Recording>,
    /// The lesson, once it is here: its tasks are judged whenever something was done.
    pub document: Option<Rc<Document>>,
    pub lang: Lang,
    /// What each task still lacks, in words: by the order of the tasks. Empty before they were judged.
    pub missing: Vec<Vec<String>>,
}

pub enum Action {
    Opened(Rc<Document>, Lang),
    Guessed(String, u32),
    /// The step behind those that are open is wanted too.
    Next {
        open: u32,
    },
    Staged(String, u32),
    Began(Recording),
    Stop,
    Heard(u32, Event),
    OwnPicture,
    /// A figure remembers something, and things happened in it.
    Figure(String, Vec<u8>, Vec<Fact>),
    Failed(u32),
    Again,
}

impl State {
    fn judge(&mut self) {
        let Some(document) = &self.document else { return };
        let question = Question {
            lang: figures::lang(self.lang),
            checks: tasks(document).map(|task| task.check.clone()).collect(),
            log: self.kept.log.clone(),
        };
        let Some(missing) = figures::judge(&question) else { return };
        // Where a link hides the tasks, to come to the end is all that there is to do.
        let at_end = self.kept.open as usize + 1 >= document.steps.len() || link::opens_all(&route::query());
        let mut all = !missing.is_empty() || (at_end && !self.kept.is_fresh());
        for (task, missing) in tasks(document).zip(&missing) {
            let done = self.kept.passed.contains(&task.id);
            if !done && missing.is_empty() {
                self.kept.passed.push(task.id.clone());
            }
            all &= done || missing.is_empty();
        }
        self.kept.complete |= all;
        self.missing = missing;
    }
}

/// All tasks of a lesson, in their order.
pub fn tasks(document: &Document) -> impl Iterator<Item = &Task> {
    document.steps.iter().flat_map(|step| &step.cells).filter_map(|cell| match cell {
        Cell::Task(task) => Some(task),
        _ => None,
    })
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        match action {
            Action::Opened(document, lang) => {
                next.document = Some(document);
                next.lang = lang;
                next.judge();
            }
            Action::Guessed(id, answer) => {
                next.kept.log.give(&id, answer);
            }
            Action::Next { open } => {
                next.kept.open = open + 1;
                next.judge();
            }
            Action::Staged(cell, run) => next.stage = Some((cell, run)),
            Action::Began(recording) => {
                next.stage = Some((recording.cell().to_string(), recording.run));
                next.recording = Some(recording);
            }
            Action::Stop => {
                if let Some(recording) = &mut next.recording {
                    recording.stop();
                }
            }
            Action::Heard(run, event) => {
                let recording = next.recording.as_mut().filter(|recording| recording.run == run);
                if let Some(log) = recording.and_then(|recording| recording.hear(&event)) {
                    next.recording = None;
                    next.kept.log.runs.push(log);
                    next.judge();
                }
            }
            Action::OwnPicture => {
                next.kept.log.own_pictures += 1;
                next.judge();
            }
            Action::Figure(cell, memory, facts) => {
                next.kept.remember(cell, memory);
                let room = MOST_FACTS.saturating_sub(next.kept.log.facts.len());
                if !facts.is_empty() {
                    next.kept.log.facts.extend(facts.into_iter().take(room));
                    next.judge();
                }
            }
            Action::Failed(run) => next.recording = next.recording.filter(|recording| recording.run != run),
            Action::Again => {
                next.kept = Kept::default();
                next.recording = None;
                next.judge();
            }
        }
        Rc::new(next)
    }
}

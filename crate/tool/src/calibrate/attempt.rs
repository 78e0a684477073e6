//! One honest try of a lesson: its cells in their order, as the page goes through them.

use std::path::Path;

use lesson::check::Check;
use lesson::document::{Cell, Document, Run};
use lesson::log::{Fact, Log};
use train::config::{Backend, Config};

use super::hand::Hand;
use super::stage::Stage;
use super::student::{self, Student};

type Error = Box<dyn std::error::Error>;

/// What an honest student changes where a lesson asks for a change and leaves open which: lesson, run, settings.
const CHANGES: [(&str, &str, &str); 2] = [
    ("11-overfitting", "remedy", r#"{"augment": true, "weightDecay": 0.01}"#),
    ("13-fine-tuning", "repair", r#"{"bodyRate": 0.2}"#),
];

/// What came of a try.
pub struct Try {
    pub log: Log,
    /// By figure cell that gave any: its id and its facts, in order.
    pub figures: Vec<(String, Vec<Fact>)>,
}

/// Goes through a lesson. `seed` is added to the seeds of all runs, and is the student's own luck.
pub fn attempt(root: &Path, document: &Document, seed: u32) -> Result<Try, Error> {
    let mut log = Log { own_pictures: 1, ..Log::default() };
    let mut figures = Vec::new();
    let mut student = Student::new(seed, enough(document));
    let cells = || document.steps.iter().flat_map(|step| &step.cells);
    // As the page does: the first run is there, untrained, before anything was pressed.
    let first = cells().find_map(|cell| if let Cell::Run(run) = cell { Some(run) } else { None });
    let mut stage = match first {
        Some(run) => Some(Stage::prepare(root, &run.id, config(document, run, seed)?)?),
        None => None,
    };
    for (number, cell) in cells().enumerate() {
        match cell {
            Cell::Guess(guess) => log.give(&guess.id, 0),
            Cell::Run(run) => {
                let mut next = Stage::prepare(root, &run.id, config(document, run, seed)?)?;
                log.runs.push(next.train(number as u32, run.guess.is_some())?);
                stage = Some(next);
            }
            Cell::Figure(figure) => {
                let stage = stage.as_mut().ok_or("a figure in a lesson without a run")?;
                if figure.run.as_ref().is_some_and(|run| !stage.shows(run)) {
                    let id = &figure.id;
                    return Err(
                        format!("{}: figure {id} comes where its run is not the present one", document.id).into()
                    );
                }
                let act = student::of(&figure.name).ok_or("a figure that no student can use")?;
                let mut hand = Hand::take(stage, figure)?;
                act(&mut student, &mut hand)?;
                if !hand.facts.is_empty() {
                    log.facts.extend(hand.facts.iter().cloned());
                    figures.push((figure.id.clone(), hand.facts));
                }
            }
            _ => {}
        }
    }
    Ok(Try { log, figures })
}

/// How many filters the lesson's task asks names for.
fn enough(document: &Document) -> u32 {
    let cells = document.steps.iter().flat_map(|step| &step.cells);
    let checks = cells.filter_map(|cell| if let Cell::Task(task) = cell { task.check() } else { None });
    checks
        .filter_map(|check| if let Check::SawLayers { named } = check { Some(named) } else { None })
        .max()
        .unwrap_or(0)
}

/// The settings of a run, with what an honest student changes.
fn config(document: &Document, run: &Run, seed: u32) -> Result<Config, Error> {
    let mut settings: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&run.config)?;
    for (_, _, change) in CHANGES.iter().filter(|(lesson, cell, _)| *lesson == document.id && *cell == run.id) {
        settings.extend(serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(change)?);
    }
    let config: Config = serde_json::from_value(serde_json::Value::Object(settings))?;
    Ok(Config { backend: Backend::Cpu, seed: config.seed + seed, ..config })
}

//! What a link asks for beside its page. `?embed=1`: the page alone, to stand in a frame elsewhere. `?open=all`: all
//! steps of a lesson at once. `?hide=a,b`: without the steps named, or without `guesses`, `tasks` or `hints`. Whatever
//! else is asked for is passed over.

use std::rc::Rc;

use ::lesson::document::{Cell, Document};

/// Longer queries are not read.
const LONGEST: usize = 2000;

/// Values of `key` in the query of an address.
fn values<'a>(query: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    let query = if query.len() > LONGEST { "" } else { query };
    let pairs = query.trim_start_matches('?').split('&');
    pairs.filter_map(move |pair| pair.strip_prefix(key)?.strip_prefix('='))
}

/// The page stands in a frame.
pub fn embeds(query: &str) -> bool {
    values(query, "embed").next() == Some("1")
}

/// All steps are to be open.
pub fn opens_all(query: &str) -> bool {
    values(query, "open").next() == Some("all")
}

/// Names of what is to be hidden. Some that pass a link on write its commas as `%2C`.
fn hidden(query: &str) -> Vec<String> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let lists = values(query, "hide").map(|list| list.replace("%2C", ","));
    let names = lists.flat_map(|list| list.split(',').map(String::from).collect::<Vec<_>>());
    names.filter(|name| !name.is_empty() && name.bytes().all(known)).collect()
}

/// The lesson without what is hidden. Nothing that stays depends on what is gone: see also [`asks`]. A link that hides
/// everything hides nothing.
pub fn shown(document: &Rc<Document>, query: &str) -> Rc<Document> {
    let names = hidden(query);
    if names.is_empty() {
        return document.clone();
    }
    let hides = |name: &str| names.iter().any(|hidden| hidden == name);
    let mut shown = Document::clone(document);
    for step in &mut shown.steps {
        let gone = hides(&step.id);
        step.cells.retain_mut(|cell| match cell {
            Cell::Guess(_) => !gone && !hides("guesses"),
            Cell::Task(task) => {
                if hides("hints") {
                    task.hint.clear();
                }
                !gone && !hides("tasks")
            }
            _ => !gone,
        });
    }
    let cells = shown.steps.iter().flat_map(|step| &step.cells);
    let runs: Vec<String> = cells.filter(|cell| matches!(cell, Cell::Run(_))).map(|cell| cell.id().into()).collect();
    for step in &mut shown.steps {
        step.cells.retain_mut(|cell| match cell {
            Cell::Compare(bars) => {
                bars.runs.retain(|run| runs.contains(run));
                !bars.runs.is_empty()
            }
            Cell::Figure(figure) => {
                figure.run = figure.run.take().filter(|run| runs.contains(run));
                true
            }
            _ => true,
        });
    }
    shown.steps.retain(|step| !step.cells.is_empty());
    match shown.steps.is_empty() {
        true => document.clone(),
        false => Rc::new(shown),
    }
}

/// Whether the lesson, as it is shown, asks this guess; a run does not wait for one that is hidden.
pub fn asks(document: &Document, guess: &str) -> bool {
    let mut cells = document.steps.iter().flat_map(|step| &step.cells);
    cells.any(|cell| matches!(cell, Cell::Guess(_)) && cell.id() == guess)
}

#[cfg(test)]
mod tests {
    use ::lesson::document::{Block, Compare, Figure, Guess, Prose, Run, Span, Step, Task};

    use super::*;

    fn words() -> Vec<Block> {
        vec![Block::Paragraph(vec![Span::Text("words".into())])]
    }

    /// `look`: text. `race`: guess, run, bars of both runs. `end`: another run, bars of the first, figure, task.
    fn lesson() -> Rc<Document> {
        let run = |id: &str, guess: Option<&str>| {
            Cell::Run(Run {
                id: id.into(),
                label: id.into(),
                seconds: 1,
                config: "{}".into(),
                controls: Vec::new(),
                show: Vec::new(),
                guess: guess.map(String::from),
                caption: Vec::new(),
            })
        };
        let bars = |runs: &[&str]| {
            let runs = runs.iter().map(|run| run.to_string()).collect();
            Cell::Compare(Compare { id: "bars".into(), runs, caption: Vec::new() })
        };
        let step = |id: &str, cells| Step { id: id.into(), title: id.into(), cells };
        Rc::new(Document {
            id: "02-first-model".into(),
            title: "title".into(),
            summary: "summary".into(),
            minutes: 5,
            steps: vec![
                step("look", vec![Cell::Text(Prose { id: "look".into(), blocks: words() })]),
                step(
                    "race",
                    vec![
                        Cell::Guess(Guess { id: "who".into(), question: words(), answers: vec![Vec::new(); 2] }),
                        run("first", Some("who")),
                        bars(&["first", "second"]),
                    ],
                ),
                step(
                    "end",
                    vec![
                        run("second", Some("who")),
                        bars(&["first"]),
                        Cell::Figure(Figure {
                            id: "figure".into(),
                            name: "confident".into(),
                            setup: Vec::new(),
                            run: Some("first".into()),
                            caption: words(),
                        }),
                        Cell::Task(Task {
                            id: "do".into(),
                            blocks: words(),
                            hint: words(),
                            done: words(),
                            check: Vec::new(),
                        }),
                    ],
                ),
            ],
        })
    }

    fn kinds(document: &Document) -> Vec<Vec<&'static str>> {
        let kind = |cell: &Cell| match cell {
            Cell::Text(_) => "text",
            Cell::Guess(_) => "guess",
            Cell::Run(_) => "run",
            Cell::Compare(_) => "compare",
            Cell::Own(_) => "own",
            Cell::Figure(_) => "figure",
            Cell::Task(_) => "task",
        };
        document.steps.iter().map(|step| step.cells.iter().map(kind).collect()).collect()
    }

    #[test]
    fn the_query_is_read_strictly() {
        assert!(embeds("?embed=1") && embeds("?a=b&embed=1"));
        for no in ["", "?", "?embed", "?embed=", "?embed=0", "?embed=11", "?embedded=1", "?a=embed=1", "embed"] {
            assert!(!embeds(no), "{no}");
        }
        assert!(opens_all("?hide=tasks&open=all") && !opens_all("?open=some") && !opens_all("?reopen=all"));
        assert_eq!(hidden("?hide=look,hints&embed=1"), ["look", "hints"]);
        assert_eq!(hidden("?hide=look%2Chints&hide=end"), ["look", "hints", "end"]);
        for none in ["", "?hide", "?hide=", "?hide=,,", "?hide=<script>", "?hide=%00", "?hide=Look", "?hider=look"] {
            assert_eq!(hidden(none), [""; 0], "{none}");
        }
        assert_eq!(hidden(&format!("?hide=look{}", ",a".repeat(LONGEST))), [""; 0], "too long to be read");
    }

    #[test]
    fn steps_and_kinds_of_parts_can_be_hidden() {
        let lesson = lesson();
        let hide = |query: &str| shown(&lesson, query);
        assert!(Rc::ptr_eq(&hide(""), &lesson));
        assert_eq!(hide("?hide=nothing-like-it"), lesson);
        assert_eq!(kinds(&hide("?hide=look,end")), [vec!["guess", "run", "compare"]]);
        assert_eq!(kinds(&hide("?hide=guesses"))[1], ["run", "compare"]);
        assert_eq!(kinds(&hide("?hide=tasks"))[2], ["run", "compare", "figure"]);
        let unhelped = hide("?hide=hints");
        assert_eq!(kinds(&unhelped), kinds(&lesson));
        let Some(Cell::Task(task)) = unhelped.steps[2].cells.last() else { panic!("the task is gone") };
        assert!(task.hint.is_empty() && !task.blocks.is_empty() && !task.done.is_empty());
    }

    #[test]
    fn what_stays_waits_for_nothing_that_is_gone() {
        let lesson = lesson();
        assert!(asks(&lesson, "who") && !asks(&lesson, "first"));
        assert!(!asks(&shown(&lesson, "?hide=guesses"), "who"));
        let without = shown(&lesson, "?hide=race");
        assert!(!asks(&without, "who"), "a guess goes with its step");
        assert_eq!(kinds(&without), [vec!["text"], vec!["run", "figure", "task"]], "bars of no run are gone");
        let Cell::Figure(figure) = &without.steps[1].cells[1] else { panic!("the figure is gone") };
        assert_eq!(figure.run, None);
        let without = shown(&lesson, "?hide=end");
        let Cell::Compare(bars) = &without.steps[1].cells[2] else { panic!("the bars are gone") };
        assert_eq!(bars.runs, ["first"]);
    }

    #[test]
    fn a_link_that_hides_everything_hides_nothing() {
        let lesson = lesson();
        assert_eq!(shown(&lesson, "?hide=look,race,end"), lesson);
        let only = Rc::new(Document { steps: vec![lesson.steps[2].clone()], ..(*lesson).clone() });
        assert_eq!(kinds(&shown(&only, "?hide=tasks")), [vec!["run", "figure"]], "bars of a run that is not here");
    }
}

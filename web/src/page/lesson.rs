//! A lesson: steps that open one by one, and everything done stays visible.

use std::rc::Rc;

use ::lesson::document::{self, Cell, Document, Step};
use ::lesson::glossary::Word;
use ::lesson::log::Log;
use ::lesson::recorder::Recording;
use share::Place;
use train::config::Config;
use train::protocol::{Command, Event, RunState};
use yew::prelude::*;

use crate::app::{set_title, use_lang, View};
use crate::component::{problems, Icon, Link, Own, Share};
use crate::hooks::use_effect_with;
use crate::lesson::state::{tasks, Action, State};
use crate::lesson::store;
use crate::lesson::{compare, config_of, prose, task, Figure, Guess, Run, Words};
use crate::part::{drawn_by, part};
use crate::service::engine::{Engine, Notice};
use crate::service::figures;
use crate::service::link;
use crate::service::opened::Link as Shared;
use crate::service::route::{self, Route};
use crate::service::site;
use crate::service::text::Lang;
use crate::widget::{focus_soon, progress_bar};

#[derive(Properties, PartialEq)]
pub struct Lesson {
    pub engine: Engine,
    pub view: View,
    pub id: &'static str,
    pub link: Shared,
}

drawn_by!(Lesson, use_lesson);

#[hook]
fn use_lesson(props: &Lesson) -> Html {
    let lang = use_lang();
    let document = site::use_packed::<Document>(format!("lesson/{}/{}.bin", lang.tag(), props.id));
    // The lesson opens when its tasks can be judged and its figures drawn.
    let document = match figures::use_module() {
        None => None,
        Some(Err(error)) => Some(Err(error)),
        Some(Ok(())) => document,
    };
    let document = document.map(|read| read.map(|document| link::shown(&document, &route::query())));
    let words = site::use_packed::<Vec<Word>>(format!("lesson/{}/glossary.bin", lang.tag()));
    let state = {
        let id = props.id;
        use_reducer(move || State { kept: store::load(id), ..State::default() })
    };
    {
        let id = props.id;
        use_effect_with(state.kept.clone(), move |kept| store::save(id, kept));
    }
    use_recorder(&props.engine, &state);
    use_first_run(lang, props, &state, &document);
    let words = words.as_ref().and_then(|words| words.as_ref().ok()).cloned().unwrap_or_default();
    let body = match &document {
        None => progress_bar(None, lang.lesson_loading(), lang.lesson_loading()),
        Some(Err(error)) => html! {
            <div class="problem" role="alert">
                <p>{ lang.lesson_unavailable() }</p>
                <p class="hint">{ error }</p>
                <Link to={Route::Lessons} class="button">{ lang.nav_lessons() }</Link>
            </div>
        },
        Some(Ok(document)) => notebook(lang, props, &state, document),
    };
    html! {
        <ContextProvider<Words> context={Words { words, view: props.view.clone() }}>
            <article class="lesson" data-runs={state.kept.log.runs.len().to_string()}>
                { problems(lang, &props.engine, &props.view, &Rc::new(props.view.config.clone().unwrap_or_default())) }
                { body }
            </article>
        </ContextProvider<Words>>
    }
}

/// Writes down what the engine reports of the lesson's runs.
#[hook]
fn use_recorder(engine: &Engine, state: &UseReducerHandle<State>) {
    let (engine, dispatch) = (engine.clone(), state.dispatcher());
    use_effect_with((), move |()| {
        let me = engine.clone();
        let id = engine.listen(move |notice| match notice {
            Notice::Run { event: Event::Predicted { .. }, .. } => dispatch.dispatch(Action::OwnPicture),
            Notice::Run { run, event: Event::State { state: RunState::Failed } } => {
                dispatch.dispatch(Action::Failed(*run))
            }
            Notice::Run { run, event } if matters(event) => dispatch.dispatch(Action::Heard(*run, event.clone())),
            Notice::Died(_) => dispatch.dispatch(Action::Failed(me.run())),
            _ => {}
        });
        move || engine.unlisten(id)
    });
}

/// What a record is made of. Other events are many and large.
fn matters(event: &Event) -> bool {
    matches!(event, Event::Epoch { .. } | Event::Weights { .. } | Event::Done { .. } | Event::Problem { .. })
}

/// Tells the tab and the state of the document, and lets the engine prepare the lesson's first run, so that there is
/// something to see before anything was pressed.
#[hook]
fn use_first_run(lang: Lang, props: &Lesson, state: &UseReducerHandle<State>, document: &site::Loaded<Document>) {
    let (engine, dispatch) = (props.engine.clone(), state.dispatcher());
    // What a link shows stays until the student starts something.
    let busy = props.view.has_steps() || props.view.state == RunState::Running || props.link != Shared::None;
    let ready = props.view.config.is_some();
    let document = document.as_ref().and_then(|document| document.as_ref().ok()).cloned();
    use_effect_with((document, ready), move |(document, ready)| {
        let Some(document) = document else { return };
        set_title(&lang.document_title(&document.title));
        dispatch.dispatch(Action::Opened(document.clone(), lang));
        if let (Some(first), true, false) = (first_run(document), ready, busy) {
            let run = engine.prepare(config_of(first));
            dispatch.dispatch(Action::Staged(first.id.clone(), run));
        }
    });
}

/// The first run of a lesson.
fn first_run(document: &Document) -> Option<&document::Run> {
    document.steps.iter().flat_map(|step| &step.cells).find_map(|cell| match cell {
        Cell::Run(run) => Some(run),
        _ => None,
    })
}

fn notebook(lang: Lang, props: &Lesson, state: &UseReducerHandle<State>, document: &Document) -> Html {
    let end = document.steps.len().saturating_sub(1);
    let wanted = state.kept.open.max(props.link.steps(props.id)) as usize;
    let open = if link::opens_all(&route::query()) { end } else { end.min(wanted) };
    let last = open + 1 == document.steps.len();
    let next = {
        let dispatch = state.dispatcher();
        Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Action::Next { open: open as u32 });
            focus_soon(".step:last-of-type > h2".into());
        })
    };
    // A lesson begins with its first run prepared: what another run has learned would give it away.
    let again = {
        let (engine, dispatch, first) = (props.engine.clone(), state.dispatcher(), first_run(document).cloned());
        Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Action::Again);
            if let Some(first) = &first {
                let run = engine.prepare(config_of(first));
                dispatch.dispatch(Action::Staged(first.id.clone(), run));
            }
            focus_soon(".step:last-of-type > h2".into());
        })
    };
    let here = route::here();
    let place = |(number, step): (usize, &Step)| {
        let class = if number > open { "step-later" } else { "step-open" };
        html! {
            <li class={class}>
                if number > open { { &step.title } } else { <a href={format!("{here}#step-{}", step.id)}>{ &step.title }</a> }
            </li>
        }
    };
    html! {
        <>
            <header class="lesson-head">
                <h1>{ &document.title }</h1>
                <p>{ &document.summary }</p>
                <p class="hint">{ lang.lesson_minutes(document.minutes) }</p>
            </header>
            <nav class="steps" aria-label={lang.lesson_steps()}>
                <ol>{ for document.steps.iter().enumerate().map(place) }</ol>
            </nav>
            { for document.steps.iter().take(open + 1).map(|each| step(lang, props, state, document, each)) }
            <footer class="lesson-foot">
                if !last {
                    <button type="button" id="next-step" class="button primary" onclick={next}>
                        <span>{ lang.lesson_next() }</span>{ Icon::Arrow.draw() }
                    </button>
                } else {
                    if state.kept.complete { <p class="done" role="status"><b>{ lang.lesson_complete() }</b></p> }
                    <Link to={Route::Lessons} class="button">{ lang.lesson_all() }</Link>
                }
                { part!(Share {
                    engine: props.engine.clone(), view: props.view.clone(), link: props.link.clone(),
                    place: Place::Lesson { id: props.id.into(), open: open as u32 }, steps: titles(document),
                }) }
                if !state.kept.is_fresh() {
                    <button type="button" class="ghost small" onclick={again}>{ lang.lesson_again() }</button>
                }
            </footer>
        </>
    }
}

/// Steps by id and title.
fn titles(document: &Document) -> Rc<Vec<(String, String)>> {
    Rc::new(document.steps.iter().map(|step| (step.id.clone(), step.title.clone())).collect())
}

fn step(lang: Lang, props: &Lesson, state: &UseReducerHandle<State>, document: &Document, step: &Step) -> Html {
    html! {
        <section class="step" id={format!("step-{}", step.id)} key={step.id.clone()} aria-label={step.title.clone()}>
            <h2 tabindex="-1">{ &step.title }</h2>
            { for step.cells.iter().map(|each| cell(lang, props, state, document, each)) }
        </section>
    }
}

fn cell(lang: Lang, props: &Lesson, state: &UseReducerHandle<State>, document: &Document, cell: &Cell) -> Html {
    let log = &state.kept.log;
    match cell {
        Cell::Text(text) => prose(&text.blocks),
        Cell::Guess(guess) => {
            let (dispatch, id) = (state.dispatcher(), guess.id.clone());
            let on_give = Callback::from(move |answer| dispatch.dispatch(Action::Guessed(id.clone(), answer)));
            part!(Guess { guess: guess.clone(), given: log.guess(&guess.id), on_give })
        }
        Cell::Run(run) => {
            let guess_missing =
                run.guess.as_ref().is_some_and(|id| log.guess(id).is_none() && link::asks(document, id));
            let live = state.stage.as_ref().is_some_and(|(id, number)| *id == run.id && *number == props.engine.run());
            let last = log.runs.iter().rev().find(|other| other.cell == run.id).cloned();
            let on_start = start(props, state, run.id.clone(), run.guess.is_some());
            let on_stop = {
                let (engine, dispatch) = (props.engine.clone(), state.dispatcher());
                Callback::from(move |()| {
                    dispatch.dispatch(Action::Stop);
                    engine.send(Command::Stop);
                })
            };
            part!(Run {
                engine: props.engine.clone(),
                view: props.view.clone(),
                run: run.clone(),
                live,
                guess_missing,
                last,
                on_start,
                on_stop,
            })
        }
        Cell::Compare(bars) => {
            let labels: Vec<String> = bars.runs.iter().map(|id| run_label(document, id)).collect();
            compare(lang, bars, &labels, log)
        }
        Cell::Own(text) => html! {
            <>
                { prose(&text.blocks) }
                { part!(Own { engine: props.engine.clone(), view: props.view.clone() }) }
            </>
        },
        Cell::Figure(figure) => {
            let stage = state.stage.as_ref().filter(|(_, number)| *number == props.engine.run());
            let stage = stage.map(|(cell, _)| cell.clone()).unwrap_or_default();
            let there = |run: &String| *run == stage && props.view.has_steps();
            let needs = figure.run.as_ref().filter(|run| !there(run)).map(|run| run_label(document, run));
            let memory = state.kept.figure(&figure.id);
            let (dispatch, id) = (state.dispatcher(), figure.id.clone());
            let on_reply =
                Callback::from(move |(memory, facts)| dispatch.dispatch(Action::Figure(id.clone(), memory, facts)));
            part!(Figure {
                engine: props.engine.clone(),
                view: props.view.clone(),
                figure: figure.clone(),
                stage,
                needs,
                memory,
                on_reply,
            })
        }
        Cell::Task(asked) => {
            let passed = state.kept.passed.contains(&asked.id);
            let place = tasks(document).position(|task| task.id == asked.id);
            let missing = place.and_then(|place| state.missing.get(place)).map_or(&[][..], Vec::as_slice);
            task(lang, asked, missing, passed, has_tried(log))
        }
    }
}

fn has_tried(log: &Log) -> bool {
    !log.runs.is_empty() || !log.facts.is_empty()
}

/// The words on the button of a run cell.
fn run_label(document: &Document, id: &str) -> String {
    let cells = document.steps.iter().flat_map(|step| &step.cells);
    cells
        .filter_map(|cell| match cell {
            Cell::Run(run) if run.id == id => Some(run.label.clone()),
            _ => None,
        })
        .next()
        .unwrap_or_default()
}

/// Starts a run of a cell: prepared anew, so that it begins where every run with these settings begins.
fn start(props: &Lesson, state: &UseReducerHandle<State>, cell: String, guessed: bool) -> Callback<Config> {
    let (engine, dispatch) = (props.engine.clone(), state.dispatcher());
    Callback::from(move |config: Config| {
        let run = engine.prepare(config.clone());
        dispatch.dispatch(Action::Began(Recording::new(run, &cell, &config, guessed)));
        engine.send(Command::Train);
    })
}

//! A training run in a lesson: a button, what it needs, what it shows while it trains, and what it came to.

use std::rc::Rc;

use ::lesson::document::{self, Show};
use ::lesson::log::{Outcome, Point as Validation, RunLog};
use train::config::Config;
use train::protocol::{Command, RunState};
use yew::prelude::*;

use super::controls::controls;
use super::prose::prose;
use crate::app::{use_lang, View};
use crate::component::setting::Part;
use crate::component::{curves, decided_cells, error_curve, run_progress, wait, words, Icon, Inside};
use crate::hooks::use_state;
use crate::part::{drawn_by, part};
use crate::service::engine::Engine;
use crate::service::text::Lang;
use crate::service::{api, settings};
use crate::widget::{focus_soon, format, LossChart, PictureGrid, PictureSize, Point, Shared};

/// Pictures times epochs that a run in a lesson may ask for: nobody waits longer than 20 seconds.
const MOST_LOOKS: u32 = 4500;

#[derive(Properties, PartialEq)]
pub struct Run {
    pub engine: Engine,
    pub view: View,
    pub run: document::Run,
    /// What the engine holds now is this cell's run.
    pub live: bool,
    /// The guess that this run asks for has not been given.
    pub guess_missing: bool,
    /// The last run of this cell that has ended.
    pub last: Option<RunLog>,
    pub on_start: Callback<Config>,
    pub on_stop: Callback<()>,
}

/// The settings that a run begins with.
pub fn config_of(run: &document::Run) -> Config {
    api::config_from_json(&run.config).unwrap_or_default()
}

drawn_by!(Run, use_run);

#[hook]
fn use_run(props: &Run) -> Html {
    let lang = use_lang();
    let Run { view, run, .. } = props;
    let planned = use_memo(run.config.clone(), |_| config_of(run));
    let draft = use_state(|| (*planned).clone());
    let part = Part {
        draft: Rc::new((*draft).clone()),
        edit: {
            let draft = draft.setter();
            Callback::from(move |config| draft.set(settings::fitting(config)))
        },
        refused: None,
        gpu: false,
        prefix: format!("{}-", run.id).into(),
    };
    html! {
        <section class="run" id={format!("run-{}", run.id)} aria-label={run.label.clone()}>
            if !run.controls.is_empty() { { controls(lang, &run.controls, &part) } }
            <div class="run-line">
                { buttons(lang, props, &draft) }
                <div class="run-state" role="status">{ state(lang, props, &planned, &draft) }</div>
            </div>
            if props.live {
                { for run.show.iter().map(|show| live(lang, view, *show)) }
            } else if let Some(last) = &props.last {
                { recorded(lang, last) }
            }
            if props.last.is_some() { { prose(&run.caption) } }
        </section>
    }
}

/// More work than a lesson should ask anybody to wait for.
fn is_too_long(config: &Config) -> bool {
    config.pictures.saturating_mul(config.epochs) > MOST_LOOKS
}

fn buttons(lang: Lang, props: &Run, draft: &Config) -> Html {
    let state = props.view.state;
    let send = |command: Command| {
        let engine = props.engine.clone();
        Callback::from(move |_: MouseEvent| engine.send(command.clone()))
    };
    let stop = {
        let (on_stop, id) = (props.on_stop.clone(), props.run.id.clone());
        Callback::from(move |_: MouseEvent| {
            on_stop.emit(());
            focus_soon(format!("#run-{id} .play"));
        })
    };
    let under_way = props.live && matches!(state, RunState::Running | RunState::Paused) && props.view.has_steps();
    let waits = props.view.queued || (props.live && state == RunState::Running) || props.view.died.is_some();
    let start = {
        let (on_start, draft) = (props.on_start.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| on_start.emit(draft.clone()))
    };
    let ready = under_way || !(waits || props.guess_missing || is_too_long(draft));
    let (icon, word, press) = match state {
        RunState::Paused if under_way => (Icon::Play, lang.go_on(), send(Command::Train)),
        _ if under_way => (Icon::Pause, lang.pause(), send(Command::Pause)),
        _ => (Icon::Play, props.run.label.as_str(), start),
    };
    // One button that starts, pauses and goes on, and that can be focused while it does nothing: so whoever uses the
    // keyboard stands on it from the start of a run to its end.
    html! {
        <div class="run-buttons">
            <button key="go" type="button" class="button primary play" onclick={ready.then_some(press)}
                aria-disabled={(!ready).then_some("true")}>
                { icon.draw() }<span>{ word.to_owned() }</span>
            </button>
            if under_way {
                <button key="stop" type="button" class="button" onclick={stop}>{ lang.lesson_stop() }</button>
            }
        </div>
    }
}

/// Beside the button: what is waited for, how far the run is, or what to expect.
fn state(lang: Lang, props: &Run, planned: &Config, draft: &Config) -> Html {
    let view = &props.view;
    let hint = |words: String| html! { <p class="hint">{ words }</p> };
    if props.live && (view.queued || view.state == RunState::Loading) {
        return wait(lang, view);
    }
    if props.live && matches!(view.state, RunState::Running | RunState::Paused) {
        return run_progress(lang, view);
    }
    if props.guess_missing {
        return hint(lang.lesson_guess_first().into());
    }
    if is_too_long(draft) {
        return hint(lang.lesson_too_long(&format::count(MOST_LOOKS.into())));
    }
    let looks = |config: &Config| f64::from(config.pictures) * f64::from(config.epochs);
    let seconds = f64::from(props.run.seconds) * looks(draft) / looks(planned).max(1.0);
    hint(lang.lesson_expect(&format::count(draft.pictures.into()), draft.epochs, seconds.ceil() as u32))
}

/// A figure of the run that the engine holds.
fn live(lang: Lang, view: &View, show: Show) -> Html {
    let figure = match show {
        Show::Loss => curves(lang, view, true, 200),
        Show::Error => error_curve(lang, view, 200),
        Show::Predictions => pictures(lang, view),
        Show::Filters => html! { <div class="only-filters">{ part!(Inside { view: view.clone() }) }</div> },
        Show::Layers => html! { <div class="only-layers">{ part!(Inside { view: view.clone() }) }</div> },
    };
    html! { <div class="figure-live" role="group" aria-label={lang.lesson_figure()}>{ figure }</div> }
}

/// Validation pictures with what the model thinks of them; undecided before the first step.
fn pictures(lang: Lang, view: &View) -> Html {
    let names = view.plan.as_ref().map(|p| p.classes.clone()).unwrap_or_default();
    part!(PictureGrid {
        cells: decided_cells(view),
        classes: words::classes(lang, &names),
        size: PictureSize::Small,
        text: words::grid(lang, lang.home_pictures()),
    })
}

/// What stays of a run when another has taken its place: the validations and their end.
fn recorded(lang: Lang, run: &RunLog) -> Html {
    let points = |value: fn(&Validation) -> Option<f32>| {
        let point = |p: &Validation| Some(Point { step: p.epoch.round() as u32, value: value(p)? });
        Shared::new(run.points.iter().filter_map(point).collect::<Vec<_>>())
    };
    let last = run.points.last();
    let words = match (run.outcome, last) {
        (Outcome::Diverged, _) => lang.lesson_diverged().to_string(),
        (_, Some(last)) => {
            let (accuracy, loss) =
                (format::percent(last.valid_accuracy.into()), format::number(last.valid_loss.into()));
            lang.done_text(&accuracy, &loss)
        }
        _ => String::new(),
    };
    html! {
        <div class="recorded">
            { part!(LossChart {
                train: points(|p| p.train_loss), valid: points(|p| Some(p.valid_loss)), steps_per_epoch: 1,
                smoothing: 0.0, total_steps: run.epochs, height: 160,
                text: words::chart(lang, lang.home_curve()),
            }) }
            <p class="hint">{ lang.lesson_recorded() }{ " " }{ words }</p>
        </div>
    }
}

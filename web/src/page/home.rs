//! The first page is the first experiment: pictures with undecided bars, a curve, one button; then one sentence.

use std::rc::Rc;

use share::Place;
use train::config::Config;
use train::protocol::{ProblemCode, RunState};
use yew::prelude::*;

use super::Path;
use crate::app::{use_lang, View};
use crate::component::{
    curves, decided_cells, device_line, play_button, problems, run_progress, shortcuts, wait, words, Icon, Link, Share,
};
use crate::hooks::use_state;
use crate::part::{drawn_by, part};
use crate::service::control;
use crate::service::engine::Engine;
use crate::service::keyboard::{use_shortcuts, Shortcut};
use crate::service::opened::Link as Shared;
use crate::service::route::Route;
use crate::service::text::Lang;
use crate::widget::{format, PictureGrid, PictureSize};

#[derive(Properties, PartialEq)]
pub struct Home {
    pub engine: Engine,
    pub view: View,
    pub draft: Rc<Config>,
    pub link: Shared,
}

drawn_by!(Home, use_home);

#[hook]
fn use_home(props: &Home) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let help = use_state(|| false);
    let names = view.plan.as_ref().map(|p| p.classes.clone()).unwrap_or_default();
    let classes = use_memo((lang, names), |(lang, names)| words::classes(*lang, names));
    let text = use_memo(lang, |lang| words::grid(*lang, lang.home_pictures()));
    {
        let (engine, view, draft, help) = (props.engine.clone(), view.clone(), props.draft.clone(), help.clone());
        use_shortcuts(Callback::from(move |shortcut| match shortcut {
            Shortcut::PlayPause => control::press_play(&engine, &view, &draft),
            Shortcut::Step => control::press_step(&engine, &view, &draft),
            Shortcut::Reset => control::press_reset(&engine, &view),
            Shortcut::Help => help.set(true),
        }));
    }
    html! {
        <>
            <div class="hero">
                <h1>{ lang.home_title() }</h1>
                <p>{ lang.home_lead() }</p>
            </div>
            { problems(lang, &props.engine, view, &props.draft) }
            <div class="experiment">
                <section class="sheet home-pictures" aria-label={lang.home_pictures()}>
                    { part!(PictureGrid {
                        cells: decided_cells(view), classes: (*classes).clone(), size: PictureSize::Large,
                        columns: Some(6), text: (*text).clone(),
                    }) }
                </section>
                <div class="home-side">
                    <section class="sheet home-curve" aria-label={lang.home_curve()}>
                        { curves(lang, view, true, 200) }
                    </section>
                    <section class="sheet home-action" aria-label={lang.transport()}>
                        <p class="home-sentence" role="status" id="sentence">{ sentence(lang, view) }</p>
                        { play_button(lang, &props.engine, view, &props.draft, lang.home_train()) }
                        { below(lang, props) }
                        { next(lang, props) }
                    </section>
                </div>
            </div>
            <section class="home-path" aria-label={lang.lessons_title()}>
                <h2>{ lang.lessons_title() }</h2>
                { part!(Path {}) }
            </section>
            if *help { { shortcuts(lang, Callback::from(move |()| help.set(false))) } }
        </>
    }
}

/// One sentence on what is to be seen now.
fn sentence(lang: Lang, view: &View) -> String {
    if view.has_exploded() || view.problem.as_ref().is_some_and(|p| p.code == ProblemCode::Diverged) {
        return lang.home_diverged().into();
    }
    match (view.state, &view.metrics) {
        (RunState::Done, Some(metrics)) => {
            let accuracy = format::percent(metrics.valid_accuracy.into());
            let valid = format::count(view.plan.as_ref().map_or(0, |p| p.valid_pictures).into());
            match view.seconds_of_training() {
                Some(seconds) => {
                    let seconds = lang.seconds(&format::number(seconds));
                    lang.home_done(&accuracy, &valid, &seconds)
                }
                None => lang.home_done_plain(&accuracy, &valid),
            }
        }
        (RunState::Running, _) => lang.home_while().into(),
        (RunState::Paused, _) => lang.home_paused().into(),
        _ => lang.home_before().into(),
    }
}

/// Under the button: what is waited for, how far the run is, or what the button will do.
fn below(lang: Lang, props: &Home) -> Html {
    let view = &props.view;
    let line = match view.state {
        RunState::Idle | RunState::Loading => wait(lang, view),
        RunState::Running | RunState::Paused => run_progress(lang, view),
        RunState::Ready | RunState::Done | RunState::Failed => {
            let pictures = format::count(props.draft.pictures.into());
            html! { <p class="hint">{ lang.home_note(&pictures, props.draft.epochs) }</p> }
        }
    };
    html! {
        <div class="home-below">
            { line }
            { device_line(lang, view.device.as_ref()) }
        </div>
    }
}

/// Where to go on.
fn next(lang: Lang, props: &Home) -> Html {
    let view = &props.view;
    let done = view.state == RunState::Done;
    html! {
        <div class="home-next">
            if done { <p>{ lang.home_next_why() }</p> }
            <Link to={Route::Lab} class={classes!("button", done.then_some("primary"))}>
                <span>
                    { if done { lang.home_next() } else if view.has_steps() { lang.home_inside() } else { lang.home_open_lab() } }
                </span>
                { Icon::Arrow.draw() }
            </Link>
            if view.has_steps() {
                { part!(Share {
                    engine: props.engine.clone(), view: view.clone(), place: Place::Lab,
                    link: props.link.clone(),
                }) }
            }
        </div>
    }
}

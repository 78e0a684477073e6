//! The transport bar: train or pause, one step, reset, how far the run is, and what computes.

use train::config::Config;
use train::protocol::RunState;
use yew::prelude::*;

use super::device_line::device_line;
use super::wait::{is_waiting, wait};
use super::Icon;
use crate::app::View;
use crate::service::control::{self, Play};
use crate::service::engine::Engine;
use crate::service::text::Lang;
use crate::widget::{format, progress_bar};
use std::rc::Rc;

fn play_word(lang: Lang, play: Play, start: &'static str, begun: bool) -> (Icon, &'static str) {
    match play {
        Play::Start | Play::StartWhenReady => (Icon::Play, start),
        Play::New if !begun => (Icon::Play, start),
        Play::New => (Icon::Play, lang.train_new()),
        Play::Pause => (Icon::Pause, lang.pause()),
        Play::GoOn => (Icon::Play, lang.go_on()),
        Play::Again => (Icon::Play, lang.train_again()),
        Play::Wait => (Icon::Play, lang.starting()),
    }
}

/// The big button; `start` is its word before the first run.
pub fn play_button(lang: Lang, engine: &Engine, view: &View, draft: &Rc<Config>, start: &'static str) -> Html {
    let play = control::play(view, draft);
    let (icon, word) = play_word(lang, play, start, view.has_steps());
    let waits = play == Play::Wait;
    let onclick = {
        let (engine, view, draft) = (engine.clone(), view.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| control::press_play(&engine, &view, &draft))
    };
    html! {
        <button type="button" id="play" class="button primary play" {onclick} aria-disabled={waits.then_some("true")}>
            { icon.draw() }<span>{ word }</span>
        </button>
    }
}

fn state_word(lang: Lang, state: RunState) -> &'static str {
    match state {
        RunState::Idle => lang.state_idle(),
        RunState::Loading => lang.state_loading(),
        RunState::Ready => lang.state_ready(),
        RunState::Running => lang.state_running(),
        RunState::Paused => lang.state_paused(),
        RunState::Done => lang.state_done(),
        RunState::Failed => lang.state_failed(),
    }
}

/// Epoch and time left, as text of fixed parts: `epoch 2.4 / 5 · 12 s left`.
fn progress_text(lang: Lang, view: &View) -> String {
    let progress = view.progress;
    let epochs = view.config.as_ref().map_or(0, |c| c.epochs);
    let done = format::fixed(progress.epoch.max(0.0).into(), 1);
    let epoch = lang.epoch_of(&done, epochs);
    match (view.state, progress.seconds_left) {
        (RunState::Running, Some(seconds)) if seconds.is_finite() => {
            let left = if seconds < 1.5 {
                lang.almost_there().to_string()
            } else {
                lang.time_left(&format::clock(seconds.into()))
            };
            format!("{epoch} · {left}")
        }
        _ => epoch,
    }
}

fn run_progress(lang: Lang, view: &View) -> Html {
    let progress = view.progress;
    let share = (progress.total_steps > 0).then(|| progress.step as f32 / progress.total_steps as f32);
    progress_bar(share.or(Some(0.0)), lang.progress(), &progress_text(lang, view))
}

/// The bar itself.
pub fn transport(lang: Lang, engine: &Engine, view: &View, draft: &Rc<Config>, on_help: &Callback<()>) -> Html {
    let step = {
        let (engine, view, draft) = (engine.clone(), view.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| control::press_step(&engine, &view, &draft))
    };
    let reset = {
        let (engine, view) = (engine.clone(), view.clone());
        Callback::from(move |_: MouseEvent| control::press_reset(&engine, &view))
    };
    let help = on_help.reform(|_: MouseEvent| ());
    let disabled = |possible: bool| (!possible).then_some("true");
    let speed = f64::from(view.progress.images_per_second);
    let speed = if speed > 0.0 { format::number(speed) } else { format::DASH.into() };
    html! {
        <section class="transport" aria-label={lang.transport()}>
            <div class="transport-buttons">
                { play_button(lang, engine, view, draft, lang.train()) }
                <button type="button" id="step" class="button icon-text" onclick={step} title={lang.step_hint()}
                    aria-disabled={disabled(control::can_step(view))} aria-keyshortcuts=".">
                    { Icon::Step.draw() }<span>{ lang.step() }</span>
                </button>
                <button type="button" id="reset" class="button icon-text" onclick={reset} title={lang.reset_hint()}
                    aria-disabled={disabled(control::can_reset(view))} aria-keyshortcuts="R">
                    { Icon::Reset.draw() }<span>{ lang.reset() }</span>
                </button>
            </div>
            <div class="transport-progress">
                <span id="state" class={classes!("state", format!("state-{}", state_class(view.state)))} role="status">
                    { state_word(lang, view.state) }
                </span>
                if is_waiting(view) { { wait(lang, view) } } else { { run_progress(lang, view) } }
            </div>
            <div class="transport-machine">
                <span class="speed w-num"><b>{ speed }</b>{ " " }{ lang.speed_unit() }</span>
                { device_line(lang, view.device.as_ref()) }
                <button type="button" class="ghost icon-only help" onclick={help} aria-label={lang.shortcuts()}
                    title={lang.shortcuts()} aria-keyshortcuts="?">{ "?" }</button>
            </div>
        </section>
    }
}

fn state_class(state: RunState) -> &'static str {
    match state {
        RunState::Idle | RunState::Loading => "loading",
        RunState::Ready => "ready",
        RunState::Running => "running",
        RunState::Paused => "paused",
        RunState::Done => "done",
        RunState::Failed => "failed",
    }
}

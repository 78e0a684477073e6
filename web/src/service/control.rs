//! What the transport's buttons and shortcuts do, given where the run stands.

use train::config::Config;
use train::protocol::{Command, RunState};

use super::engine::Engine;
use super::run_model::RunView;

/// What the big button does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Play {
    /// Start the prepared run.
    Start,
    /// Start as soon as the run is ready.
    StartWhenReady,
    Pause,
    GoOn,
    /// Back to the same initial weights, then train.
    Again,
    /// Prepare a run with the changed settings, then train.
    New,
    /// Nothing: training was asked for already, or the engine is not there.
    Wait,
}

/// Whether the panel's settings differ from those of the run.
pub fn is_dirty(view: &RunView, draft: &Config) -> bool {
    view.config.as_ref().is_some_and(|config| config != draft)
}

/// What the big button does next.
pub fn play(view: &RunView, draft: &Config) -> Play {
    if view.died.is_some() || view.config.is_none() {
        return Play::Wait;
    }
    let dirty = is_dirty(view, draft);
    match view.state {
        RunState::Idle | RunState::Loading if view.queued => Play::Wait,
        RunState::Idle | RunState::Loading if dirty => Play::New,
        RunState::Idle | RunState::Loading => Play::StartWhenReady,
        RunState::Running => Play::Pause,
        RunState::Paused => Play::GoOn,
        RunState::Ready | RunState::Done if dirty => Play::New,
        RunState::Failed => Play::New,
        RunState::Ready => Play::Start,
        RunState::Done => Play::Again,
    }
}

/// Presses the big button.
pub fn press_play(engine: &Engine, view: &RunView, draft: &Config) {
    match play(view, draft) {
        Play::Start | Play::StartWhenReady | Play::GoOn => engine.send(Command::Train),
        Play::Pause => engine.send(Command::Pause),
        Play::Again => {
            engine.send(Command::Reset);
            engine.send(Command::Train);
        }
        Play::New => {
            engine.prepare(draft.clone());
            engine.send(Command::Train);
        }
        Play::Wait => {}
    }
}

pub fn can_step(view: &RunView) -> bool {
    view.died.is_none() && matches!(view.state, RunState::Ready | RunState::Paused)
}

/// One batch, with the changed settings when the run has not begun.
pub fn press_step(engine: &Engine, view: &RunView, draft: &Config) {
    if can_step(view) {
        if view.state == RunState::Ready && is_dirty(view, draft) {
            engine.prepare(draft.clone());
        }
        engine.send(Command::Step);
    }
}

pub fn can_reset(view: &RunView) -> bool {
    let stands = matches!(view.state, RunState::Running | RunState::Paused | RunState::Done | RunState::Failed);
    view.died.is_none() && stands && view.has_steps()
}

/// Back to the same initial weights.
pub fn press_reset(engine: &Engine, view: &RunView) {
    if can_reset(view) {
        engine.send(Command::Reset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(state: RunState) -> RunView {
        RunView { config: Some(Config::default()), state, ..RunView::default() }
    }

    #[test]
    fn the_big_button() {
        let same = Config::default();
        let changed = Config { epochs: 9, ..Config::default() };
        for (state, with_same, with_changed) in [
            (RunState::Loading, Play::StartWhenReady, Play::New),
            (RunState::Ready, Play::Start, Play::New),
            (RunState::Running, Play::Pause, Play::Pause),
            (RunState::Paused, Play::GoOn, Play::GoOn),
            (RunState::Done, Play::Again, Play::New),
            (RunState::Failed, Play::New, Play::New),
        ] {
            assert_eq!(play(&view(state), &same), with_same, "{state:?}");
            assert_eq!(play(&view(state), &changed), with_changed, "{state:?}");
        }
        assert_eq!(play(&RunView::default(), &same), Play::Wait);
        assert_eq!(play(&RunView { queued: true, ..view(RunState::Loading) }, &same), Play::Wait);
        assert_eq!(play(&RunView { died: Some(String::new()), ..view(RunState::Ready) }, &same), Play::Wait);
    }

    #[test]
    fn step_and_reset_hold_only_where_they_mean_something() {
        assert!(can_step(&view(RunState::Ready)) && can_step(&view(RunState::Paused)));
        assert!(!can_step(&view(RunState::Running)) && !can_step(&view(RunState::Done)));
        assert!(!can_reset(&view(RunState::Paused)), "nothing to take back before the first step");
    }
}

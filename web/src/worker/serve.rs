//! The loop of the worker: one command at a time, and a slice of training whenever none waits.

use std::rc::Rc;

use train::choose::Chooser;
use train::config::Config;
use train::protocol::{Command, Event, LoadStage, Look, Problem, ProblemCode, RunState};
use train::session::{prepare, Session};
use wasm_bindgen::JsCast;

use super::asset::Assets;
use super::crew::{cores, Recruits};
use super::inbox::{Breath, Inbox};
use super::load::{material, shaders, test_set, LoadError, SHADERS};
use super::picture::Opener;
use super::Outbox;
use crate::service::engine::BUILD;

/// Serves the page for as long as it is there.
pub async fn serve(inbox: Rc<Inbox>, out: Outbox) {
    let breath = match Breath::new() {
        Ok(breath) => breath,
        Err(error) => panic!("no message channel: {error:?}"),
    };
    let assets = Assets::default();
    let mut opener = Opener::default();
    // The page names a worker by what an earlier one has measured of the GPU.
    let mut chooser = Chooser::new(has_web_gpu(), cores(), &scope().name());
    let device = chooser.look().await;
    if device.backend == "gpu" {
        // The first run will want them.
        assets.ask(SHADERS);
    }
    out.send(&Event::Hello { build: BUILD.into(), device });
    let mut emit = |event: Event| out.send(&event);
    let mut session: Option<Session> = None;
    let mut recruits = Recruits::default();
    loop {
        let command = match &session {
            Some(session) if session.is_running() => inbox.take(),
            _ => Some(inbox.next().await),
        };
        match (command, &mut session) {
            (Some(Command::Prepare { config }), session) => {
                *session = None;
                recruits = Recruits::default();
                emit(Event::State { state: RunState::Loading });
                if inbox.replaces_run() {
                    continue;
                }
                match new_session(&assets, &mut chooser, config, &mut emit).await {
                    Ok(made) => *session = Some(made),
                    Err(error) => {
                        emit(Event::Problem { problem: error.problem() });
                        emit(Event::State { state: RunState::Failed });
                    }
                }
            }
            (Some(Command::Predict { id, bytes }), Some(session)) => match opener.open(&assets, id, &bytes).await {
                Ok(rgb) => session.predict(id, rgb, &mut emit).await,
                Err(problem) => emit(Event::Problem { problem }),
            },
            (Some(Command::Look { id, look: Look::Test }), Some(session)) => match test_set(&assets).await {
                Ok(test) => session.look_at_test(id, &test, &mut emit).await,
                Err(error) => emit(Event::Problem { problem: error.problem() }),
            },
            (Some(command), Some(session)) => session.command(command, &mut emit).await,
            (Some(command), None) => emit(Event::Problem { problem: nothing_prepared(&command) }),
            (None, Some(session)) => {
                recruits.join(session);
                session.tick(&mut emit).await;
                breath.take().await;
            }
            (None, None) => {}
        }
    }
}

async fn new_session(
    assets: &Assets,
    chooser: &mut Chooser,
    config: Config,
    emit: &mut dyn FnMut(Event),
) -> Result<Session, LoadError> {
    let material = material(assets, &config, emit).await?;
    emit(Event::Loading { stage: LoadStage::Compile, done: 0, total: 1 });
    let mut device = chooser.choose(config.backend).await;
    if device.0.backend() == "gpu" {
        shaders(assets).await?;
        let known = chooser.measured();
        device = chooser.measure(device, now).await;
        let found = chooser.measured();
        if found != known {
            emit(Event::Measured { found });
        }
    }
    prepare(config, material, device, now, emit).await.map_err(LoadError::Prepare)
}

pub(super) fn scope() -> web_sys::DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Whether this browser has WebGPU, with a GPU or without. It may hide it on pages that are not secure.
fn has_web_gpu() -> bool {
    js_sys::Reflect::has(&scope().navigator(), &"gpu".into()).unwrap_or(false)
}

/// Milliseconds since the worker began.
fn now() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

fn nothing_prepared(command: &Command) -> Problem {
    let id = match command {
        Command::Predict { id, .. } | Command::PredictAgain { id, .. } => Some(*id),
        _ => None,
    };
    let detail = "no run has been prepared".into();
    Problem { code: ProblemCode::Order, detail, key: None, id }
}

//! The loop of the worker: one command at a time, and a slice of training whenever none waits.

use std::rc::Rc;

use train::protocol::{Command, DeviceInfo, DeviceReason, Event, Problem, ProblemCode, RunState};

use super::inbox::{Breath, Inbox};
use super::Outbox;
use crate::service::engine::BUILD;

/// A prepared run, as the loop needs it.
pub trait Run {
    /// Whether [`Run::tick`] would train.
    fn is_running(&self) -> bool;
    /// Everything but `Prepare` and `Predict`.
    fn command(&mut self, command: Command, emit: &mut dyn FnMut(Event));
    /// Trains for about 10 ms.
    async fn tick(&mut self, emit: &mut dyn FnMut(Event));
}

/// Serves the page for as long as it is there.
pub async fn serve(inbox: Rc<Inbox>, out: Outbox) {
    let breath = match Breath::new() {
        Ok(breath) => breath,
        Err(error) => panic!("no message channel: {error:?}"),
    };
    out.send(&Event::Hello { build: BUILD.into(), device: cpu() });
    let mut run: Option<Nothing> = None;
    loop {
        let command = match &run {
            Some(run) if run.is_running() => inbox.take(),
            _ => Some(inbox.next().await),
        };
        let mut emit = |event: Event| out.send(&event);
        match (command, &mut run) {
            (Some(Command::Prepare { .. }), run) => {
                *run = None;
                emit(Event::State { state: RunState::Loading });
                if !inbox.replaces_run() {
                    emit(Event::Problem { problem: order("the engine is not part of this build yet") });
                    emit(Event::State { state: RunState::Failed });
                }
            }
            (Some(command), Some(run)) => run.command(command, &mut emit),
            (Some(_), None) => {}
            (None, Some(run)) => {
                run.tick(&mut emit).await;
                breath.take().await;
            }
            (None, None) => {}
        }
    }
}

fn cpu() -> DeviceInfo {
    DeviceInfo {
        backend: "cpu".into(),
        adapter: String::new(),
        reason: DeviceReason::NoWebGpu,
        gpu_available: false,
    }
}

fn order(detail: &str) -> Problem {
    Problem { code: ProblemCode::Internal, detail: detail.into(), key: None, id: None }
}

/// No run can be prepared yet.
enum Nothing {}

impl Run for Nothing {
    fn is_running(&self) -> bool {
        match *self {}
    }

    fn command(&mut self, _: Command, _: &mut dyn FnMut(Event)) {
        match *self {}
    }

    async fn tick(&mut self, _: &mut dyn FnMut(Event)) {
        match *self {}
    }
}

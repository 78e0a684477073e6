//! How fast a device trains: the steps of a real run, in a worker of its own, so that the student's run is left alone.

use std::cell::Cell;
use std::rc::Rc;

use train::config::{Backend, Config};
use train::protocol::{Command, Event, LoadStage, RunState};

use super::engine::Engine;

/// Milliseconds of training that are measured.
const TRAINED: f64 = 3000.0;
/// Steps at least: the first ones say little.
const STEPS: u32 = 5;

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Whole training steps, in pictures a second.
    pub speed: f64,
    /// Milliseconds from the files at hand to the end of the first step: the plan, and on a GPU its shaders, are compiled,
    /// and the validation pictures are predicted once.
    pub first: f64,
    /// Launches of kernels a step.
    pub launches: u32,
}

/// Trains the residual network of depth 1 from random weights for some seconds. None where the run fails or the engine ends.
pub async fn measure(engine: &Engine, backend: Backend, width: u32, batch: u32) -> Option<Measured> {
    let config = Config {
        backend,
        width,
        batch_size: batch,
        pretrained: false,
        pictures: 400,
        epochs: 100,
        ..Config::default()
    };
    engine.prepare(config);
    let clock = || js_sys::Date::now();
    let (loaded, first, launches, stopped) = (Cell::new(clock()), Cell::new(0.0), Cell::new(0), Cell::new(false));
    let (me, seen) = (engine.clone(), Rc::new(Cell::new(0.0)));
    let pick = move |event: &Event| match event {
        Event::Loading { stage: LoadStage::Compile, done: 0, .. } => {
            loaded.set(clock());
            None
        }
        Event::Compiled { plan } => {
            launches.set(plan.launches);
            None
        }
        Event::Batches { progress, .. } => {
            if first.get() == 0.0 {
                first.set(clock());
                seen.set(first.get() - loaded.get());
            }
            if !stopped.get() && progress.step >= STEPS && clock() - first.get() > TRAINED {
                stopped.set(true);
                me.send(Command::Stop);
            }
            None
        }
        Event::Done { metrics } => Some(Some(Measured {
            speed: metrics.images_per_second.into(),
            first: seen.get(),
            launches: launches.get(),
        })),
        Event::State { state: RunState::Failed } => Some(None),
        _ => None,
    };
    engine.answer(Command::Train, pick).await.flatten()
}

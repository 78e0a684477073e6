//! The session: one experiment as a state machine. Commands in, events out; between commands it trains in slices of
//! about ten milliseconds. It knows no DOM, and its clock is given to it.

mod keep;
mod look;
mod pace;
mod picture;
mod prepare;
mod progress;
mod report;
mod slice;
mod survive;
mod validate;

use nn::Normalisation;
use tensor::Error;

use crate::config::Config;
use crate::crew::{members, Crew, Setup};
use crate::protocol::{Command, DeviceInfo, Event, Look, Problem, ProblemCode, RunState};
use crate::trainer::{Pool, Snapshot, Trainer};

use pace::Paces;
pub use prepare::{model, prepare, recipe, Material, PrepareError};
use validate::{After, Validation};

/// Milliseconds on some clock that only moves forward.
pub type Clock = fn() -> f64;

/// Validation pictures whose predictions can be watched at once.
const MOST_WATCHED: usize = 64;

/// One experiment.
#[derive(Debug)]
pub struct Session {
    config: Config,
    pool: Pool,
    train: Vec<u32>,
    valid: Vec<u32>,
    classes: Vec<String>,
    normalisation: Normalisation,
    trainer: Trainer,
    device: DeviceInfo,
    clock: Clock,
    state: RunState,
    initial: Snapshot,
    /// Where the run stood a little earlier; for the loss of a GPU.
    kept: Snapshot,
    watched: Vec<u32>,
    validation: Option<Validation>,
    /// The step that was validated last.
    validated: Option<u32>,
    /// Losses since the last validation.
    loss_sum: f64,
    loss_count: u32,
    last_train_loss: f32,
    /// Pause after the next step.
    single: bool,
    paces: Paces,
    /// Time spent in training steps, and pictures seen in it.
    trained_ms: f64,
    trained_pictures: f64,
    last_batches: f64,
    last_predictions: f64,
    last_weights: f64,
    last_snapshot: f64,
}

type Emit<'a> = &'a mut dyn FnMut(Event);

impl Session {
    /// Whether [`Session::tick`] has something to do.
    pub fn is_running(&self) -> bool {
        self.state == RunState::Running || self.validation.is_some()
    }

    /// Where the run stands.
    pub fn state(&self) -> RunState {
        self.state
    }

    /// What others need to know who are to share this run's steps, with the pool's bytes, where so many cores can; none
    /// where they can't, and where a GPU computes.
    pub fn setup(&self, cores: u32) -> Option<(Setup, &[u8])> {
        let members = members(self.trainer.shards(), cores);
        if members < 2 {
            return None;
        }
        let setup = Setup {
            config: self.config.clone(),
            classes: self.classes.len() as u32,
            normalisation: self.normalisation,
            pictures: self.pool.labels.len() as u32,
            batch: self.trainer.recipe().batch as u32,
            members: members as u32,
        };
        Some((setup, &self.pool.pixels))
    }

    /// Shares the steps that follow.
    pub fn share(&mut self, crew: Box<dyn Crew>) {
        self.trainer.share(Some(crew));
    }

    /// Carries out a command. `Prepare` makes a new session, `Predict` needs its picture opened first, and a look at the
    /// test set its pictures: they are for those who hold the session.
    pub async fn command(&mut self, command: Command, emit: Emit<'_>) {
        match command {
            Command::Prepare { .. } | Command::Predict { .. } | Command::Look { look: Look::Test, .. } => {}
            Command::Look { id, look } => {
                let looked = self.look_at(id, &look, emit).await;
                self.survive(looked, emit).await;
            }
            Command::PredictAgain { id, rgb } => self.predict(id, rgb, emit).await,
            Command::Keep { id, start } => {
                let kept = self.keep(id, start, emit).await;
                self.survive(kept, emit).await;
            }
            Command::Restore { kept } => match self.state {
                RunState::Ready => self.go_on_from(*kept, emit).await,
                _ => self.out_of_order("Restore", emit),
            },
            Command::Adopt { weights } => match self.state {
                RunState::Ready | RunState::Paused | RunState::Done => self.adopt(weights, emit).await,
                _ => self.out_of_order("Adopt", emit),
            },
            Command::Train => match self.state {
                RunState::Ready | RunState::Paused => {
                    self.single = false;
                    self.run(emit);
                }
                RunState::Running => self.single = false,
                _ => self.out_of_order("Train", emit),
            },
            Command::Step => match self.state {
                RunState::Ready | RunState::Paused => {
                    self.single = true;
                    self.run(emit);
                }
                _ => self.out_of_order("Step", emit),
            },
            Command::Pause if self.state == RunState::Running => {
                self.validation = self.validation.take().filter(|v| v.after() == After::Finish);
                if self.validation.is_none() {
                    self.set_state(RunState::Paused, emit);
                }
                let shown = self.show(emit).await;
                self.survive(shown.map(drop), emit).await;
            }
            Command::Pause => {}
            Command::Reset => {
                let done = self.reset(emit).await;
                self.survive(done, emit).await;
            }
            Command::Stop => match self.state {
                RunState::Running | RunState::Paused | RunState::Ready => {
                    self.set_state(RunState::Running, emit);
                    self.begin_validation(After::Finish);
                }
                _ => self.out_of_order("Stop", emit),
            },
            Command::Pictures { split, from, count } => self.send_pictures(split, from, count, emit),
            Command::Watch { mut indices } => {
                indices.retain(|i| (*i as usize) < self.valid.len());
                indices.truncate(MOST_WATCHED);
                self.watched = indices;
                let shown = self.send_predictions(emit).await;
                self.survive(shown, emit).await;
            }
        }
    }

    fn run(&mut self, emit: Emit<'_>) {
        let now = (self.clock)();
        self.last_batches = now;
        self.last_snapshot = now;
        self.set_state(RunState::Running, emit);
    }

    fn set_state(&mut self, state: RunState, emit: Emit<'_>) {
        self.state = state;
        emit(Event::State { state });
    }

    /// Back to the initial weights.
    async fn reset(&mut self, emit: Emit<'_>) -> Result<(), Error> {
        self.validation = None;
        self.validated = None;
        self.single = false;
        self.loss_sum = 0.0;
        self.loss_count = 0;
        self.last_train_loss = f32::NAN;
        self.trained_ms = 0.0;
        self.trained_pictures = 0.0;
        self.kept = self.initial.clone();
        self.trainer.restore(&self.initial)?;
        self.set_state(RunState::Ready, emit);
        self.show(emit).await.map(drop)
    }

    fn out_of_order(&self, command: &str, emit: Emit<'_>) {
        emit(problem(ProblemCode::Order, format!("{command} does not fit a run that is {:?}", self.state)));
    }
}

fn problem(code: ProblemCode, detail: String) -> Event {
    Event::Problem { problem: Problem { code, detail, key: None, id: None } }
}

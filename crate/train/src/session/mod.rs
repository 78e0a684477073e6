//! The session: one experiment as a state machine. Commands in, events out; between commands it trains in slices of
//! about ten milliseconds. It knows no DOM, and its clock is given to it.

mod keep;
mod look;
mod pace;
mod prepare;
mod report;
mod validate;

use nn::{Model, Normalisation, Weights};
use tensor::Error;

use crate::config::Config;
use crate::crew::{members, Crew, Setup};
use crate::device::Device;
use crate::protocol::{
    BatchPoint, Command, DeviceInfo, DeviceReason, Event, Look, Metrics, PictureItem, Problem, ProblemCode,
    RunProgress, RunState, Split,
};
use crate::trainer::{Pool, Snapshot, StepMetric, Trainer};

use pace::Paces;
pub use prepare::{model, prepare, recipe, Material, PrepareError};
use validate::{After, Validation};

/// Milliseconds on some clock that only moves forward.
pub type Clock = fn() -> f64;

/// How long a slice of training may take, and how often the page hears of what.
const SLICE_MS: f64 = 10.0;
const BATCHES_MS: f64 = 150.0;
const PREDICTIONS_MS: f64 = 600.0;
const WEIGHTS_MS: f64 = 1000.0;
/// How often a run on a GPU is copied, so that it can go on on the CPU when the GPU is lost.
const SNAPSHOT_MS: f64 = 2000.0;
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

    /// Trains, or validates, for about [`SLICE_MS`].
    pub async fn tick(&mut self, emit: Emit<'_>) {
        let done = self.slice(emit).await;
        self.survive(done, emit).await;
    }

    async fn slice(&mut self, emit: Emit<'_>) -> Result<(), Error> {
        if self.validation.is_some() {
            return self.validation_slice(emit).await;
        }
        if self.state != RunState::Running {
            return Ok(());
        }
        // Before the first step and after every epoch. After a pause too: single steps, a pause in the middle of a
        // validation, and a run that is taken up again leave it to the steps that follow.
        let done = self.trainer.steps_done();
        if done.is_multiple_of(self.trainer.steps_per_epoch()) && self.validated != Some(done) {
            self.begin_validation(After::GoOn);
            return Ok(());
        }
        let start = (self.clock)();
        let mut steps = 0;
        loop {
            self.trainer.step().await?;
            steps += 1;
            let done = self.trainer.steps_done();
            let boundary = done.is_multiple_of(self.trainer.steps_per_epoch());
            if boundary || self.single || (self.clock)() - start > SLICE_MS {
                break;
            }
        }
        self.trained_pictures += f64::from(steps) * self.trainer.recipe().batch as f64;
        self.paces.add(self.trainer.members() > 1, (self.clock)() - start, steps);
        if self.paces.sharing_does_not_pay() {
            self.trainer.share(None);
        }
        let workers = self.trainer.members() as u32;
        if workers != self.device.workers {
            self.device.workers = workers;
            emit(Event::Device { device: self.device.clone() });
        }
        let done = self.trainer.steps_done();
        let boundary = done.is_multiple_of(self.trainer.steps_per_epoch());
        let due = (self.clock)() - self.last_batches > BATCHES_MS || self.trainer.metrics_waiting() >= 32;
        let metrics = if due || boundary || self.single { self.trainer.take_metrics().await? } else { Vec::new() };
        self.trained_ms += (self.clock)() - start;
        if !metrics.is_empty() {
            self.last_batches = (self.clock)();
            let diverged = self.send_batches(metrics, emit);
            if diverged {
                let detail = format!("the loss was not a finite number at step {done}");
                emit(problem(ProblemCode::Diverged, detail));
                self.begin_validation(After::Finish);
                return Ok(());
            }
        }
        self.look(emit).await?;
        if done >= self.trainer.total_steps() {
            self.begin_validation(After::Finish);
        } else if self.single {
            self.single = false;
            self.set_state(RunState::Paused, emit);
            self.show(emit).await?;
        }
        Ok(())
    }

    /// What the page sees now and then while training goes on.
    async fn look(&mut self, emit: Emit<'_>) -> Result<(), Error> {
        let now = (self.clock)();
        if now - self.last_predictions > PREDICTIONS_MS {
            self.send_predictions(emit).await?;
            self.last_predictions = (self.clock)();
        }
        if now - self.last_weights > WEIGHTS_MS {
            self.send_weights(emit).await?;
            self.last_weights = (self.clock)();
        }
        if self.device.backend == "gpu" && now - self.last_snapshot > SNAPSHOT_MS {
            self.kept = self.trainer.snapshot().await?;
            self.last_snapshot = (self.clock)();
        }
        Ok(())
    }

    /// Shows predictions and weights as they are now; gives the weights.
    async fn show(&mut self, emit: Emit<'_>) -> Result<Weights, Error> {
        let metrics = self.trainer.take_metrics().await?;
        if !metrics.is_empty() {
            self.send_batches(metrics, emit);
        }
        self.send_predictions(emit).await?;
        self.send_weights(emit).await
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

    /// Ends the run with its metrics.
    async fn finish(&mut self, loss: f32, accuracy: f32, emit: Emit<'_>) -> Result<(), Error> {
        let weights = self.show(emit).await?;
        self.set_state(RunState::Done, emit);
        let metrics = Metrics {
            backend: self.device.backend.clone(),
            steps: self.trainer.steps_done(),
            train_loss: self.last_train_loss,
            valid_loss: loss,
            valid_accuracy: accuracy,
            images_per_second: self.images_per_second(),
            weights_hash: nn::weights::weights_hash(&weights.parameters, &weights.statistics),
        };
        emit(Event::Done { metrics });
        Ok(())
    }

    /// Goes on after an error: a lost GPU's run continues on the CPU from where it was copied last.
    async fn survive(&mut self, result: Result<(), Error>, emit: Emit<'_>) {
        let Err(error) = result else { return };
        if self.device.backend != "gpu" {
            emit(problem(ProblemCode::Internal, error.to_string()));
            self.set_state(RunState::Failed, emit);
            return;
        }
        let model: Model = self.trainer.model().clone();
        let recipe = self.trainer.recipe().clone();
        let train = self.train.clone();
        let made = Trainer::new(Device::cpu(), model, &self.initial.weights, &self.pool, train, recipe).await;
        let restored = made.and_then(|mut trainer| trainer.restore(&self.kept).map(|()| trainer));
        match restored {
            Ok(trainer) => {
                self.trainer = trainer;
                self.device = DeviceInfo {
                    backend: "cpu".into(),
                    reason: DeviceReason::Lost,
                    gpu_available: false,
                    workers: 1,
                    speeds: [0; 2],
                    ..self.device.clone()
                };
                let finishing = self.validation.as_ref().is_some_and(|v| v.after() == After::Finish);
                self.validation = None;
                if finishing {
                    self.begin_validation(After::Finish);
                }
                emit(Event::Device { device: self.device.clone() });
                emit(problem(ProblemCode::GpuLost, error.to_string()));
                emit(Event::State { state: self.state });
            }
            Err(error) => {
                emit(problem(ProblemCode::Internal, error.to_string()));
                self.set_state(RunState::Failed, emit);
            }
        }
    }

    fn out_of_order(&self, command: &str, emit: Emit<'_>) {
        emit(problem(ProblemCode::Order, format!("{command} does not fit a run that is {:?}", self.state)));
    }

    /// Sends the points, and says whether one of them is no finite number.
    fn send_batches(&mut self, metrics: Vec<StepMetric>, emit: Emit<'_>) -> bool {
        let mut diverged = false;
        let head = self.trainer.recipe().rates.iter().copied().fold(0.0, f32::max);
        let points = metrics
            .iter()
            .map(|m| {
                diverged |= !m.loss.is_finite();
                self.loss_sum += f64::from(m.loss);
                self.loss_count += 1;
                let learning_rate = head * self.trainer.schedule_factor(m.step);
                BatchPoint { step: m.step + 1, loss: m.loss, accuracy: m.accuracy, learning_rate }
            })
            .collect();
        emit(Event::Batches { points, progress: self.progress() });
        diverged
    }

    fn images_per_second(&self) -> f32 {
        match self.trained_ms > 0.0 {
            true => (self.trained_pictures / (self.trained_ms / 1000.0)) as f32,
            false => 0.0,
        }
    }

    fn progress(&self) -> RunProgress {
        let (step, total_steps) = (self.trainer.steps_done(), self.trainer.total_steps());
        let per_second = self.images_per_second();
        let left = f64::from(total_steps - step.min(total_steps)) * self.trainer.recipe().batch as f64;
        // The first steps say little about the speed of those to come.
        let known = per_second > 0.0 && step >= 3;
        RunProgress {
            step,
            total_steps,
            epoch: step as f32 / self.trainer.steps_per_epoch() as f32,
            images_per_second: per_second,
            seconds_left: known.then(|| (left / f64::from(per_second)) as f32),
        }
    }

    fn send_pictures(&self, split: Split, from: u32, count: u32, emit: Emit<'_>) {
        let set = match split {
            Split::Train => &self.train,
            Split::Valid => &self.valid,
        };
        let items = set
            .iter()
            .enumerate()
            .skip(from as usize)
            .take(count as usize)
            .map(|(index, at)| {
                let at = *at as usize;
                PictureItem {
                    index: index as u32,
                    label: u32::from(self.pool.labels[at]),
                    rgb: self.pool.pixels[at * vision::SIDE_BYTES..(at + 1) * vision::SIDE_BYTES].to_vec(),
                }
            })
            .collect();
        emit(Event::Pictures { split, total: set.len() as u32, items });
    }

    /// Bytes of a picture as the network reads them.
    fn normalised(&self, rgb: &[u8]) -> Vec<f32> {
        let statistics = vision::Statistics { mean: self.normalisation.mean, std: self.normalisation.std };
        vision::normalise(rgb, &statistics)
    }

    /// Predicts a picture of the student's own, `32 * 32 * 3` bytes of red, green, blue.
    pub async fn predict(&mut self, id: u32, rgb: Vec<u8>, emit: Emit<'_>) {
        let values = self.normalised(&rgb);
        match self.trainer.predict(&values).await {
            Ok(probabilities) => emit(Event::Predicted { id, probabilities, rgb }),
            Err(error) => {
                // The next try finds the CPU, where a GPU was lost.
                let code = if self.device.backend == "gpu" { ProblemCode::GpuLost } else { ProblemCode::Internal };
                let detail = error.to_string();
                emit(Event::Problem { problem: Problem { code, detail, key: None, id: Some(id) } });
                self.survive(Err(error), emit).await;
            }
        }
    }
}

fn problem(code: ProblemCode, detail: String) -> Event {
    Event::Problem { problem: Problem { code, detail, key: None, id: None } }
}

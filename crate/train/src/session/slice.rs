//! Training in slices, so that a command is heard between two of them, and what the page sees now and then meanwhile.

use nn::Weights;
use tensor::Error;

use super::{problem, After, Emit, Session};
use crate::protocol::{Event, ProblemCode, RunState};

/// How long a slice of training may take, and how often the page hears of what.
pub(super) const SLICE_MS: f64 = 10.0;
const BATCHES_MS: f64 = 150.0;
const PREDICTIONS_MS: f64 = 600.0;
const WEIGHTS_MS: f64 = 1000.0;
/// How often a run on a GPU is copied, so that it can go on on the CPU when the GPU is lost.
const SNAPSHOT_MS: f64 = 2000.0;

impl Session {
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
    pub(super) async fn show(&mut self, emit: Emit<'_>) -> Result<Weights, Error> {
        let metrics = self.trainer.take_metrics().await?;
        if !metrics.is_empty() {
            self.send_batches(metrics, emit);
        }
        self.send_predictions(emit).await?;
        self.send_weights(emit).await
    }
}

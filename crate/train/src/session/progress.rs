//! How far a run is, and what it came to.

use tensor::Error;

use super::{Emit, Session};
use crate::protocol::{BatchPoint, Event, Metrics, RunProgress, RunState};
use crate::trainer::StepMetric;

impl Session {
    /// Sends the points, and says whether one of them is no finite number.
    pub(super) fn send_batches(&mut self, metrics: Vec<StepMetric>, emit: Emit<'_>) -> bool {
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

    pub(super) fn progress(&self) -> RunProgress {
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

    /// Ends the run with its metrics.
    pub(super) async fn finish(&mut self, loss: f32, accuracy: f32, emit: Emit<'_>) -> Result<(), Error> {
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
}

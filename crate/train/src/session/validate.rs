//! Validation in slices, so that a pause is heard in the middle of a thousand pictures.

use nn::metrics::Score;
use tensor::Error;

use super::slice::SLICE_MS;
use super::{Emit, Session};
use crate::protocol::{EpochPoint, Event};
use crate::trainer::EVALUATION_BATCH;

/// What comes after a validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    GoOn,
    Finish,
}

/// A validation under way.
#[derive(Debug)]
pub struct Validation {
    next: usize,
    score: Score,
    after: After,
}

impl Validation {
    pub fn after(&self) -> After {
        self.after
    }
}

impl Session {
    pub(super) fn begin_validation(&mut self, after: After) {
        self.validation = Some(Validation { next: 0, score: Score::default(), after });
    }

    /// Some pictures more; at the end the event, and what comes after.
    pub(super) async fn validation_slice(&mut self, emit: Emit<'_>) -> Result<(), Error> {
        let Some(mut v) = self.validation.take() else { return Ok(()) };
        let start = (self.clock)();
        while v.next < self.valid.len() {
            let until = (v.next + EVALUATION_BATCH).min(self.valid.len());
            match self.trainer.evaluate(&self.valid[v.next..until]).await {
                Ok((_, score)) => {
                    v.score.loss += score.loss;
                    v.score.right += score.right;
                    v.score.pictures += score.pictures;
                    v.next = until;
                }
                Err(error) => {
                    self.validation = Some(v);
                    return Err(error);
                }
            }
            if (self.clock)() - start > SLICE_MS && v.next < self.valid.len() {
                self.validation = Some(v);
                return Ok(());
            }
        }
        self.validated = Some(self.trainer.steps_done());
        let metrics = self.trainer.take_metrics().await?;
        if !metrics.is_empty() {
            self.send_batches(metrics, emit);
        }
        let train_loss = (self.loss_count > 0).then(|| (self.loss_sum / f64::from(self.loss_count)) as f32);
        if let Some(loss) = train_loss {
            self.last_train_loss = loss;
        }
        self.loss_sum = 0.0;
        self.loss_count = 0;
        let (loss, accuracy) = (v.score.mean_loss(), v.score.accuracy());
        emit(Event::Epoch {
            epoch: EpochPoint {
                step: self.trainer.steps_done(),
                epoch: self.progress().epoch,
                train_loss,
                valid_loss: loss,
                valid_accuracy: accuracy,
            },
        });
        match v.after {
            After::GoOn => Ok(()),
            After::Finish => self.finish(loss, accuracy, emit).await,
        }
    }
}

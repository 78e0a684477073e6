//! What is kept of a run, so that it can go on later or elsewhere; and weights that come from elsewhere.

use nn::weights::WeightError;
use nn::Weights;
use tensor::Error;

use super::{problem, After, Emit, Session};
use crate::protocol::{Adopted, Change, Event, Kept, ProblemCode, RunState};
use crate::trainer::Snapshot;

impl Session {
    /// Answers [`Command::Keep`](crate::protocol::Command::Keep). Changes nothing; what was computed and not yet told is
    /// told first, since it is no longer known where the run goes on.
    pub(super) async fn keep(&mut self, id: u32, start: bool, emit: Emit<'_>) -> Result<(), Error> {
        let metrics = self.trainer.take_metrics().await?;
        if !metrics.is_empty() {
            self.send_batches(metrics, emit);
        }
        let Snapshot { step, weights, velocity, second } = self.trainer.snapshot().await?;
        let first = &self.initial.weights;
        let kept = Kept {
            step,
            done: self.state == RunState::Done,
            validated: self.validated,
            loss_sum: self.loss_sum,
            loss_count: self.loss_count,
            last_train_loss: self.last_train_loss,
            trained_ms: self.trained_ms,
            trained_pictures: self.trained_pictures,
            parameters: weights.parameters,
            statistics: weights.statistics,
            velocity,
            second,
            start: start.then(|| (first.parameters.clone(), first.statistics.clone())),
            normalisation: (self.normalisation.mean, self.normalisation.std),
        };
        emit(Event::Kept { id, kept: Box::new(kept) });
        Ok(())
    }

    /// Goes on from what was kept of a run with the same settings: paused, or validated once more and done.
    pub(super) async fn go_on_from(&mut self, kept: Kept, emit: Emit<'_>) {
        let same = |kept: &[f32], mine: &[f32]| kept.len() == mine.len();
        let fits = same(&kept.velocity, &self.initial.velocity)
            && same(&kept.second, &self.initial.second)
            && kept.step <= self.trainer.total_steps();
        let weights = Weights { parameters: kept.parameters, statistics: kept.statistics };
        if !fits || weights.check(self.trainer.model()).is_err() {
            let detail = "what was kept of the run is of another network or of other settings";
            return emit(problem(ProblemCode::Foreign, detail.into()));
        }
        self.validation = None;
        self.validated = kept.validated;
        self.loss_sum = kept.loss_sum;
        self.loss_count = kept.loss_count;
        self.last_train_loss = kept.last_train_loss;
        self.trained_ms = kept.trained_ms;
        self.trained_pictures = kept.trained_pictures;
        let ended = kept.done || kept.step >= self.trainer.total_steps();
        let snapshot = Snapshot { step: kept.step, weights, velocity: kept.velocity, second: kept.second };
        let done = self.put(snapshot, ended, emit).await;
        self.survive(done, emit).await;
    }

    /// Takes weights from elsewhere as this run's result.
    pub(super) async fn adopt(&mut self, weights: Adopted, emit: Emit<'_>) {
        let weights = match weights {
            Adopted::Change { base: Some(base), .. } if base != self.base() => {
                Err("what training changed belongs to other weights to start from".to_string())
            }
            Adopted::Change { change, .. } => {
                self.changed(&change).ok_or("the change is of another network".to_string())
            }
            Adopted::File(bytes) => self.opened(&bytes).map_err(|error| error.to_string()),
        };
        let weights = match weights {
            Ok(weights) => weights,
            Err(detail) => return emit(problem(ProblemCode::Foreign, detail)),
        };
        self.validation = None;
        self.loss_sum = 0.0;
        self.loss_count = 0;
        self.last_train_loss = f32::NAN;
        self.trained_ms = 0.0;
        self.trained_pictures = 0.0;
        let snapshot = Snapshot { step: self.trainer.total_steps(), weights, ..self.initial.clone() };
        let done = self.put(snapshot, true, emit).await;
        self.survive(done, emit).await;
    }

    /// The first 8 bytes of the hash of the weights that the run started with.
    fn base(&self) -> [u8; 8] {
        let first = &self.initial.weights;
        let hash = nn::weights::weights_hash(&first.parameters, &first.statistics);
        std::array::from_fn(|place| u8::from_str_radix(&hash[2 * place..2 * place + 2], 16).unwrap_or(0))
    }

    /// The weights of a file, if it is of this run's model.
    fn opened(&self, bytes: &[u8]) -> Result<Weights, WeightError> {
        nn::weights::load(self.trainer.model(), bytes)
    }

    /// The weights that the run started with, changed; none where the change is of another network or not finite.
    pub(super) fn changed(&self, change: &Change) -> Option<Weights> {
        let add = |start: &[f32], change: &[f32]| -> Option<Vec<f32>> {
            let sum = start.iter().zip(change).map(|(start, change)| start + change);
            let sum: Vec<f32> = sum.collect();
            (start.len() == change.len() && sum.iter().all(|value| value.is_finite())).then_some(sum)
        };
        let first = &self.initial.weights;
        Some(Weights {
            parameters: add(&first.parameters, &change.parameters)?,
            statistics: add(&first.statistics, &change.statistics)?,
        })
    }

    async fn put(&mut self, snapshot: Snapshot, ended: bool, emit: Emit<'_>) -> Result<(), Error> {
        self.trainer.restore(&snapshot)?;
        self.kept = snapshot;
        emit(Event::Batches { points: Vec::new(), progress: self.progress() });
        if ended {
            self.set_state(RunState::Running, emit);
            self.begin_validation(After::Finish);
            return Ok(());
        }
        self.set_state(RunState::Paused, emit);
        self.show(emit).await.map(drop)
    }
}

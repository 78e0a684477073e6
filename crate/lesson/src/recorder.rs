//! Writes the log of a lesson's runs from what the engine reports. Whoever trains, the log holds what really ran.

use crate::log::{Outcome, Point, RunLog};
use train::config::Config;
use train::protocol::{Event, ProblemCode};

/// A run of a lesson that is under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// Number of the run at the engine.
    pub run: u32,
    log: RunLog,
    stopped: bool,
}

impl Recording {
    /// Begins the record of a run of the cell `cell` with these settings.
    pub fn new(run: u32, cell: &str, config: &Config, guessed: bool) -> Self {
        let log = RunLog {
            cell: cell.into(),
            outcome: Outcome::Done,
            pictures: config.pictures,
            seed: config.seed,
            pretrained: config.pretrained,
            frozen: config.frozen.clone(),
            epochs: config.epochs,
            learning_rate: config.learning_rate,
            body_rate: config.body_rate,
            augment: config.augment,
            weight_decay: config.weight_decay,
            guessed,
            points: Vec::new(),
            seconds: 0.0,
            moved: None,
        };
        Recording { run, log, stopped: false }
    }

    /// Id of the cell that it belongs to.
    pub fn cell(&self) -> &str {
        &self.log.cell
    }

    /// The student ends the run before its end.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Takes down an event of this run; gives the record when it has ended.
    pub fn hear(&mut self, event: &Event) -> Option<RunLog> {
        match event {
            Event::Epoch { epoch } => {
                self.log.points.retain(|point| point.epoch < epoch.epoch);
                self.log.points.push(Point {
                    epoch: epoch.epoch,
                    train_loss: epoch.train_loss,
                    valid_loss: epoch.valid_loss,
                    valid_accuracy: epoch.valid_accuracy,
                });
                None
            }
            Event::Weights { layers, .. } => {
                self.log.moved = layers.first().zip(layers.last()).map(|(first, last)| [first.moved, last.moved]);
                None
            }
            Event::Problem { problem } if problem.code == ProblemCode::Diverged => {
                self.log.outcome = Outcome::Diverged;
                None
            }
            Event::Done { metrics } => {
                if self.stopped && self.log.outcome == Outcome::Done {
                    self.log.outcome = Outcome::Stopped;
                }
                let seen = self.log.points.last().map_or(0.0, |point| point.epoch) * self.log.pictures as f32;
                self.log.seconds = if metrics.images_per_second > 0.0 { seen / metrics.images_per_second } else { 0.0 };
                Some(self.log.clone())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use train::protocol::{EpochPoint, Metrics, Problem};

    fn epoch(epoch: f32, accuracy: f32) -> Event {
        let epoch = EpochPoint { step: 0, epoch, train_loss: Some(0.5), valid_loss: 0.6, valid_accuracy: accuracy };
        Event::Epoch { epoch }
    }

    fn done() -> Event {
        let metrics = Metrics {
            backend: "cpu".into(),
            steps: 10,
            train_loss: 0.5,
            valid_loss: 0.6,
            valid_accuracy: 0.7,
            images_per_second: 200.0,
            weights_hash: String::new(),
        };
        Event::Done { metrics }
    }

    #[test]
    fn a_run_is_taken_down_from_its_validations_to_its_end() {
        let config = Config { seed: 4, epochs: 2, ..Config::default() };
        let mut recording = Recording::new(7, "first", &config, true);
        for event in [epoch(0.0, 0.5), epoch(1.0, 0.6), epoch(2.0, 0.7), epoch(2.0, 0.7)] {
            assert!(recording.hear(&event).is_none());
        }
        let log = recording.hear(&done()).unwrap();
        assert_eq!((log.cell.as_str(), log.seed, log.outcome, log.guessed), ("first", 4, Outcome::Done, true));
        assert_eq!(log.points.iter().map(|p| p.epoch).collect::<Vec<_>>(), [0.0, 1.0, 2.0]);
        assert_eq!(log.seconds, 4.0);
    }

    #[test]
    fn a_stopped_run_and_a_diverged_one_are_told_apart() {
        let mut stopped = Recording::new(1, "first", &Config::default(), false);
        stopped.stop();
        assert_eq!(stopped.hear(&done()).unwrap().outcome, Outcome::Stopped);
        let mut diverged = Recording::new(1, "first", &Config::default(), false);
        let problem = Problem { code: ProblemCode::Diverged, detail: String::new(), key: None, id: None };
        diverged.hear(&Event::Problem { problem });
        assert_eq!(diverged.hear(&done()).unwrap().outcome, Outcome::Diverged);
    }
}

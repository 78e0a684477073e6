//! The log of what a student did in a lesson. Tasks are judged from it and from nothing else.
//!
//! The page writes it, keeps it on the device and reads it back, so it has a serialised form.

use serde::{Deserialize, Serialize};

/// All groups of layers but the head, from the picture on.
pub const BODY: [&str; 4] = ["stem", "stage1", "stage2", "stage3"];

/// What was done in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    /// Runs that have ended, in order.
    pub runs: Vec<RunLog>,
    /// The guess cell's id, and the place of the answer, from 0.
    pub guesses: Vec<(String, u32)>,
    /// How many pictures of one's own were predicted.
    pub own_pictures: u32,
    /// What happened in figures, in order.
    pub facts: Vec<Fact>,
}

/// Something that happened in a figure of `crate/figure`. Accuracies, shares and losses are means over pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fact {
    /// A set of hand-written rules was judged on pictures. `rules` is what the set is, in the figure's own code: equal
    /// for equal sets.
    Rules { rules: u32, accuracy: f32, pictures: u32 },
    /// A weight of the head was set to another number, and a picture's class flipped.
    Flipped { weight: u32 },
    /// All words stand at their places, after so many wrong ones.
    Placed { words: u32, wrong: u32 },
    /// A walk down the loss surface ended.
    Descent { rate: f32, batch: u32, steps: u32, outcome: Walk },
    /// A score was drawn `draws` times from `size` pictures; two thirds of the draws lie within `within` of the score on
    /// all of them.
    Swing { size: u32, draws: u32, within: f32 },
    /// The sealed test set was opened.
    Tested { accuracy: f32, pictures: u32 },
    /// Predictions moved by hand: accuracy and loss before and after.
    Moved { accuracy: [f32; 2], loss: [f32; 2] },
    /// A filter of the first layer got a name; whether its strongest patches had been looked at before, and how well the
    /// name fits what the filter does, as measured (0 to 1).
    Named { filter: u32, name: u32, looked: bool, fits: f32 },
}

/// How a walk down the loss surface ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Walk {
    /// It came to rest near the lowest point.
    Settled,
    /// It stays around there and does not come to rest.
    Jitters,
    /// It has not arrived.
    OnItsWay,
    /// It left the surface.
    Diverged,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It came to its planned end.
    Done,
    /// The student stopped it.
    #[default]
    Stopped,
    /// The loss was no number any more.
    Diverged,
}

/// A run that has ended, with the settings that tasks ask about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunLog {
    /// Id of the run cell.
    pub cell: String,
    pub outcome: Outcome,
    /// Training pictures.
    pub pictures: u32,
    pub seed: u32,
    pub pretrained: bool,
    /// Groups of layers that stayed as they were, in any order.
    pub frozen: Vec<String>,
    pub epochs: u32,
    pub learning_rate: f32,
    /// Factor on the learning rate for every group but the head.
    pub body_rate: f32,
    pub augment: bool,
    pub weight_decay: f32,
    /// The cell asks for a guess, and it was given before the run started.
    pub guessed: bool,
    /// Validation passes in order: step 0, every epoch, the end.
    pub points: Vec<Point>,
    pub seconds: f32,
    /// How far the first and the last layer with weights moved: ‖w − w₀‖ / ‖w₀‖ at the end.
    pub moved: Option<[f32; 2]>,
}

/// A validation pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    pub epoch: f32,
    /// Mean over the epoch; none at step 0.
    pub train_loss: Option<f32>,
    pub valid_loss: f32,
    pub valid_accuracy: f32,
}

impl Log {
    /// The answer that was given.
    pub fn guess(&self, id: &str) -> Option<u32> {
        self.guesses.iter().find(|(guess, _)| guess == id).map(|(_, answer)| *answer)
    }

    /// Takes down an answer; the first one counts.
    pub fn give(&mut self, id: &str, answer: u32) {
        if self.guess(id).is_none() {
            self.guesses.push((id.into(), answer));
        }
    }

    /// Runs that count: they came to their end, and their accuracy there is a number. With their places in the log.
    pub fn done(&self) -> impl Iterator<Item = (usize, Finished<'_>)> + Clone {
        self.runs.iter().enumerate().filter_map(|(place, run)| Some((place, run.finished()?)))
    }
}

/// A run that counts, and where it ended.
#[derive(Clone, Copy)]
pub struct Finished<'a> {
    pub run: &'a RunLog,
    pub last: &'a Point,
}

impl Finished<'_> {
    /// Validation accuracy at the end.
    pub fn accuracy(&self) -> f32 {
        self.last.valid_accuracy
    }

    /// By how much the loss on the validation pictures lies above that on the training pictures, at the end.
    pub fn gap(&self) -> Option<f32> {
        Some(self.last.valid_loss - self.last.train_loss?).filter(|gap| gap.is_finite())
    }
}

impl RunLog {
    fn finished(&self) -> Option<Finished<'_>> {
        let last = self.points.last()?;
        let counts = self.outcome == Outcome::Done && last.epoch > 0.0 && last.valid_accuracy.is_finite();
        counts.then_some(Finished { run: self, last })
    }

    /// From random weights, and all of them learn.
    pub fn from_scratch(&self) -> bool {
        !self.pretrained && self.frozen.is_empty()
    }

    /// From pretrained weights, and only the head learns.
    pub fn head_only(&self) -> bool {
        let frozen = |group: &str| self.frozen.iter().any(|f| f == group);
        self.pretrained && BODY.into_iter().all(frozen) && !frozen("head")
    }

    /// From pretrained weights, and all layers learn.
    pub fn all_layers(&self) -> bool {
        self.pretrained && self.frozen.is_empty()
    }

    /// Learning rate of the body; 0 where the body is frozen.
    pub fn body_step(&self) -> f32 {
        if self.head_only() {
            0.0
        } else {
            self.learning_rate * self.body_rate
        }
    }

    /// Both have the same settings, the seed aside.
    pub fn same_but_seed(&self, other: &RunLog) -> bool {
        let within = |a: &RunLog, b: &RunLog| a.frozen.iter().all(|group| b.frozen.contains(group));
        self.pictures == other.pictures
            && self.pretrained == other.pretrained
            && within(self, other)
            && within(other, self)
            && self.epochs == other.epochs
            && self.learning_rate == other.learning_rate
            && self.body_rate == other.body_rate
            && self.augment == other.augment
            && self.weight_decay == other.weight_decay
    }
}

/// Logs for the tests of the checks.
#[cfg(test)]
pub(crate) mod sample {
    use super::*;

    /// A run of the lab's default settings that ended with this accuracy.
    pub fn run(accuracy: f32) -> RunLog {
        let point = |epoch: f32, train_loss, valid_loss, valid_accuracy| Point {
            epoch,
            train_loss,
            valid_loss,
            valid_accuracy,
        };
        RunLog {
            cell: "run".into(),
            outcome: Outcome::Done,
            pictures: 400,
            seed: 1,
            pretrained: true,
            epochs: 5,
            learning_rate: 0.05,
            body_rate: 0.2,
            augment: true,
            weight_decay: 5e-4,
            points: vec![point(0.0, None, 0.7, 0.5), point(5.0, Some(0.45), 0.5, accuracy)],
            ..RunLog::default()
        }
    }

    /// The names of the body's groups.
    pub fn body() -> Vec<String> {
        BODY.map(String::from).to_vec()
    }

    /// A log of things that happened in figures.
    pub fn facts<const N: usize>(facts: [Fact; N]) -> Log {
        Log { facts: facts.to_vec(), ..Log::default() }
    }

    /// A log of these runs.
    pub fn log(runs: Vec<RunLog>) -> Log {
        Log { runs, ..Log::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::sample::{body, log, run};
    use super::*;

    #[test]
    fn a_log_survives_being_kept_even_if_a_loss_is_no_number() {
        let mut diverged = run(0.5);
        diverged.outcome = Outcome::Diverged;
        diverged.points.push(Point {
            epoch: 6.0,
            train_loss: Some(f32::NAN),
            valid_loss: f32::NAN,
            valid_accuracy: f32::NAN,
        });
        let mut log = log(vec![run(0.75), diverged]);
        log.give("how-long", 2);
        log.give("how-long", 0);
        assert_eq!(log.guess("how-long"), Some(2));
        let back: Log = postcard::from_bytes(&postcard::to_allocvec(&log).unwrap()).unwrap();
        assert_eq!(back.runs[0], log.runs[0]);
        assert_eq!(back.guesses, log.guesses);
        let last = back.runs[1].points.last().unwrap();
        assert!(last.valid_loss.is_nan() && last.valid_accuracy.is_nan());
    }

    #[test]
    fn only_runs_that_ended_well_count() {
        let stopped = RunLog { outcome: Outcome::Stopped, ..run(0.8) };
        let nothing = RunLog { points: run(0.8).points[..1].to_vec(), ..run(0.8) };
        let log = log(vec![stopped, run(f32::NAN), nothing, RunLog { points: Vec::new(), ..run(0.8) }, run(0.8)]);
        assert_eq!(log.done().map(|(place, _)| place).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn kinds_of_runs() {
        let scratch = RunLog { pretrained: false, ..run(0.6) };
        let head = RunLog { frozen: body(), ..run(0.7) };
        let stem = RunLog { frozen: vec!["stem".into()], ..run(0.7) };
        let kinds = |r: &RunLog| [r.from_scratch(), r.head_only(), r.all_layers()];
        assert_eq!(kinds(&scratch), [true, false, false]);
        assert_eq!(kinds(&head), [false, true, false]);
        assert_eq!(kinds(&run(0.8)), [false, false, true]);
        assert_eq!(kinds(&stem), [false; 3]);
        assert_eq!(head.body_step(), 0.0);
        let turned = RunLog { frozen: body().into_iter().rev().collect(), seed: 9, ..head.clone() };
        assert!(head.same_but_seed(&turned) && !head.same_but_seed(&stem) && !stem.same_but_seed(&head));
    }
}

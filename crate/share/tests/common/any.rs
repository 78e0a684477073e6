//! Random experiments, each from a number.

use share::{Packed, Part, Place, Point, Prediction, Record, Result, Shared, Teaching, Validation};
use train::config::{Architecture, Backend, Config, Optimiser, Schedule, GROUPS};
use vision::{Random, Stream};

/// Random choices.
pub struct Any(Random);

impl Any {
    pub fn new(number: u32) -> Any {
        Any(Random::new(number, Stream::Shuffle, 5))
    }

    pub fn below(&mut self, n: u32) -> u32 {
        self.0.below(n)
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    pub fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len() as u32) as usize]
    }

    /// A number of the range, now round and now with all its digits, now an end.
    fn number(&mut self, low: f32, high: f32) -> f32 {
        let value = match self.below(4) {
            0 => low,
            1 => high,
            2 => (low + self.0.unit() * (high - low)).clamp(low, high),
            _ => ((low + self.0.unit() * (high - low)) * 1000.0).round() / 1000.0,
        };
        value.clamp(low, high)
    }

    /// Possible settings.
    pub fn config(&mut self) -> Config {
        let names: Vec<String> = GROUPS.map(String::from).to_vec();
        let mut config = Config {
            pictures: 10 + self.below(3991),
            valid_share: self.number(0.05, 0.9),
            seed: self.0.next_u32() >> self.below(32),
            architecture: self.of(&[Architecture::Residual, Architecture::Plain, Architecture::Mlp]),
            width: 4 * (1 + self.below(16)),
            depth: 1 + self.below(3),
            pretrained: self.coin(),
            frozen: names.iter().filter(|_| self.coin()).cloned().collect(),
            epochs: 1 + self.below(100),
            batch_size: 1 + self.below(256),
            learning_rate: self.number(0.0, 100.0),
            body_rate: self.number(0.0, 10.0),
            group_rates: Default::default(),
            optimiser: self.of(&[Optimiser::Sgd, Optimiser::AdamW]),
            weight_decay: self.number(0.0, 1.0),
            schedule: self.of(&[Schedule::OneCycle, Schedule::Constant]),
            augment: self.coin(),
            label_smoothing: self.number(0.0, 0.5),
            backend: self.of(&[Backend::Auto, Backend::Cpu, Backend::Gpu]),
        };
        for name in names {
            if self.coin() {
                config.group_rates.insert(name, self.number(0.0, 10.0));
            }
        }
        config.pretrained &= config.pretrained_weights().is_some();
        if config.frozen.len() == GROUPS.len() {
            config.frozen.pop();
        }
        let default = Config::default();
        if self.coin() {
            config = Config { seed: config.seed, epochs: config.epochs, frozen: config.frozen, ..default };
        }
        config.validate().expect("possible settings");
        config
    }

    fn parts(&mut self) -> Vec<Part> {
        Part::ALL.into_iter().filter(|_| self.below(3) == 0).collect()
    }

    /// A loss, now and then of a run that goes wrong.
    pub fn loss(&mut self) -> f32 {
        match self.below(20) {
            0 => self.of(&[0.0, 1e-9, 1e9, f32::MAX, f32::INFINITY, f32::NAN, f32::NEG_INFINITY]),
            _ => self.0.unit() * 2.0,
        }
    }

    /// What happened, of a run of so many steps.
    pub fn record(&mut self, steps: u32, valid: u32, predictions: u32) -> Record {
        let share = |any: &mut Any| any.0.unit();
        Record {
            build: self.of(&["", "dev", "0123456789abcdef", "deadbeef", "00000000"]).into(),
            gpu: self.coin(),
            train: (1..=steps).map(|step| Point { step, loss: self.loss() }).collect(),
            valid: (0..valid)
                .map(|n| Validation { step: n * steps / valid.max(1), loss: self.loss(), accuracy: share(self) })
                .collect(),
            predictions: (0..predictions)
                .map(|index| {
                    let cat = share(self);
                    Prediction { index, probabilities: vec![cat, 1.0 - cat] }
                })
                .collect(),
            result: self.coin().then(|| Result {
                steps,
                valid_loss: self.loss(),
                valid_accuracy: share(self),
                hash: std::array::from_fn(|_| self.below(256) as u8),
                change: None,
            }),
        }
    }

    pub fn shared(&mut self) -> Shared {
        let place = match self.coin() {
            true => Place::Lab,
            false => Place::Lesson { id: self.of(&lesson::index::ALL).into(), open: self.below(12) },
        };
        let record = self.coin().then(|| {
            let (steps, valid, predictions) = (self.below(900), self.below(130), self.below(30));
            self.record(steps, valid, predictions)
        });
        let teaching = match self.coin() {
            true => Teaching::default(),
            false => Teaching { hidden: self.parts(), locked: self.parts() },
        };
        Shared { place, config: self.config(), teaching, record }
    }

    /// Bytes in the place of a change; of no network.
    pub fn packed(&mut self, length: u32) -> Packed {
        let mut byte = || self.below(256) as u8;
        Packed { base: std::array::from_fn(|_| byte()), bytes: (0..length).map(|_| byte()).collect() }
    }
}

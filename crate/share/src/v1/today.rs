//! Version 1 and what the program has today: the only part of this folder that is not frozen. A newer version takes the
//! writing over, and this then leads to it: see "links" in `ARCHITECTURE.md`.

use train::config::{Architecture, Backend, Config, Optimiser, Schedule};

use super::number::{loss_code, loss_of};
use super::record::{self, MOST_BUILD, MOST_INDEX, MOST_PREDICTIONS, MOST_STEP, MOST_TRAIN, MOST_VALID, SHARES};
use super::settings::Settings;
use super::{is_of_a_name, Link, CLASSES, MOST_OPEN};
use crate::record::{Packed, Point, Prediction, Record, Result as Ended, Validation};
use crate::thin::thin;
use crate::{Part, Place, Refusal, Shared, Teaching};

const ARCHITECTURES: [Architecture; 3] = [Architecture::Residual, Architecture::Plain, Architecture::Mlp];
const BACKENDS: [Backend; 3] = [Backend::Auto, Backend::Cpu, Backend::Gpu];
/// In the order of their bits.
const PARTS: [Part; 7] =
    [Part::Data, Part::Model, Part::Training, Part::More, Part::Predictions, Part::Own, Part::Inside];
/// The same for groups of layers.
const GROUP_NAMES: [&str; 5] = ["stem", "stage1", "stage2", "stage3", "head"];

impl Link {
    /// The link that says this, as far as version 1 can: curves are thinned, and losses, shares and probabilities rounded.
    ///
    /// # Errors
    /// [`Refusal::Impossible`]: no link may say this.
    pub fn of(shared: &Shared) -> Result<Link, Refusal> {
        shared.config.validate().map_err(|_| Refusal::Impossible)?;
        let lesson = match &shared.place {
            Place::Lab => None,
            Place::Lesson { id, open } => Some((known_lesson(id)?, (*open).min(MOST_OPEN))),
        };
        Ok(Link {
            lesson,
            settings: settings(&shared.config)?,
            hidden: bits(&PARTS, &shared.teaching.hidden),
            locked: bits(&PARTS, &shared.teaching.locked),
            record: shared.record.as_ref().map(codes),
        })
    }

    /// What the link says, in today's terms.
    ///
    /// # Errors
    /// [`Refusal::Impossible`]: a setting that is out of range, or an unknown lesson.
    pub fn into_shared(self) -> Result<Shared, Refusal> {
        let config = config(&self.settings);
        config.validate().map_err(|_| Refusal::Impossible)?;
        let place = match self.lesson {
            None => Place::Lab,
            Some((id, open)) => Place::Lesson { id: known_lesson(&id)?, open },
        };
        let teaching = Teaching { hidden: of_bits(&PARTS, self.hidden), locked: of_bits(&PARTS, self.locked) };
        Ok(Shared { place, config, teaching, record: self.record.map(record) })
    }
}

fn known_lesson(id: &str) -> Result<String, Refusal> {
    let known = lesson::index::ALL.iter().find(|known| **known == id);
    known.map(|known| known.to_string()).ok_or(Refusal::Impossible)
}

fn bits<T: PartialEq>(names: &[T], chosen: &[T]) -> u8 {
    let places = names.iter().enumerate();
    places.fold(0, |bits, (place, name)| bits | u8::from(chosen.contains(name)) << place)
}

fn of_bits<T: Copy>(names: &[T], bits: u8) -> Vec<T> {
    let places = names.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
    places.map(|(_, name)| *name).collect()
}

fn settings(config: &Config) -> Result<Settings, Refusal> {
    // Every field is named: one that version 1 does not have cannot be told, which is what a version 2 is for.
    let Config {
        pictures,
        valid_share,
        seed,
        architecture,
        width,
        depth,
        pretrained,
        ref frozen,
        epochs,
        batch_size,
        learning_rate,
        body_rate,
        ref group_rates,
        optimiser,
        weight_decay,
        schedule,
        augment,
        label_smoothing,
        backend,
    } = *config;
    let number = |place: Option<usize>| place.map(|place| place as u8).ok_or(Refusal::Impossible);
    Ok(Settings {
        pictures,
        valid_share,
        seed,
        architecture: number(ARCHITECTURES.iter().position(|known| *known == architecture))?,
        width,
        depth,
        pretrained,
        frozen: bits(&GROUP_NAMES.map(String::from), frozen),
        epochs,
        batch_size,
        learning_rate,
        body_rate,
        group_rates: GROUP_NAMES.map(|group| group_rates.get(group).copied()),
        adam: match optimiser {
            Optimiser::Sgd => false,
            Optimiser::AdamW => true,
        },
        weight_decay,
        constant: match schedule {
            Schedule::OneCycle => false,
            Schedule::Constant => true,
        },
        augment,
        label_smoothing,
        backend: number(BACKENDS.iter().position(|known| *known == backend))?,
    })
}

fn config(settings: &Settings) -> Config {
    // Every field is named: one that version 1 did not have needs a value here.
    Config {
        pictures: settings.pictures,
        valid_share: settings.valid_share,
        seed: settings.seed,
        architecture: ARCHITECTURES.get(usize::from(settings.architecture)).copied().unwrap_or_default(),
        width: settings.width,
        depth: settings.depth,
        pretrained: settings.pretrained,
        frozen: of_bits(&GROUP_NAMES, settings.frozen).into_iter().map(String::from).collect(),
        epochs: settings.epochs,
        batch_size: settings.batch_size,
        learning_rate: settings.learning_rate,
        body_rate: settings.body_rate,
        group_rates: {
            let rates = GROUP_NAMES.iter().zip(settings.group_rates);
            rates.filter_map(|(group, rate)| Some((group.to_string(), rate?))).collect()
        },
        optimiser: if settings.adam { Optimiser::AdamW } else { Optimiser::Sgd },
        weight_decay: settings.weight_decay,
        schedule: if settings.constant { Schedule::Constant } else { Schedule::OneCycle },
        augment: settings.augment,
        label_smoothing: settings.label_smoothing,
        backend: BACKENDS.get(usize::from(settings.backend)).copied().unwrap_or_default(),
    }
}

fn codes(record: &Record) -> record::Record {
    let train = chosen(&record.train, |point| (point.step, point.loss), 1, MOST_TRAIN);
    let train = train.into_iter().map(|point| (point.step, loss_code(point.loss))).collect();
    let share = |accuracy: f32| ((f64::from(accuracy) * f64::from(SHARES) + 0.5) as u16).min(SHARES);
    let valid = chosen(&record.valid, |point| (point.step, point.loss), 0, MOST_VALID);
    let valid = valid.into_iter().map(|point| (point.step, loss_code(point.loss), share(point.accuracy))).collect();
    let told = record.predictions.iter().filter(|prediction| {
        let of_two = prediction.probabilities.len() == CLASSES;
        of_two && prediction.index <= MOST_INDEX && prediction.probabilities.iter().all(|p| p.is_finite())
    });
    let byte = |prediction: &Prediction| (prediction.probabilities[0] * 255.0 + 0.5) as u8;
    let predictions = told.take(MOST_PREDICTIONS).map(|prediction| (prediction.index, byte(prediction))).collect();
    let result = record.result.as_ref().map(|result| record::Result {
        steps: result.steps.min(MOST_STEP),
        valid_loss: result.valid_loss.is_finite().then(|| at_least_zero(result.valid_loss)),
        valid_accuracy: at_least_zero(result.valid_accuracy).min(1.0),
        hash: result.hash,
        change: result.change.as_ref().map(|packed| (packed.base, packed.bytes.clone())),
    });
    record::Record { build: build(&record.build), gpu: record.gpu, train, valid, predictions, result }
}

/// Zero for what is below it, and for what is no number.
fn at_least_zero(value: f32) -> f32 {
    if value > 0.0 {
        value
    } else {
        0.0
    }
}

/// The points that are kept of a curve: its steps rise, from `first` on, and there are at most `most`.
fn chosen<T>(points: &[T], of: impl Fn(&T) -> (u32, f32), first: u32, most: usize) -> Vec<&T> {
    let mut next = first;
    let mut rising = Vec::new();
    for point in points {
        let (step, _) = of(point);
        if (next..=MOST_STEP).contains(&step) {
            rising.push(point);
            next = step + 1;
        }
    }
    let curve: Vec<(u32, f32)> = rising.iter().map(|point| of(point)).collect();
    thin(&curve, most).into_iter().map(|place| rising[place]).collect()
}

/// The beginning of a build's name.
fn build(name: &str) -> String {
    name.bytes().take_while(|byte| is_of_a_name(*byte)).take(MOST_BUILD).map(char::from).collect()
}

fn record(codes: record::Record) -> Record {
    let point = |(step, loss): (u32, u16)| Point { step, loss: loss_of(loss) };
    let validation = |(step, loss, share): (u32, u16, u16)| Validation {
        step,
        loss: loss_of(loss),
        accuracy: f32::from(share) / f32::from(SHARES),
    };
    let prediction = |(index, byte): (u32, u8)| Prediction {
        index,
        probabilities: vec![f32::from(byte) / 255.0, f32::from(255 - byte) / 255.0],
    };
    let ended = |result: record::Result| Ended {
        steps: result.steps,
        valid_loss: result.valid_loss.unwrap_or(f32::INFINITY),
        valid_accuracy: result.valid_accuracy,
        hash: result.hash,
        change: result.change.map(|(base, bytes)| Packed { base, bytes }),
    };
    Record {
        build: codes.build,
        gpu: codes.gpu,
        train: codes.train.into_iter().map(point).collect(),
        valid: codes.valid.into_iter().map(validation).collect(),
        predictions: codes.predictions.into_iter().map(prediction).collect(),
        result: codes.result.map(ended),
    }
}

//! A run of a made-up network: its start, and an end that training might have led to.

use nn::{Group, Weights};
use share::{Make, Shared};
use train::config::Config;
use train::protocol::Kept;
use vision::{Random, Stream};

/// An ended run with these settings, where training has moved the groups that are not frozen.
pub fn run(config: &Config) -> Kept {
    let model = train::session::model(config, 2).unwrap();
    let start = nn::initial_weights(&model, config.seed);
    let mut random = Random::new(config.seed, Stream::Shuffle, 9);
    let mut moved = |value: &mut f32, by: f32| *value += (random.unit() - 0.5) * (random.unit() - 0.5) * by;
    let frozen: Vec<Group> = config.frozen.iter().filter_map(|name| Group::parse(name)).collect();
    let mut trained: Weights = start.clone();
    for parameter in model.parameters().iter().filter(|parameter| !frozen.contains(&parameter.group)) {
        let place = parameter.offset..parameter.offset + parameter.shape.len();
        trained.parameters[place].iter_mut().for_each(|value| moved(value, 0.1));
    }
    if frozen.len() < 4 {
        trained.statistics.iter_mut().for_each(|value| moved(value, 0.1));
    }
    Kept {
        step: 60,
        done: true,
        parameters: trained.parameters,
        statistics: trained.statistics,
        start: Some((start.parameters, start.statistics)),
        ..Kept::default()
    }
}

/// What links are made from, with a record that takes as much room as any.
pub fn make(config: Config) -> Make {
    let mut record = super::any::Any::new(8).record(5000, 101, 24);
    record.result =
        Some(share::Result { steps: 60, valid_loss: 0.234_567_8, valid_accuracy: 0.9437, ..Default::default() });
    let kept = Some(Box::new(run(&config)));
    let shared = Shared { config, ..Shared::default() };
    Make { shared, record: Some(record), kept, classes: 2, before: 40 }
}

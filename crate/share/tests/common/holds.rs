//! What holds of any text whatever, for tests and for the fuzzing of `fuzz/`.

use share::{open, write, Refusal, Shared};
use train::config::{Architecture, Config};

/// Opens a text. If it is a link, what it says can be, and it is the same when it is written and opened again.
pub fn holds(text: &str) -> Result<Shared, Refusal> {
    let (shared, change) = open(text)?;
    possible(&shared);
    let values = change.iter().flat_map(|change| change.parameters.iter().chain(&change.statistics));
    assert!(values.clone().all(|value| value.is_finite()));
    assert!(values.count() <= share::MOST_VALUES);
    let again = write(&shared).expect("what was read can be written");
    assert!(again.len() <= text.len(), "{} characters become {}", text.len(), again.len());
    let opened = open(&again).expect("what was written can be read");
    assert_eq!(opened, (shared.clone(), change));
    assert_eq!(write(&opened.0).expect("twice"), again);
    Ok(shared)
}

fn possible(shared: &Shared) {
    shared.config.validate().expect("possible settings");
    let Some(record) = &shared.record else { return };
    assert!(record.train.len() <= 60 && record.valid.len() <= 100 && record.predictions.len() <= 24);
    assert!(record.train.windows(2).all(|two| two[0].step < two[1].step));
    assert!(record.valid.windows(2).all(|two| two[0].step < two[1].step));
    let losses = record.train.iter().map(|p| p.loss).chain(record.valid.iter().map(|v| v.loss));
    assert!(losses.chain(record.result.iter().map(|r| r.valid_loss)).all(|loss| loss >= 0.0));
    let shares = record.valid.iter().map(|v| v.accuracy).chain(record.result.iter().map(|r| r.valid_accuracy));
    let probabilities = record.predictions.iter().flat_map(|p| p.probabilities.iter().copied());
    assert!(shares.chain(probabilities).all(|share| (0.0..=1.0).contains(&share)));
}

/// What holds of bytes: as a fragment, and as the body of one.
pub fn any_bytes(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = holds(text);
    }
    let _ = holds(&share::fragment::write(1, bytes));
}

/// What holds of bytes as a change of weights. The first says of which network: small, wide, of another kind.
pub fn any_change(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let (architecture, width) = match kind % 4 {
        0 => (Architecture::Residual, 16),
        1 => (Architecture::Residual, 4),
        2 => (Architecture::Plain, 8),
        _ => (Architecture::Mlp, 4),
    };
    let config = Config { architecture, width, pretrained: false, ..Config::default() };
    let model = train::session::model(&config, 2).expect("a model");
    let Ok(change) = share::change::unpack(&model, bytes) else { return };
    assert_eq!(change.parameters.len(), model.parameter_arena().len());
    assert_eq!(change.statistics.len(), model.statistic_arena().len());
    assert!(change.parameters.iter().chain(&change.statistics).all(|value| value.is_finite()));
    assert_eq!(share::change::unpack(&model, bytes), Ok(change));
}

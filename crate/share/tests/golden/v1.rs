//! What the links of version 1 say. Every field is named, so that a new setting needs a value for links that do not know it.

use share::{Packed, Part, Place, Point, Prediction, Record, Result, Shared, Teaching, Validation};
use train::config::{Architecture, Backend, Config, Optimiser, Schedule};

use super::Golden;

pub fn links() -> Vec<Golden> {
    let says = |name, says| Golden { name, says, change: None };
    let lab = |record| Shared { place: Place::Lab, config: defaults(), teaching: none(), record: Some(record) };
    vec![
        says("defaults", Shared { place: Place::Lab, config: defaults(), teaching: none(), record: None }),
        says("settings", Shared { place: Place::Lab, config: others(), teaching: none(), record: None }),
        says("lesson", Shared { place: lesson("06-sgd", 3), config: head_only(), teaching: none(), record: None }),
        says(
            "lesson-done",
            Shared { place: lesson("15-quiz", 255), config: defaults(), teaching: none(), record: None },
        ),
        says("teaching", Shared { place: Place::Lab, config: head_only(), teaching: teaching(), record: None }),
        says("record", lab(record())),
        says("result", lab(Record { result: Some(result()), ..record() })),
        says("diverged", lab(diverged())),
        Golden {
            name: "change",
            says: Shared { place: Place::Lab, config: small(), teaching: none(), record: Some(changed()) },
            change: Some(CHANGE_HASH),
        },
    ]
}

fn none() -> Teaching {
    Teaching { hidden: Vec::new(), locked: Vec::new() }
}

fn lesson(id: &str, open: u32) -> Place {
    Place::Lesson { id: id.into(), open }
}

/// The defaults of version 1.
fn defaults() -> Config {
    Config {
        pictures: 400,
        valid_share: 0.2,
        seed: 1,
        architecture: Architecture::Residual,
        width: 16,
        depth: 1,
        pretrained: true,
        frozen: Vec::new(),
        epochs: 5,
        batch_size: 32,
        learning_rate: 0.05,
        body_rate: 0.2,
        group_rates: [].into(),
        optimiser: Optimiser::Sgd,
        weight_decay: 5e-4,
        schedule: Schedule::OneCycle,
        augment: true,
        label_smoothing: 0.0,
        backend: Backend::Auto,
    }
}

/// Everything another than in the defaults; numbers of one byte and of five, decimals and a third.
fn others() -> Config {
    Config {
        pictures: 4000,
        valid_share: 0.25,
        seed: 4_294_967_295,
        architecture: Architecture::Mlp,
        width: 64,
        depth: 3,
        pretrained: false,
        frozen: ["stem", "stage2"].map(String::from).to_vec(),
        epochs: 100,
        batch_size: 256,
        learning_rate: 1.0 / 3.0,
        body_rate: 0.0,
        group_rates: [("stage1".to_string(), 10.0), ("head".to_string(), 0.001)].into(),
        optimiser: Optimiser::AdamW,
        weight_decay: 0.015625,
        schedule: Schedule::Constant,
        augment: false,
        label_smoothing: 0.1,
        backend: Backend::Gpu,
    }
}

fn head_only() -> Config {
    Config { frozen: ["stem", "stage1", "stage2", "stage3"].map(String::from).to_vec(), epochs: 3, ..defaults() }
}

/// A network that is small enough for a change to stand below.
pub fn small() -> Config {
    Config { width: 4, pretrained: false, architecture: Architecture::Plain, backend: Backend::Cpu, ..head_only() }
}

fn teaching() -> Teaching {
    Teaching {
        hidden: vec![Part::Model, Part::More, Part::Own, Part::Inside],
        locked: vec![Part::Data, Part::Training, Part::Predictions],
    }
}

fn record() -> Record {
    let losses = [0.703125, 0.6875, 0.75, 0.5, 0.515625, 0.25, 1.0, 2.03125, 0.0];
    let prediction = |index: u32, byte: u8| Prediction {
        index,
        probabilities: vec![f32::from(byte) / 255.0, f32::from(255 - byte) / 255.0],
    };
    Record {
        build: "0123abcd".into(),
        gpu: true,
        train: losses.iter().enumerate().map(|(i, loss)| Point { step: 1 + 13 * i as u32, loss: *loss }).collect(),
        valid: vec![
            Validation { step: 0, loss: 0.703125, accuracy: 0.5 },
            Validation { step: 12, loss: 0.625, accuracy: 0.6667 },
            Validation { step: 24, loss: 0.3125, accuracy: 1.0 },
            Validation { step: 1000, loss: 0.3125, accuracy: 0.0 },
        ],
        predictions: (0..24).map(|i| prediction(i, (i * 11) as u8)).collect(),
        result: None,
    }
}

fn result() -> Result {
    Result {
        steps: 400_000,
        valid_loss: 0.123_456_79,
        valid_accuracy: 0.93,
        hash: *b"\x00\x01\x02\x03\x04\x05\x06\x07\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff",
        change: None,
    }
}

/// Losses that are no numbers; predictions of pictures here and there; a build without digits.
fn diverged() -> Record {
    let prediction = |index| Prediction { index, probabilities: vec![1.0, 0.0] };
    let losses = [0.6875, 8.796093e12, f32::INFINITY];
    Record {
        build: "dev".into(),
        gpu: false,
        train: losses.iter().enumerate().map(|(i, loss)| Point { step: 1 + i as u32, loss: *loss }).collect(),
        valid: vec![Validation { step: 3, loss: f32::INFINITY, accuracy: 0.5 }],
        predictions: [5, 2, 900].map(prediction).to_vec(),
        result: Some(Result { valid_loss: f32::INFINITY, valid_accuracy: 0.5, steps: 3, ..result() }),
    }
}

/// Bytes of a change, in hexadecimal, and the SHA-256 of the values that they tell.
const CHANGE: &str = "41ad0012c8150e57b8e0811601f1448f2caf45ea2afa3357657b02d00a4f100ba586ba7a6afa0f56bd072595636944282dcde9a511a2b80bde7432";
const CHANGE_HASH: &str = "d6d7887049c7f91de372a9a899765eed8fd8a55852ee5b4929580675898d9263";

fn changed() -> Record {
    let bytes =
        CHANGE.as_bytes().chunks(2).map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap());
    let change = Some(Packed { base: *b"\x80\x40\x20\x10\x08\x04\x02\x01", bytes: bytes.collect() });
    Record { result: Some(Result { change, ..result() }), ..record() }
}

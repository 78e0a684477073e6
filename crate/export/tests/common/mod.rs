//! Runs to export, and what the engine itself says about them.

// Each test binary uses some of it.
#![allow(dead_code)]

use std::path::PathBuf;

use export::{Class, Language, Work};
use nn::{Model, Normalisation, Optimiser, Weights};
use train::config::{Config, Schedule};
use train::data::{append, chunks};
use train::device::{block_on, Device};
use train::protocol::Kept;
use train::session::model;
use train::trainer::{Pool, Recipe, Trainer};
use vision::{decode_sheet, Manifest, CIFAR10};

pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

pub const NORMALISATION: Normalisation = Normalisation { mean: CIFAR10.mean, std: CIFAR10.std };

/// A folder of this test's own below `target/`, empty.
pub fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder below target");
    folder
}

/// A file of the site, in `public/`.
pub fn asset(path: &str) -> Vec<u8> {
    std::fs::read(repository().join("public").join(path)).expect(path)
}

/// The pictures that the page loads for these settings.
pub fn pool(config: &Config) -> Pool {
    let manifest = String::from_utf8(asset("dataset/cats-dogs/manifest.json")).expect("text");
    let manifest = Manifest::parse(&manifest).expect("a manifest");
    let mut pool = Pool::default();
    for (split, count) in [("train", config.pictures), ("valid", config.valid_pictures())] {
        let opened: Vec<_> = chunks(&manifest, split, count)
            .iter()
            .map(|chunk| {
                let bytes = asset(&format!("dataset/cats-dogs/{}", chunk.file));
                (decode_sheet(&bytes, chunk, &manifest).expect("a sheet"), chunk.labels())
            })
            .collect();
        append(&mut pool, count, opened.iter().map(|(pixels, labels)| (pixels.as_slice(), labels.as_slice())));
    }
    pool
}

/// What the page would hand over for these weights.
pub fn work(config: &Config, weights: &Weights) -> Work {
    let kept = Kept {
        parameters: weights.parameters.clone(),
        statistics: weights.statistics.clone(),
        normalisation: (NORMALISATION.mean, NORMALISATION.std),
        ..Kept::default()
    };
    let class = |id: &str, name: &str| Class { id: id.into(), name: name.into() };
    Work {
        config: config.clone(),
        language: Language::English,
        site: "https://epoch-one.example/".into(),
        build: "test".into(),
        classes: vec![class("cat", "cat"), class("dog", "dog")],
        kept: Some(Box::new(kept)),
        ..Work::default()
    }
}

/// Probabilities of the first `count` pictures of the pool, by the engine on the CPU.
pub fn predict(model: &Model, weights: &Weights, pool: &Pool, count: u32) -> (Vec<f32>, f32) {
    let train: Vec<u32> = (0..pool.labels.len() as u32).collect();
    // Nothing is trained: of all this only the normalisation counts.
    let recipe = Recipe {
        seed: 1,
        epochs: 1,
        batch: 1,
        rates: [0.0; 5],
        schedule: Schedule::Constant,
        optimiser: Optimiser::SGD,
        weight_decay: 0.0,
        label_smoothing: 0.0,
        augment: false,
        frozen: Vec::new(),
        normalisation: NORMALISATION,
    };
    let made = Trainer::new(Device::cpu(), model.clone(), weights, pool, train.clone(), recipe);
    let mut trainer = block_on(made).expect("a trainer");
    let (probabilities, score) = block_on(trainer.evaluate(&train[..count as usize])).expect("predictions");
    (probabilities, score.accuracy())
}

/// The model of settings with two classes.
pub fn model_of(config: &Config) -> Model {
    model(config, 2).expect("a model")
}

//! Every kind of file from one run: names, the same bytes again, and weights that the page reads.

mod common;

use common::{asset, model_of, work, NORMALISATION};
use export::{save, Kind, Point, Validation, Work};
use nn::{start_from, Weights};
use train::config::Config;

fn weights(config: &Config) -> Weights {
    let file = nn::weights::open(&asset("weights/small.safetensors")).expect("weights");
    start_from(&model_of(config), &file.model, &file.weights, 1).expect("weights that fit")
}

fn whole() -> Work {
    let config = Config::default();
    Work {
        train: (1..=60).map(|step| Point { step, loss: 1.0 / step as f32, accuracy: 0.75 }).collect(),
        valid: [0, 12, 24].map(|step| Validation { step, loss: 0.5, accuracy: 0.875 }).to_vec(),
        ..work(&config, &weights(&config))
    }
}

#[test]
fn every_kind_is_saved_under_its_name_with_the_same_bytes_each_time() {
    let work = whole();
    let names: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| {
            let file = save(&work, *kind).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
            assert!(!file.bytes.is_empty());
            assert_eq!(save(&work, *kind).as_ref(), Ok(&file), "{kind:?}");
            file.name
        })
        .collect();
    assert!(names.iter().all(|name| name.starts_with("epoch-one-cats-dogs")), "{names:?}");
    assert!(names.iter().enumerate().all(|(i, name)| !names[..i].contains(name)), "{names:?}");
}

#[test]
fn saved_weights_are_read_again_bit_for_bit() {
    let config = Config::default();
    let weights = weights(&config);
    let file = save(&work(&config, &weights), Kind::Safetensors).expect("weights");
    assert_eq!(file.name, "epoch-one-cats-dogs.safetensors");
    assert_eq!(nn::weights::load(&model_of(&config), &file.bytes).expect("a weight file"), weights);
    assert_eq!(nn::weights::open(&file.bytes).expect("a weight file").normalisation, NORMALISATION);
}

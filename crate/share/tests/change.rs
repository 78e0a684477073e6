//! Packed changes of weights: what comes out is what was promised, whatever goes in.

use nn::{initial_weights, Model, ModelSpec, Weights};
use share::change::{pack, unpack, Made};

fn model() -> Model {
    Model::new(ModelSpec::residual(8, 1, 2)).unwrap()
}

/// Start and end of a made-up training: every value moves by noise of its tensor's size.
fn made_up(model: &Model, seed: u32) -> (Weights, Weights) {
    let start = initial_weights(model, seed);
    let mut trained = start.clone();
    let noise = |i: usize| tensor::random::unit(seed, i as u32) + tensor::random::unit(seed + 9, i as u32) - 1.0;
    for p in model.parameters() {
        for i in p.offset..p.offset + p.shape.len() {
            trained.parameters[i] += 0.01 * noise(i);
        }
    }
    for (i, value) in trained.statistics.iter_mut().enumerate() {
        *value += 0.05 * noise(i);
    }
    (start, trained)
}

#[test]
fn what_is_unpacked_is_what_was_promised() {
    let model = model();
    let (start, trained) = made_up(&model, 1);
    for most in [3_000, 6_000, 100_000] {
        let Made::Packed { bytes, change } = pack(&model, &start, &trained, most) else { panic!("{most} is enough") };
        assert!(bytes.len() <= most);
        assert_eq!(unpack(&model, &bytes), Ok(change));
    }
}

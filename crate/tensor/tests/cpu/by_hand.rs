//! Ops that PyTorch does not know, against numbers worked out by hand.

use crate::cases::elementwise::dropout;
use crate::cases::loss::record;
use crate::cases::picture::gather_pictures;
use crate::cases::{self, Values};
use tensor::cpu::Kernels;
use tensor::op::dropout::Dropout;
use tensor::random::hash;
use tensor::Graph;

fn words(words: &[u32]) -> Vec<f32> {
    words.iter().map(|w| f32::from_bits(*w)).collect()
}

/// Both kernels must give the same.
fn run(case: &cases::Case, values: &Values) -> Values {
    let results = case.run(values, Kernels::Reference).unwrap();
    assert_eq!(results, case.run(values, Kernels::Fast).unwrap());
    results
}

#[test]
fn dropout_keeps_its_share_scales_it_and_masks_the_gradient_alike() {
    let (rate, len) = (0.25, 10_000);
    let case = dropout(&[len], rate, 5);
    let ones = vec![1.0; len];
    let values =
        Values::from([("x".into(), ones.clone()), ("r".into(), ones.clone()), ("seed".into(), words(&[123, 10]))]);
    let results = run(&case, &values);
    let y = &results["y0"];
    let kept = y.iter().filter(|y| **y != 0.0).count();
    assert!(y.iter().all(|y| *y == 0.0 || *y == 1.0 / 0.75));
    // Five standard deviations of that many draws.
    assert!((kept as f64 - 7500.0).abs() < 5.0 * (10_000.0 * 0.25 * 0.75f64).sqrt(), "{kept} kept");
    assert_eq!(y, &results["d.x"], "the gradient passes where the value passed");
    // The mask as the module describes it.
    let op = Dropout { rate, layer: 5 };
    assert_eq!(op.threshold(), 1 << 30);
    for (i, y) in y.iter().enumerate() {
        assert_eq!(*y != 0.0, hash(123 ^ op.key(), 10 + i as u32) >= 1 << 30, "element {i}");
    }
}

#[test]
fn dropout_differs_by_seed_and_layer_and_rate_0_keeps_all() {
    let y = |seed: u32, layer: u32, rate: f32| {
        let case = dropout(&[64], rate, layer);
        let x: Vec<f32> = (1..=64).map(|i| i as f32).collect();
        let values =
            Values::from([("x".into(), x.clone()), ("r".into(), vec![1.0; 64]), ("seed".into(), words(&[seed, 0]))]);
        run(&case, &values)["y0"].clone()
    };
    assert_ne!(y(1, 0, 0.5), y(2, 0, 0.5));
    assert_ne!(y(1, 0, 0.5), y(1, 1, 0.5));
    assert_eq!(y(1, 0, 0.0), (1..=64).map(|i| i as f32).collect::<Vec<_>>());
    let mut graph = Graph::new();
    let inputs = [graph.input("x", [2]), graph.input("seed", [2])];
    for rate in [1.0, -0.1, f32::NAN] {
        assert!(graph.apply(Dropout { rate, layer: 0 }, &inputs).is_err(), "rate {rate}");
    }
}

#[test]
fn record_counts_what_is_right_and_goes_round_the_ring() {
    // Rows: right; wrong; the first of equals is the label's (right); the second of equals is (wrong).
    let logits = vec![0.0, 2.0, 1.0, 3.0, 0.0, 1.0, 5.0, 5.0, 0.0, 5.0, 5.0, 0.0];
    let labels = vec![1.0, 2.0, 0.0, 1.0];
    let case = record(4, 3, 7);
    let values = Values::from([
        ("loss".into(), vec![0.5]),
        ("logits".into(), logits),
        ("labels".into(), labels),
        ("step".into(), words(&[7])),
        ("ring".into(), vec![9.0; 20]),
    ]);
    let ring = &run(&case, &values)["state.ring"];
    let mut want = vec![9.0; 20];
    // Step 7 of a ring of five entries.
    want[8..12].copy_from_slice(&[0.5, 2.0, 4.0, 7.0]);
    assert_eq!(*ring, want);
}

#[test]
fn pictures_are_picked_shifted_mirrored_and_normalised() {
    // Two pictures of 2 by 2; the byte of picture p, row r, column q, channel c is 100 p + 40 r + 20 q + 3 c.
    let byte = |p: usize, r: usize, q: usize, c: usize| (100 * p + 40 * r + 20 * q + 3 * c) as u8;
    let mut bytes = vec![];
    for (p, r, q, c) in (0..2 * 2 * 2 * 3).map(|i| (i / 12, i / 6 % 2, i / 3 % 2, i % 3)) {
        bytes.push(byte(p, r, q, c));
    }
    let pixels: Vec<f32> =
        bytes.chunks_exact(4).map(|b| f32::from_bits(u32::from_le_bytes([b[0], b[1], b[2], b[3]]))).collect();
    let case = gather_pictures(2, 2, 2, 5);
    // As it is; mirrored; one to the right; one down and mirrored; a picture that is not there.
    let draws = [[1, 0x04_04], [0, 0x01_04_04], [0, 0x04_05], [1, 0x01_05_04], [9, 0x04_04]];
    let values = Values::from([("pixels".into(), pixels), ("draws".into(), words(draws.as_flattened()))]);
    let y = &run(&case, &values)["y0"];
    let (mean, std) = ([0.49f32, 0.48, 0.45], [0.25f32, 0.24, 0.26]);
    let value = |p, r, q, c: usize| (f32::from(byte(p, r, q, c)) / 255.0 - mean[c]) / std[c];
    let at = |draw: usize, r: usize, q: usize, c: usize| y[((draw * 2 + r) * 2 + q) * 3 + c];
    for c in 0..3 {
        for (r, q) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            assert_eq!(at(0, r, q, c), value(1, r, q, c), "as it is");
            assert_eq!(at(1, r, q, c), value(0, r, 1 - q, c), "mirrored");
            assert_eq!(at(4, r, q, c), value(1, r, q, c), "past the end: the last one");
        }
        // A shift of +1 reads one further along; what lies outside is the mean colour, 0.
        for r in 0..2 {
            assert_eq!(at(2, r, 0, c), value(0, r, 1, c));
            assert_eq!(at(2, r, 1, c), 0.0);
        }
        for q in 0..2 {
            assert_eq!(at(3, 0, q, c), value(1, 1, 1 - q, c));
            assert_eq!(at(3, 1, q, c), 0.0);
        }
    }
}

#[test]
fn max_pool_shows_nan_and_ignores_padding() {
    let case = cases::convolution::max_pool([1, 2, 4, 1], cases::convolution::kernel(2, 2, 0));
    let x = vec![-1.0, -2.0, 1.0, f32::NAN, -3.0, -4.0, 5.0, 2.0];
    let values = Values::from([("x".into(), x), ("r".into(), vec![1.0, 1.0])]);
    for kernels in [Kernels::Reference, Kernels::Fast] {
        let results = case.run(&values, kernels).unwrap();
        assert_eq!(results["y0"][0], -1.0);
        assert!(results["y0"][1].is_nan());
        assert_eq!(results["d.x"], [1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    }
    let case = cases::convolution::max_pool([1, 1, 1, 1], cases::convolution::kernel(3, 1, 1));
    let values = Values::from([("x".into(), vec![-7.0]), ("r".into(), vec![1.0])]);
    assert_eq!(run(&case, &values)["y0"], [-7.0]);
}

#[test]
fn a_frozen_or_padded_parameter_stays() {
    for case in [cases::update::sgd(), cases::update::adamw()] {
        let values = case.values(4).unwrap();
        let results = run(&case, &values);
        let changed: Vec<usize> =
            (0..cases::update::SIZE).filter(|i| values["parameters"][*i] != results["state.parameters"][*i]).collect();
        let inside = |i: usize| cases::update::segments().iter().any(|s| (s.offset..s.offset + s.len).contains(&i));
        assert!(changed.iter().all(|i| inside(*i)) && changed.len() > 130, "{}: {changed:?}", case.name);
    }
}

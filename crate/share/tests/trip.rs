//! Random experiments come back from their links, rounded once and never again; within the budgets.

mod common;

use common::any::Any;
use common::holds::holds;
use share::{open, write, Place, Shared};

#[test]
fn random_experiments_come_back() {
    for number in 0..3000 {
        let shared = Any::new(number).shared();
        let text = write(&shared).unwrap();
        let back = holds(&text).unwrap_or_else(|refusal| panic!("{number}: {refusal}"));
        same(&shared, &back, number);
    }
}

/// The same but for what links round.
fn same(shared: &Shared, back: &Shared, number: u32) {
    assert_eq!(back.place, shared.place, "{number}");
    assert_eq!(back.config, shared.config, "{number}");
    assert_eq!(back.teaching, shared.teaching, "{number}");
    let (Some(record), Some(told)) = (&shared.record, &back.record) else {
        return assert_eq!(shared.record.is_some(), back.record.is_some(), "{number}");
    };
    assert!(told.same_build(&record.build) || record.build.is_empty(), "{number}");
    assert_eq!(told.gpu, record.gpu, "{number}");
    assert_eq!(told.train.len(), record.train.len().min(told.train.len()));
    if record.train.len() <= 60 {
        assert_eq!(told.train.len(), record.train.len(), "{number}");
    }
    for point in &told.train {
        let from = record.train.iter().find(|from| from.step == point.step).expect("a point of the curve");
        loss(from.loss, point.loss);
    }
    for point in &told.valid {
        let from = record.valid.iter().find(|from| from.step == point.step).expect("a validation");
        loss(from.loss, point.loss);
        assert!((from.accuracy - point.accuracy).abs() <= 0.5001e-4, "{number}");
    }
    assert_eq!(told.predictions.len(), record.predictions.len().min(24), "{number}");
    for (from, told) in record.predictions.iter().zip(&told.predictions) {
        assert_eq!(from.index, told.index);
        assert!((from.probabilities[0] - told.probabilities[0]).abs() <= 0.501 / 255.0, "{number}");
        assert!((told.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
    assert_eq!(told.result.is_some(), record.result.is_some(), "{number}");
    if let (Some(from), Some(told)) = (&record.result, &told.result) {
        assert_eq!((from.steps, from.hash, from.valid_accuracy), (told.steps, told.hash, told.valid_accuracy));
        match from.valid_loss.is_finite() {
            true => assert_eq!(from.valid_loss.to_bits(), told.valid_loss.to_bits()),
            false => assert_eq!(told.valid_loss, f32::INFINITY),
        }
    }
}

fn loss(from: f32, told: f32) {
    match from.is_finite() {
        false => assert_eq!(told, f32::INFINITY),
        true if from > 1e14 => assert!(told > 1e14 && told.is_finite()),
        true => assert!((told - from).abs() <= (from * 0.008).max(1.6e-5), "{from} became {told}"),
    }
}

#[test]
fn settings_alone_take_at_most_300_characters() {
    let mut longest = 0;
    for number in 0..20_000 {
        let mut any = Any::new(number);
        let shared = Shared { config: any.config(), record: None, ..any.shared() };
        longest = longest.max(write(&shared).unwrap().len());
    }
    println!("the longest took {longest} characters");
    // Every number in all its bytes, 113 together, would take 155.
    assert!((80..=155).contains(&longest), "{longest}");
    let default = write(&Shared::default()).unwrap();
    assert!(default.len() <= 11, "{default}");
}

#[test]
fn what_happened_takes_at_most_1200_characters() {
    let mut any = Any::new(1);
    let config = any.config();
    let place = Place::Lesson { id: "09-class-or-number".into(), open: 9 };
    let record = any.record(40_000, 101, 24);
    let record = share::Record { result: any.record(9, 9, 0).result, ..record };
    let text = write(&Shared { place, config, record: Some(record), ..Shared::default() }).unwrap();
    println!("{} characters", text.len());
    assert!(text.len() <= 1200, "{}", text.len());
    open(&text).unwrap();
}

//! Weight files: round trips, and everything that can be wrong with one.

mod common;

use common::{residual, NORMALISATION};
use nn::weights::{load, model_hash, open, save, Dtype, WeightError, MAX_FILE};
use nn::{initial_weights, Architecture, Model, ModelSpec, Weights};
use serde_json::{json, Value};

fn tiny() -> Model {
    let mut spec = ModelSpec::of(Architecture::Plain { width: 1 }, 1);
    spec.input = [8, 8, 3];
    Model::new(spec).unwrap()
}

fn file(dtype: Dtype) -> (Model, Weights, Vec<u8>) {
    let model = tiny();
    let weights = initial_weights(&model, 1);
    let bytes = save(&model, &weights, &NORMALISATION, dtype).unwrap();
    (model, weights, bytes)
}

/// The file with another header.
fn edited(bytes: &[u8], edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    let (header, data) = parts(bytes);
    let mut header: Value = serde_json::from_slice(header).unwrap();
    edit(&mut header);
    join(header.to_string().as_bytes(), data)
}

fn parts(bytes: &[u8]) -> (&[u8], &[u8]) {
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    bytes[8..].split_at(length)
}

fn join(header: &[u8], data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header, data].concat()
}

#[test]
fn round_trip_f32() {
    let model = residual(16, 1, 8);
    let weights = initial_weights(&model, 4);
    let bytes = save(&model, &weights, &NORMALISATION, Dtype::F32).unwrap();
    assert_eq!(load(&model, &bytes).unwrap(), weights);
    let opened = open(&bytes).unwrap();
    assert_eq!(opened.weights, weights);
    assert_eq!(opened.model.spec(), model.spec());
    assert_eq!(opened.normalisation, NORMALISATION);
    assert_eq!(opened.hash, model_hash(&model, &weights));
    assert_eq!(bytes, save(&model, &weights, &NORMALISATION, Dtype::F32).unwrap());
}

#[test]
fn round_trip_f16() {
    let model = residual(16, 1, 8);
    let weights = initial_weights(&model, 4);
    let bytes = save(&model, &weights, &NORMALISATION, Dtype::F16).unwrap();
    assert!(bytes.len() < 200_000, "small: {} bytes", bytes.len());
    let read = load(&model, &bytes).unwrap();
    for (a, b) in read.parameters.iter().zip(&weights.parameters) {
        // Half precision has 11 significant bits, and steps of 2^-24 below 2^-14.
        assert!((a - b).abs() <= b.abs() / 2048.0 + 3e-8, "{a} {b}");
    }
    assert_eq!(read.statistics, weights.statistics);
    // What was read is stored again without loss.
    assert_eq!(save(&model, &read, &NORMALISATION, Dtype::F16).unwrap(), bytes);
    let wide = residual(32, 1, 8);
    let bytes = save(&wide, &initial_weights(&wide, 1), &NORMALISATION, Dtype::F16).unwrap();
    assert!(bytes.len() < 650_000, "standard: {} bytes", bytes.len());
}

#[test]
fn every_truncation_is_refused() {
    for dtype in [Dtype::F16, Dtype::F32] {
        let (model, _, bytes) = file(dtype);
        for end in 0..bytes.len() {
            let error = load(&model, &bytes[..end]).unwrap_err();
            if end >= bytes.len() - parts(&bytes).1.len() {
                assert!(error.tensor().is_some(), "at {end} of {}: {error}", bytes.len());
            }
            assert!(open(&bytes[..end]).is_err());
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(load(&model, &longer).unwrap_err(), WeightError::Unclaimed { bytes: 1 });
    }
}

#[test]
fn every_flipped_bit_is_refused_or_harmless() {
    let (model, weights, mut bytes) = file(Dtype::F32);
    let data_from = bytes.len() - parts(&bytes).1.len();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            let read = load(&model, &bytes);
            let opened = open(&bytes);
            if at >= data_from {
                assert!(read.is_err() && opened.is_err(), "bit {bit} of byte {at}");
            } else if let Ok(read) = read {
                // In the header's spaces, letters of unknown keys or numbers of the normalisation.
                assert_eq!(read, weights, "bit {bit} of byte {at}");
            }
            bytes[at] ^= 1 << bit;
        }
    }
}

#[test]
fn wrong_headers_name_the_tensor() {
    let (model, _, bytes) = file(Dtype::F32);
    let head = "head.weight";
    let refused = |edit: &dyn Fn(&mut Value)| load(&model, &edited(&bytes, edit)).unwrap_err();
    let named = |edit: &dyn Fn(&mut Value)| {
        let error = refused(edit);
        assert_eq!(error.tensor(), Some(head), "{error}");
        assert!(error.to_string().starts_with(head), "{error}");
        error
    };
    assert!(matches!(named(&|h| h[head]["dtype"] = json!("BF16")), WeightError::Type { .. }));
    assert!(matches!(named(&|h| h[head]["dtype"] = json!(7)), WeightError::Entry { .. }));
    assert!(matches!(named(&|h| h[head]["dtype"] = json!("F16")), WeightError::Length { .. }));
    assert!(matches!(named(&|h| h[head]["shape"] = json!([1, 4])), WeightError::Shape { .. }));
    assert!(matches!(named(&|h| h[head]["shape"] = json!([5, 1])), WeightError::Length { .. }));
    assert!(matches!(named(&|h| h[head]["shape"] = json!([-4, 1])), WeightError::Entry { .. }));
    let huge = u64::MAX / 2;
    assert!(matches!(named(&|h| h[head]["shape"] = json!([huge, huge])), WeightError::Length { .. }));
    assert!(matches!(named(&|h| h[head]["data_offsets"] = json!([8, 4])), WeightError::Length { .. }));
    assert!(matches!(named(&|h| h[head]["data_offsets"] = json!([huge, huge + 16])), WeightError::Truncated { .. }));
    assert!(matches!(named(&|h| h[head]["extra"] = json!(1)), WeightError::Entry { .. }));
    assert!(matches!(named(&|h| h[head] = json!([])), WeightError::Entry { .. }));
    assert!(matches!(refused(&|h| h["tail.weight"] = h[head].clone()), WeightError::Overlap { .. }));
    let renamed = refused(&|h| {
        let entry = h.as_object_mut().unwrap().remove(head).unwrap();
        h["tail.weight"] = entry;
    });
    assert_eq!(renamed, WeightError::Unknown { tensor: "tail.weight".into() });
    let long = refused(&|h| h["x".repeat(1000)] = json!(0));
    assert!(long.tensor().unwrap().len() == 80);
}

#[test]
fn missing_duplicated_and_unclaimed() {
    let (model, _, bytes) = file(Dtype::F32);
    // The last tensor, with its bytes, taken away.
    let (header, data) = parts(&bytes);
    let header: Value = serde_json::from_slice(header).unwrap();
    let end = |v: &Value| v["data_offsets"][1].as_u64();
    let (last, entry) = header.as_object().unwrap().iter().max_by_key(|(_, v)| end(v)).unwrap();
    let mut shorter = header.clone();
    shorter.as_object_mut().unwrap().remove(last);
    let unclaimed = load(&model, &join(shorter.to_string().as_bytes(), data)).unwrap_err();
    assert!(matches!(unclaimed, WeightError::Unclaimed { .. }), "{unclaimed}");
    let from = entry["data_offsets"][0].as_u64().unwrap() as usize;
    let missing = load(&model, &join(shorter.to_string().as_bytes(), &data[..from])).unwrap_err();
    assert_eq!(missing, WeightError::Missing { tensor: last.clone() });
    // JSON lets a key appear twice.
    let text = header.to_string();
    let twice = format!("{{{:?}:{entry},{}", last, &text[1..]);
    let error = load(&model, &join(twice.as_bytes(), data)).unwrap_err();
    assert_eq!(error, WeightError::Duplicate { tensor: last.clone() });
    let twice = format!("{{\"__metadata__\":{{}},{}", &text[1..]);
    assert!(matches!(load(&model, &join(twice.as_bytes(), data)), Err(WeightError::Duplicate { .. })));
}

#[test]
fn wrong_metadata() {
    let (model, _, bytes) = file(Dtype::F32);
    let meta = "__metadata__";
    let refused = |edit: &dyn Fn(&mut Value)| {
        let bytes = edited(&bytes, edit);
        (load(&model, &bytes).unwrap_err(), open(&bytes).unwrap_err())
    };
    let (a, b) = refused(&|h| h[meta]["format_version"] = json!("2"));
    assert!(a == WeightError::Version("2".into()) && a == b);
    let (a, b) = refused(&|h| h[meta]["sha256"] = json!("00"));
    assert!(a == WeightError::Hash && a == b);
    let (a, _) = refused(&|h| drop(h.as_object_mut().unwrap().remove(meta)));
    assert!(matches!(a, WeightError::Metadata { key: "format_version", .. }));
    let (a, _) = refused(&|h| h[meta]["model"] = json!("{}"));
    assert!(matches!(a, WeightError::Metadata { key: "model", .. }), "{a}");
    let giant = serde_json::to_string(&ModelSpec::residual(100_000, 1, 2)).unwrap();
    let (_, b) = refused(&|h| h[meta]["model"] = json!(giant));
    assert!(matches!(b, WeightError::Spec(_)), "{b}");
    let normalisation = edited(&bytes, |h| h[meta]["normalisation"] = json!(r#"{"mean":[0,0,0],"std":[1,0,1]}"#));
    assert!(matches!(open(&normalisation), Err(WeightError::Metadata { key: "normalisation", .. })));
}

#[test]
fn other_models_are_refused() {
    let (_, _, bytes) = file(Dtype::F32);
    let error = load(&residual(4, 1, 1), &bytes).unwrap_err();
    assert!(error.tensor().is_some(), "{error}");
    let error = load(
        &Model::new(ModelSpec { input: [8, 8, 3], ..ModelSpec::of(Architecture::Plain { width: 1 }, 2) }).unwrap(),
        &bytes,
    )
    .unwrap_err();
    assert_eq!(error, WeightError::Shape { tensor: "head.weight".into(), want: vec![4, 2], got: vec![4, 1] });
    // The same tensors for pictures of another size.
    let bigger = ModelSpec { input: [16, 16, 3], ..ModelSpec::of(Architecture::Plain { width: 1 }, 1) };
    assert!(matches!(load(&Model::new(bigger).unwrap(), &bytes), Err(WeightError::OtherModel(_))));
}

#[test]
fn values_that_are_no_numbers() {
    let (model, weights, bytes) = file(Dtype::F32);
    let p = model.parameter("stage2.conv.weight").unwrap();
    let mut bad = weights.clone();
    bad.parameters[p.offset + 2] = f32::NAN;
    let error = save(&model, &bad, &NORMALISATION, Dtype::F32).unwrap_err();
    assert_eq!(error, WeightError::NotFinite { tensor: p.name.clone(), index: 2 });
    // Half precision ends at 65,504.
    bad.parameters[p.offset + 2] = 1e6;
    save(&model, &bad, &NORMALISATION, Dtype::F32).unwrap();
    let error = save(&model, &bad, &NORMALISATION, Dtype::F16).unwrap_err();
    assert_eq!(error, WeightError::NotFinite { tensor: p.name.clone(), index: 2 });
    // In a file: value 1 of a tensor overwritten.
    let (header, data) = parts(&bytes);
    let entries: Value = serde_json::from_slice(header).unwrap();
    let with = |name: &str, value: f32| {
        let at = entries[name]["data_offsets"][0].as_u64().unwrap() as usize;
        let mut data = data.to_vec();
        data[at..at + 4].copy_from_slice(&value.to_le_bytes());
        load(&model, &join(header, &data)).unwrap_err()
    };
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert_eq!(with("head.bias", value), WeightError::NotFinite { tensor: "head.bias".into(), index: 0 });
    }
    let variance = "stem.bn.running_var";
    assert_eq!(with(variance, -1.0), WeightError::NegativeVariance { tensor: variance.into(), index: 0 });
    assert_eq!(with("head.bias", 0.5), WeightError::Hash);
}

#[test]
fn huge_files_and_headers() {
    let (model, weights, _) = file(Dtype::F32);
    let huge = vec![0; MAX_FILE + 1];
    assert_eq!(load(&model, &huge).unwrap_err(), WeightError::FileTooLarge { bytes: MAX_FILE + 1 });
    let mut long = (2u64 << 20).to_le_bytes().to_vec();
    long.resize(3 << 20, b' ');
    assert_eq!(load(&model, &long).unwrap_err(), WeightError::HeaderTooLarge { bytes: 2 << 20 });
    let endless = u64::MAX.to_le_bytes();
    assert_eq!(load(&model, &endless).unwrap_err(), WeightError::HeaderTooLarge { bytes: u64::MAX });
    assert_eq!(load(&model, b"").unwrap_err(), WeightError::HeaderTruncated);
    let deep = join("[".repeat(100_000).as_bytes(), b"");
    assert!(matches!(load(&model, &deep), Err(WeightError::Header(_))));
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    assert!(matches!(load(&model, &join(deep.as_bytes(), b"")), Err(WeightError::Header(_))));
    let short = Weights { parameters: weights.parameters[1..].to_vec(), ..weights };
    let error = save(&model, &short, &NORMALISATION, Dtype::F32).unwrap_err();
    assert!(matches!(error, WeightError::Region { region: "params", .. }));
}

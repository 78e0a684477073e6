//! The committed pack is what it says, and a wrong one is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{json, Value};
use vision::{
    decode_sheet, normalise, sha256_hex, Chunk, Manifest, PackError, SheetError, Statistics, CIFAR10, SIDE_BYTES,
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../public/dataset/cats-dogs")
}

fn text() -> String {
    fs::read_to_string(folder().join("manifest.json")).unwrap()
}

fn manifest() -> Manifest {
    Manifest::parse(&text()).unwrap()
}

#[test]
fn every_chunk_opens_and_no_picture_is_in_two_splits() {
    let manifest = manifest();
    let mut owner: BTreeMap<Vec<u8>, &str> = BTreeMap::new();
    for split in &manifest.splits {
        for chunk in &split.chunks {
            let bytes = fs::read(folder().join(&chunk.file)).unwrap();
            let pictures = decode_sheet(&bytes, chunk, &manifest).unwrap();
            assert_eq!(pictures.len(), chunk.count as usize * SIDE_BYTES, "{}", chunk.file);
            for picture in pictures.chunks_exact(SIDE_BYTES) {
                assert!(picture.iter().any(|byte| *byte != picture[0]), "an even picture in {}", chunk.file);
                let other = owner.insert(picture.to_vec(), &split.name);
                assert!(other.is_none_or(|other| other == split.name), "{} holds one of {other:?}", chunk.file);
            }
        }
    }
    assert!(owner.len() > 5490, "{} different pictures", owner.len());
}

#[test]
fn counts_sizes_and_balance() {
    let manifest = manifest();
    let counts: Vec<(&str, u32, bool)> = manifest.splits.iter().map(|s| (s.name.as_str(), s.count, s.sealed)).collect();
    assert_eq!(counts, [("train", 4000, false), ("valid", 1000, false), ("test", 500, true)]);
    for split in &manifest.splits {
        let labels: Vec<u8> = split.chunks.iter().flat_map(Chunk::labels).collect();
        assert_eq!(labels.len(), split.count as usize);
        for end in 1..=labels.len() {
            let dogs = labels[..end].iter().filter(|label| **label == 1).count();
            assert!((end / 2..=end.div_ceil(2)).contains(&dogs), "{dogs} dogs in the first {end} of {}", split.name);
        }
    }
    // What a student waits for before the first run.
    let mut pictures = 0;
    let chunks = &manifest.split("train").unwrap().chunks;
    let first = chunks.iter().take_while(|chunk| {
        pictures += chunk.count;
        pictures - chunk.count < 400
    });
    let bytes: u32 = first.map(|chunk| chunk.bytes).sum();
    assert!(bytes <= 1_200_000, "{bytes}");
    assert_eq!(manifest.statistics, CIFAR10);
    assert_eq!(
        manifest.classes.iter().map(|c| (c.id, c.en.as_str(), c.zh.as_str())).collect::<Vec<_>>(),
        [(3, "cat", "猫"), (5, "dog", "狗")]
    );
}

#[test]
fn the_pictures_are_near_the_statistics_of_all() {
    let manifest = manifest();
    let chunk = &manifest.splits[0].chunks[0];
    let pixels = decode_sheet(&fs::read(folder().join(&chunk.file)).unwrap(), chunk, &manifest).unwrap();
    let of = Statistics::of(&pixels).unwrap();
    for colour in 0..3 {
        // Cats and dogs have less blue sky than ships; exchanged colours would be 0.04 off and more.
        assert!((of.mean[colour] - CIFAR10.mean[colour]).abs() < 0.04, "{of:?}");
        assert!((of.std[colour] - CIFAR10.std[colour]).abs() < 0.02, "{of:?}");
    }
    assert!(of.mean[0] > of.mean[1] && of.mean[1] > of.mean[2], "red, green, blue: {of:?}");
    // Normalised with their own statistics they have mean 0 and deviation 1.
    let values = normalise(&pixels, &of);
    assert_eq!(values.len(), pixels.len());
    let n = values.len() as f64;
    let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
    let square = values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>() / n;
    assert!(mean.abs() < 1e-3 && (square - 1.0).abs() < 1e-3, "{mean} {square}");
    assert_eq!(normalise(&[0, 128, 255], &CIFAR10)[1], (128.0 / 255.0 - CIFAR10.mean[1]) / CIFAR10.std[1]);
    assert_eq!(Statistics::of(&[]), None);
}

/// The manifest with one value changed.
fn changed(pointer: &str, value: Value) -> Result<Manifest, PackError> {
    let mut manifest: Value = serde_json::from_str(&text()).unwrap();
    *manifest.pointer_mut(pointer).unwrap() = value;
    Manifest::parse(&manifest.to_string())
}

#[test]
fn a_wrong_manifest_is_refused_by_the_field() {
    let cases = [
        ("/side", json!(64), "side"),
        ("/columns", json!(0), "columns"),
        ("/columns", json!(100_000), "columns"),
        ("/statistics/mean", json!([0.5, -1, 0.5]), "statistics"),
        ("/statistics/std", json!([0.2, 0, 0.2]), "std"),
        ("/classes", json!([]), "classes"),
        ("/splits", json!([]), "splits"),
        ("/splits/0/chunks", json!([]), "splits.train.chunks"),
        ("/splits/0/count", json!(4001), "splits.train.count"),
        ("/splits/1/name", json!("train"), "splits.train.name"),
        ("/splits/0/chunks/0/file", json!("../../secret.png"), "file"),
        ("/splits/0/chunks/0/file", json!("https://example.com/x.png"), "file"),
        ("/splits/0/chunks/0/file", json!(".png"), "file"),
        ("/splits/0/chunks/1/file", json!("train-00.png"), "train-00.png.file"),
        ("/splits/0/chunks/0/bytes", json!(4_000_000_000u32), "bytes"),
        ("/splits/0/chunks/0/sha256", json!("zz"), "sha256"),
        ("/splits/0/chunks/0/sha256", json!("A".repeat(64)), "sha256"),
        ("/splits/0/chunks/0/labels", json!("01"), "labels"),
        ("/splits/0/chunks/0/labels", json!("2".repeat(400)), "labels"),
    ];
    for (pointer, value, field) in cases {
        match changed(pointer, value.clone()) {
            Err(PackError::Field { field: found, .. }) => assert!(found.contains(field), "{pointer} {value}: {found}"),
            other => panic!("{pointer} {value}: {other:?}"),
        }
    }
    assert_eq!(changed("/format", json!(2)), Err(PackError::Format { found: 2 }));
    assert!(matches!(changed("/seed", json!(-1)), Err(PackError::Syntax(_))));
    assert!(matches!(changed("/statistics/std", json!([0.2, null, 0.2])), Err(PackError::Syntax(_))));
    assert!(matches!(Manifest::parse(""), Err(PackError::Syntax(_))));
    assert!(matches!(Manifest::parse("[[[[[["), Err(PackError::Syntax(_))));
    let long = " ".repeat(300_000);
    assert!(matches!(Manifest::parse(&long), Err(PackError::ManifestSize { bytes: 300_000, .. })));
    let unknown = text().replacen("\"seed\"", "\"speed\": 1, \"seed\"", 1);
    assert!(matches!(Manifest::parse(&unknown), Err(PackError::Syntax(message)) if message.contains("speed")));
}

#[test]
fn counts_that_overflow_are_refused() {
    let mut value: Value = serde_json::from_str(&text()).unwrap();
    for chunk in 0..2 {
        value["splits"][0]["chunks"][chunk]["count"] = json!(u32::MAX);
    }
    assert!(matches!(Manifest::parse(&value.to_string()), Err(PackError::Field { .. })));
}

#[test]
fn a_wrong_chunk_is_refused_by_name() {
    let manifest = manifest();
    let chunk = manifest.splits[2].chunks[2].clone();
    let bytes = fs::read(folder().join(&chunk.file)).unwrap();
    let refused = |bytes: &[u8], chunk: &Chunk| decode_sheet(bytes, chunk, &manifest).unwrap_err();

    let cut = refused(&bytes[..1000], &chunk);
    assert!(matches!(cut, PackError::ChunkSize { found: 1000, .. }));
    assert!(cut.to_string().contains("test-02.png"), "{cut}");

    let mut other = bytes.clone();
    other[5000] ^= 1;
    let sum = refused(&other, &chunk);
    assert!(
        matches!(&sum, PackError::Sha256 { found, expected, .. } if *found != *expected && *expected == chunk.sha256)
    );
    assert!(sum.to_string().contains("test-02.png"), "{sum}");

    // Right sums of wrong things.
    let claim = |bytes: &[u8]| Chunk { bytes: bytes.len() as u32, sha256: sha256_hex(bytes), ..chunk.clone() };
    let shorter = manifest.split("valid").unwrap().chunks.last().unwrap();
    let sheet = fs::read(folder().join(&shorter.file)).unwrap();
    assert_ne!(shorter.count, chunk.count);
    assert!(matches!(refused(&sheet, &claim(&sheet)), PackError::SheetSize { expected: (640, 160), .. }));
    let no_picture = refused(b"text", &claim(b"text"));
    assert!(matches!(&no_picture, PackError::Picture { error: SheetError::NotPng, .. }));
    assert!(no_picture.to_string().contains("test-02.png"), "{no_picture}");
}

#[test]
fn sha256_of_nothing_and_abc() {
    // FIPS 180-2, appendix B.1.
    assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn a_packed_manifest_reads_back_and_is_checked_as_the_text_is() {
    let manifest = manifest();
    let packed = manifest.pack().unwrap();
    assert_eq!(Manifest::unpack(&packed), Ok(manifest.clone()));
    for cut in 0..packed.len() {
        assert!(Manifest::unpack(&packed[..cut]).is_err(), "{cut}");
    }
    let mut wrong = manifest.clone();
    wrong.side = 31;
    assert!(matches!(Manifest::unpack(&wrong.pack().unwrap()), Err(PackError::Field { .. })));
    let newer = Manifest { format: 99, ..manifest };
    assert_eq!(Manifest::unpack(&newer.pack().unwrap()), Err(PackError::Format { found: 99 }));
}

//! The ONNX file under onnxruntime says what the engine says.
//!
//! `EPOCH_ONNXRUNTIME` names the script of onnxruntime-web for Node.js; without it the one is taken that
//! `cargo xtask setup` fetches. Without a runtime or Node.js the tests fail.

#[path = "../common/mod.rs"]
mod common;

use std::path::PathBuf;
use std::process::Command;

use common::{asset, folder, model_of, pool, predict, repository, work};
use export::{save, ExportError, Kind, Work};
use nn::{initial_weights, start_from, Model, Weights};
use train::config::{Architecture, Config};
use vision::{Random, Stream};

/// Pictures that every network is asked about: not a multiple of any batch size.
const PICTURES: u32 = 37;
/// Sums are in another order there, over at most a few hundred products of a size near one.
const TOLERANCE: f32 = 1e-4;

fn runtime() -> PathBuf {
    let usual = || repository().join(".tools/onnxruntime/node_modules/onnxruntime-web/dist/ort.node.min.mjs");
    let script = std::env::var_os("EPOCH_ONNXRUNTIME").map_or_else(usual, PathBuf::from);
    assert!(
        script.is_file(),
        "no onnxruntime-web at {}: run `cargo xtask setup`, or name its ort.node.min.mjs in EPOCH_ONNXRUNTIME",
        script.display()
    );
    script
}

/// Runs the model over the pictures: rows of probabilities.
fn run(name: &str, model: &[u8], pictures: &[u8]) -> Vec<f32> {
    let folder = folder(name);
    let write = |file: &str, bytes: &[u8]| {
        let path = folder.join(file);
        std::fs::write(&path, bytes).expect("a file below target");
        path
    };
    let (model, pictures) = (write("model.onnx", model), write("pictures.bin", pictures));
    let script = repository().join("crate/export/tests/onnx/run.mjs");
    let output = Command::new("node").arg(script).arg(runtime()).arg(model).arg(pictures).output();
    let output = output.expect("Node.js runs onnxruntime-web: install Node.js 18 or later (`cargo xtask setup`)");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}");
    let line = String::from_utf8(output.stdout).expect("text");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{name}: {error}: {line}"))
}

/// Everything drawn, running statistics as well, so that none can stand in another's place unnoticed.
fn drawn(model: &Model, seed: u32) -> Weights {
    let mut weights = initial_weights(model, seed);
    let mut random = Random::new(seed, Stream::Weights, 0);
    for p in model.parameters().iter().filter(|p| !p.decay) {
        for value in &mut weights.parameters[p.offset..p.offset + p.shape.len()] {
            *value += random.unit() - 0.5;
        }
    }
    // A network of drawn weights is very sure of itself; whether its probabilities agree would say little.
    let head = model.parameter("head.weight").expect("a head");
    for value in &mut weights.parameters[head.offset..head.offset + head.shape.len()] {
        *value *= 0.3;
    }
    for s in model.statistics() {
        for value in &mut weights.statistics[s.offset..s.offset + s.shape.len()] {
            *value += random.unit() * 0.8 - 0.4;
        }
    }
    weights
}

/// Compares the two, and gives how far the engine's probabilities of one class reach.
fn compare(name: &str, config: &Config, weights: &Weights) -> f32 {
    let pool = pool(&Config { pictures: 30, valid_share: 0.25, ..Config::default() });
    let model = model_of(config);
    let (want, _) = predict(&model, weights, &pool, PICTURES);
    let file = save(&work(config, weights), Kind::Onnx).expect("a model");
    let got = run(name, &file.bytes, &pool.pixels[..PICTURES as usize * vision::SIDE_BYTES]);
    assert_eq!(got.len(), want.len());
    let worst = want.iter().zip(&got).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let cats: Vec<f32> = want.iter().step_by(2).copied().collect();
    let spread = cats.iter().fold(0.0, |a: f32, b| a.max(*b)) - cats.iter().fold(1.0, |a: f32, b| a.min(*b));
    println!("{name}: {} bytes, largest difference {worst:e}, probabilities spread over {spread}", file.bytes.len());
    assert!(worst < TOLERANCE, "{name}: {worst}");
    spread
}

#[test]
fn every_architecture_with_drawn_weights() {
    let small = Config { pretrained: false, width: 8, ..Config::default() };
    let cases = [
        ("residual", Config { architecture: Architecture::Residual, ..small.clone() }),
        ("residual-deep", Config { architecture: Architecture::Residual, depth: 3, width: 4, ..small.clone() }),
        ("plain", Config { architecture: Architecture::Plain, ..small.clone() }),
        ("mlp", Config { architecture: Architecture::Mlp, ..small.clone() }),
        ("mlp-deep", Config { architecture: Architecture::Mlp, depth: 3, width: 4, ..small }),
    ];
    for (name, config) in cases {
        let spread = compare(name, &config, &drawn(&model_of(&config), 3));
        // Where all pictures got one answer, equal answers would prove nothing.
        assert!(spread > 0.01, "{name}: {spread}");
    }
}

#[test]
fn pretrained_bodies() {
    for (name, width) in [("small", 16), ("standard", 32)] {
        let config = Config { width, ..Config::default() };
        let file = nn::weights::open(&asset(&format!("weights/{name}.safetensors"))).expect("weights");
        let weights = start_from(&model_of(&config), &file.model, &file.weights, 1).expect("weights that fit");
        assert!(compare(name, &config, &weights) > 0.01);
    }
}

#[test]
fn what_cannot_be_saved_says_why() {
    let config = Config { pretrained: false, width: 4, ..Config::default() };
    let mut weights = initial_weights(&model_of(&config), 1);
    assert_eq!(save(&Work { kept: None, ..work(&config, &weights) }, Kind::Onnx), Err(ExportError::NoWeights));
    let wide = Config { width: 8, ..config.clone() };
    assert!(matches!(save(&work(&wide, &weights), Kind::Onnx), Err(ExportError::Misfit(_))));
    let place = model_of(&config).parameter("head.bias").expect("a head").offset;
    weights.parameters[place] = f32::NAN;
    for kind in [Kind::Onnx, Kind::Safetensors] {
        assert_eq!(save(&work(&config, &weights), kind), Err(ExportError::NotFinite("head.bias".into())));
    }
}

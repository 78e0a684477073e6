//! The same session natively, on the pictures and weights that the site carries.

use serde_json::Value;
use site::repository;
use train::config::Config;
use train::data::{append, chunks};
use train::device::{block_on, Device};
use train::protocol::{Command, DeviceInfo, Event, Metrics};
use train::session::{prepare, Material};
use train::trainer::Pool;

/// Trains natively on the CPU to the end; gives the metrics.
pub fn train(config: &Value) -> Metrics {
    let config: Config = serde_json::from_value(config.clone()).unwrap();
    let device = DeviceInfo::cpu();
    let mut metrics = None;
    let mut emit = |event: Event| match event {
        Event::Done { metrics: done } => metrics = Some(done),
        Event::Problem { problem } => panic!("{problem:?}"),
        _ => {}
    };
    block_on(async {
        let material = material(&config);
        let mut session = prepare(config, material, (Device::cpu(), device), clock, &mut emit).await.unwrap();
        session.command(Command::Train, &mut emit).await;
        while session.is_running() {
            session.tick(&mut emit).await;
        }
    });
    metrics.expect("the run did not end with its metrics")
}

/// Milliseconds since the first call.
fn clock() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64() * 1000.0
}

fn material(config: &Config) -> Material {
    let folder = repository().join("public/dataset/cats-dogs");
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest = vision::Manifest::parse(&manifest).unwrap();
    let mut pool = Pool::default();
    for (split, count) in [("train", config.pictures), ("valid", config.valid_pictures())] {
        let open = |chunk: &vision::Chunk| {
            let bytes = std::fs::read(folder.join(&chunk.file)).unwrap();
            (vision::decode_sheet(&bytes, chunk, &manifest).unwrap(), chunk.labels())
        };
        let opened: Vec<_> = chunks(&manifest, split, count).iter().map(open).collect();
        append(&mut pool, count, opened.iter().map(|(pixels, labels)| (pixels.as_slice(), labels.as_slice())));
    }
    let weights = config.pretrained.then(|| {
        let name = if config.width == 16 { "small" } else { "standard" };
        let file = repository().join(format!("public/weights/{name}.safetensors"));
        std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).into()
    });
    Material {
        pool,
        classes: manifest.classes.iter().map(|class| class.en.clone()).collect(),
        normalisation: nn::Normalisation { mean: manifest.statistics.mean, std: manifest.statistics.std },
        weights,
    }
}

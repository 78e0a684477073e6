//! The exported notebook repeats the run: it is executed as it is, and what it comes to is held against the engine.
//!
//! `EPOCH_PYTHON` names a Python with PyTorch, nbclient, ipykernel, Pillow and matplotlib; without it that is
//! Debian's, or `python3`. Where they are missing the tests fail, unless `EPOCH_NO_TORCH=1` says that this machine is known to have none.

#[path = "../common/mod.rs"]
mod common;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use common::{asset, folder, model_of, pool, predict, repository, work};
use export::{save, Kind, Language, Point, Validation, Work};
use train::config::{Architecture, Config, Optimiser, Schedule};
use train::device::{block_on, Device};
use train::protocol::{self, DeviceInfo, Event, RunState};
use train::session::{prepare, Material};

fn python() -> Command {
    // Debian's packages belong to Debian's Python, whatever else is first on PATH.
    let usual = || if Path::new(DEBIAN).is_file() { DEBIAN.into() } else { "python3".into() };
    Command::new(std::env::var_os("EPOCH_PYTHON").unwrap_or_else(usual))
}

const DEBIAN: &str = "/usr/bin/python3";

/// Whether notebooks can be run here.
fn can_run() -> bool {
    let needed = "import importlib.util as u; m = [n for n in ('torch', 'nbclient', 'nbformat', 'ipykernel', 'PIL', \
                  'matplotlib') if u.find_spec(n) is None]; print(*m); raise SystemExit(bool(m))";
    let missing = match python().args(["-c", needed]).output() {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_string(),
        Err(error) => format!("Python itself: {error}"),
    };
    if std::env::var_os("EPOCH_NO_TORCH").is_some_and(|v| v == "1") {
        println!("WARNING: NO NOTEBOOK RUN, NOTHING CHECKED. EPOCH_NO_TORCH=1 and missing: {missing}");
        return false;
    }
    panic!(
        "no Python that runs notebooks with PyTorch, missing: {missing}. `cargo xtask setup` installs it on Debian as root; \
         or name a Python that has them in EPOCH_PYTHON; EPOCH_NO_TORCH=1 lets this pass"
    );
}

fn run(arguments: &[&str]) -> String {
    let script = repository().join("crate/export/tests/notebook/run.py");
    // Compares losses, not speed; and several tests share the machine.
    let output = python().arg(script).args(arguments).env("OMP_NUM_THREADS", "2").output().expect("Python");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}", &said[said.len().saturating_sub(4000)..]);
    String::from_utf8(output.stdout).expect("text")
}

/// Trains as the page does, on the CPU; what the page would hand over.
fn trained(config: &Config) -> Work {
    let weights = config.pretrained_weights().filter(|_| config.pretrained);
    let material = Material {
        pool: pool(config),
        classes: vec!["cat".into(), "dog".into()],
        normalisation: common::NORMALISATION,
        weights: weights.map(|name| asset(&format!("weights/{name}.safetensors")).into()),
    };
    let info = DeviceInfo::cpu();
    let mut events = Vec::new();
    let mut session = block_on(prepare(config.clone(), material, (Device::cpu(), info), || 0.0, &mut |event| {
        events.push(event);
    }))
    .expect("a session");
    block_on(session.command(protocol::Command::Train, &mut |event| events.push(event)));
    while session.is_running() {
        block_on(session.tick(&mut |event| events.push(event)));
    }
    assert_eq!(session.state(), RunState::Done);
    block_on(session.command(protocol::Command::Keep { id: 1, start: false }, &mut |event| events.push(event)));
    let mut work = work(config, &nn::initial_weights(&model_of(config), 1));
    for event in events {
        match event {
            Event::Batches { points, .. } => {
                work.train.extend(points.iter().map(|p| Point { step: p.step, loss: p.loss, accuracy: p.accuracy }))
            }
            Event::Epoch { epoch } => {
                work.valid.push(Validation { step: epoch.step, loss: epoch.valid_loss, accuracy: epoch.valid_accuracy })
            }
            Event::Kept { kept, .. } => work.kept = Some(kept),
            _ => {}
        }
    }
    work
}

/// Serves `public/` as the site does, as long as the tests run; its address.
fn served() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let request = lines.next().unwrap_or_default();
            while lines.next().is_some_and(|line| !line.is_empty()) {}
            let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
            let (status, body) = match std::fs::read(repository().join("public").join(path)) {
                Ok(bytes) => ("200 OK", bytes),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            // Who went away misses nothing.
            let _ = (&stream).write_all(head.as_bytes()).and_then(|()| (&stream).write_all(&body));
        }
    });
    address
}

/// Writes the notebook of a run in a language; its path.
fn written(folder: &Path, work: &Work, language: Language) -> String {
    let file = save(&Work { language, ..work.clone() }, Kind::Notebook).expect("a notebook");
    let path = folder.join(format!("{}-{}", language.tag(), file.name));
    std::fs::write(&path, file.bytes).expect("a file below target");
    path.to_str().expect("a path in Unicode").to_string()
}

/// Executes the notebook and compares; `points` is how far the accuracies may lie apart, in shares.
fn repeats(name: &str, config: &Config, language: Language, site: &str, points: f32) {
    if !can_run() {
        return;
    }
    let work = Work { site: site.into(), ..trained(config) };
    let (folder, model) = (folder(name), model_of(config));
    let result: serde_json::Value = {
        let said = run(&["execute", &written(&folder, &work, language)]);
        serde_json::from_str(said.trim()).unwrap_or_else(|error| panic!("{error}: {said}"))
    };
    let number = |value: &serde_json::Value| value.as_f64().expect("a number") as f32;
    let curve: Vec<Vec<f32>> = result["valid"]
        .as_array()
        .expect("a curve")
        .iter()
        .map(|point| point.as_array().expect("a point").iter().map(number).collect())
        .collect();
    let (first, last) = (number(&result["first_loss"]), work.last_valid().expect("validations"));
    let end = curve.last().expect("validations");
    println!(
        "{name}, PyTorch {}: first loss {} and {first}; at the end loss {} and {}, accuracy {} and {}",
        result["torch"], work.train[0].loss, last.loss, end[1], last.accuracy, end[2]
    );
    assert_eq!(result["steps"].as_u64(), Some(u64::from(work.total_steps())), "steps");
    assert!((work.train[0].loss - first).abs() < 1e-3, "first loss");
    // Before the first step: the same network and the same validation pictures.
    assert!((work.valid[0].loss - curve[0][1]).abs() < 1e-3, "loss before training");
    assert_eq!(work.valid.len(), curve.len());
    assert!((last.accuracy - end[2]).abs() <= points, "accuracy");

    // The file that the notebook wrote is one that the page reads, and is what the notebook measured.
    let file = folder.join(result["file"].as_str().expect("a name"));
    let weights = nn::weights::load(&model, &std::fs::read(file).expect("a file")).expect("a weight file of ours");
    let mut pool = pool(config);
    let (_, valid) = train::data::split(&pool, config);
    let of = |i: &u32| &pool.pixels[*i as usize * vision::SIDE_BYTES..][..vision::SIDE_BYTES];
    let pixels: Vec<u8> = valid.iter().flat_map(|i| of(i).to_vec()).collect();
    pool.labels = valid.iter().map(|i| pool.labels[*i as usize]).collect();
    pool.pixels = pixels;
    let (_, accuracy) = predict(&model, &weights, &pool, valid.len() as u32);
    // A picture on the border may fall to either side.
    assert!((accuracy - end[2]).abs() < 2.5 / valid.len() as f32, "{accuracy} by the engine, {} by PyTorch", end[2]);
}

#[test]
fn fine_tuning_is_repeated_within_two_points() {
    let config = Config {
        pictures: 800,
        valid_share: 0.5556,
        epochs: 3,
        frozen: vec!["stem".into()],
        label_smoothing: 0.1,
        ..Config::default()
    };
    assert_eq!(config.valid_pictures(), 1000);
    repeats("fine-tuning", &config, Language::English, &served(), 0.02);
}

#[test]
fn other_networks_from_random_weights_take_the_same_first_steps() {
    let config = Config { pretrained: false, pictures: 64, epochs: 2, batch_size: 16, ..Config::default() };
    let plain = Config {
        architecture: Architecture::Plain,
        optimiser: Optimiser::AdamW,
        learning_rate: 0.002,
        schedule: Schedule::Constant,
        augment: false,
        ..config.clone()
    };
    let mlp = Config { architecture: Architecture::Mlp, depth: 3, width: 8, learning_rate: 0.01, ..config.clone() };
    let residual = Config { depth: 2, width: 8, seed: 7, ..config };
    // The site may be a folder, too. Sixteen validation pictures: one of them is six points.
    let folder = repository().join("public").display().to_string();
    repeats("plain", &plain, Language::Chinese, &folder, 0.13);
    repeats("mlp", &mlp, Language::English, &folder, 0.13);
    repeats("residual", &residual, Language::Chinese, &folder, 0.13);
}

#[test]
fn notebooks_of_all_settings_are_valid_in_both_languages() {
    if !can_run() {
        return;
    }
    let folder = folder("valid-notebooks");
    let mut paths = vec!["check".to_string()];
    for (number, architecture) in
        [Architecture::Residual, Architecture::Plain, Architecture::Mlp].into_iter().enumerate()
    {
        for language in [Language::Chinese, Language::English] {
            let pretrained = architecture == Architecture::Residual && language == Language::English;
            let config = Config { architecture, pretrained, ..Config::default() };
            // What is in the address must not get out of its quotes.
            let site = "https://\"]);import os#\\/\n/".to_string();
            let work = Work { site, ..work(&config, &nn::initial_weights(&model_of(&config), 1)) };
            let place = folder.join(number.to_string());
            std::fs::create_dir_all(&place).expect("a folder");
            paths.push(written(&place, &work, language));
        }
    }
    run(&paths.iter().map(String::as_str).collect::<Vec<_>>());
}

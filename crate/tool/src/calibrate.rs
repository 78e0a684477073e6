//! `cargo xtask calibrate`: do the tasks of the lessons hold? Goes through every lesson as an honest student would, with
//! several seeds on the CPU backend, judges the tasks from the log, and writes `docs/lessons.md`.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Instant;

use lesson::check::{judge, Missing};
use lesson::document::{Cell, Document, Run, Task};
use lesson::log::{Log, RunLog};
use lesson::recorder::Recording;
use lesson::source::{Lang, Library};
use train::config::{Backend, Config};
use train::data::{append, chunks};
use train::device::{block_on, Device};
use train::protocol::{Command, DeviceInfo, DeviceReason, Event};
use train::session::{prepare, Material};
use train::trainer::Pool;
use vision::{decode_sheet, Chunk, Manifest};

use super::dataset::fetch::project_root;
use super::Outcome;

/// The line that `epoch-tool` prints about this command.
pub const HELP: &str =
    "goes through the lessons as a student would and writes docs/lessons.md [LESSON ...] [--seeds N]";

/// What an honest student changes where a lesson asks for a change and leaves open which: lesson, run, settings.
const CHANGES: [(&str, &str, &str); 2] = [
    ("11-overfitting", "remedy", r#"{"augment": true, "weightDecay": 0.01}"#),
    ("13-fine-tuning", "repair", r#"{"bodyRate": 0.2}"#),
];

/// Seeds of one lesson's runs stay apart from those of the next try.
const SEED_STEP: u32 = 100;

/// Runs the command with the arguments that follow its name.
pub fn run(arguments: &[String]) -> Outcome {
    let (mut wanted, mut seeds) = (Vec::new(), 5);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seeds" => seeds = arguments.next().and_then(|n| n.parse().ok()).ok_or("--seeds takes a number")?,
            name => wanted.push(name),
        }
    }
    let root = project_root()?;
    let library = Library::read(&root.join("crate/lesson/lessons"))
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let mut report = String::from(HEAD);
    for document in library.documents(Lang::En) {
        if !wanted.is_empty() && !wanted.iter().any(|name| document.id.contains(name)) {
            continue;
        }
        lesson(&root, document, seeds, &mut report)?;
    }
    if wanted.is_empty() {
        fs::write(root.join("docs/lessons.md"), report)?;
    }
    Ok(())
}

const HEAD: &str = "# Do the lessons' tasks hold?\n\nMade by `cargo xtask calibrate`: every run of a lesson in its order, \
with the settings that stand there and what an honest student changes, on the CPU backend; then its tasks are judged from \
the log. One line a task: how many tries passed, and what the others lacked. Below it the validation accuracy of each run \
at its end, mean and range over the tries. That a run which did not do the thing fails is shown by the unit tests beside \
each check in `crate/lesson/src/check/`.\n";

fn lesson(root: &Path, document: &Document, seeds: u32, report: &mut String) -> Outcome {
    let cells = || document.steps.iter().flat_map(|step| &step.cells);
    let tasks: Vec<&Task> =
        cells().filter_map(|cell| if let Cell::Task(task) = cell { Some(task) } else { None }).collect();
    let mut missing: Vec<Vec<Missing>> = vec![Vec::new(); tasks.len()];
    let mut passed = vec![0; tasks.len()];
    let mut runs: Vec<RunLog> = Vec::new();
    for seed in 0..seeds {
        let start = Instant::now();
        let log = attempt(root, document, seed * SEED_STEP)?;
        let ends: Vec<String> =
            log.runs.iter().map(|run| format!("{} {:.1} %", run.cell, 100.0 * accuracy(run))).collect();
        println!("{} try {}: {} ({:.0} s)", document.id, seed + 1, ends.join(", "), start.elapsed().as_secs_f64());
        for (place, task) in tasks.iter().enumerate() {
            let check = task.check().ok_or("a check cannot be read")?;
            let verdict = judge(&check, &log);
            passed[place] += u32::from(verdict.passed);
            if !verdict.passed {
                println!("  {} is not done: {:?}", task.id, verdict.missing);
            }
            missing[place].extend(verdict.missing);
        }
        runs.extend(log.runs);
    }
    writeln!(report, "\n## {}\n", document.id)?;
    for ((task, passed), missing) in tasks.iter().zip(passed).zip(missing) {
        writeln!(report, "- task `{}`, {:?}: {passed} of {seeds} passed{}", task.id, task.check(), lacking(&missing))?;
    }
    let table =
        "| run | pictures | epochs | accuracy, mean (lowest, highest) | last validation loss less its minimum |";
    writeln!(report, "\n{table}\n|---|---:|---:|---:|---:|")?;
    let mut seen: Vec<&str> = Vec::new();
    for run in &runs {
        if !seen.contains(&run.cell.as_str()) {
            seen.push(&run.cell);
            row(report, &runs.iter().filter(|other| other.cell == run.cell).collect::<Vec<_>>())?;
        }
    }
    Ok(())
}

fn lacking(missing: &[Missing]) -> String {
    match missing.is_empty() {
        true => String::new(),
        false => format!("; lacking: {missing:?}"),
    }
}

fn row(report: &mut String, runs: &[&RunLog]) -> std::fmt::Result {
    let Some(first) = runs.first() else { return Ok(()) };
    let ends: Vec<f32> = runs.iter().map(|run| accuracy(run)).collect();
    let mean = ends.iter().sum::<f32>() / ends.len() as f32;
    let low = ends.iter().copied().fold(f32::INFINITY, f32::min);
    let high = ends.iter().copied().fold(0.0, f32::max);
    let rise = |run: &&RunLog| {
        let lowest = run.points.iter().map(|point| point.valid_loss).fold(f32::INFINITY, f32::min);
        run.points.last().map_or(f32::NAN, |point| point.valid_loss) - lowest
    };
    let rises: Vec<String> = runs.iter().map(|run| format!("{:.2}", rise(run))).collect();
    writeln!(
        report,
        "| {} | {} | {} | {:.1} % ({:.1}, {:.1}) | {} |",
        first.cell,
        first.pictures,
        first.epochs,
        100.0 * mean,
        100.0 * low,
        100.0 * high,
        rises.join(", ")
    )
}

fn accuracy(run: &RunLog) -> f32 {
    run.points.last().map_or(f32::NAN, |point| point.valid_accuracy)
}

/// One honest try of a lesson.
fn attempt(root: &Path, document: &Document, seed: u32) -> Result<Log, Box<dyn std::error::Error>> {
    let mut log = Log { own_pictures: 1, ..Log::default() };
    for (number, cell) in document.steps.iter().flat_map(|step| &step.cells).enumerate() {
        match cell {
            Cell::Guess(guess) => {
                log.give(&guess.id, 0);
            }
            Cell::Run(run) => {
                let mut config = config(document, run)?;
                config.seed += seed;
                log.runs.push(train(root, number as u32, run, config)?);
            }
            _ => {}
        }
    }
    Ok(log)
}

/// The settings of a run, with what an honest student changes.
fn config(document: &Document, run: &Run) -> Result<Config, Box<dyn std::error::Error>> {
    let mut settings: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&run.config)?;
    for (_, _, change) in CHANGES.iter().filter(|(lesson, cell, _)| *lesson == document.id && *cell == run.id) {
        settings.extend(serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(change)?);
    }
    let config = serde_json::from_value(serde_json::Value::Object(settings))?;
    Ok(Config { backend: Backend::Cpu, ..config })
}

fn train(root: &Path, number: u32, run: &Run, config: Config) -> Result<RunLog, Box<dyn std::error::Error>> {
    let mut recording = Recording::new(number, &run.id, &config, run.guess.is_some());
    let mut ended = None;
    let material = material(root, &config)?;
    let info = DeviceInfo {
        backend: "cpu".into(),
        adapter: String::new(),
        reason: DeviceReason::Chosen,
        gpu_available: false,
    };
    let prepared = block_on(async {
        let mut emit = |event: Event| ended = recording.hear(&event).or(ended.take());
        let mut session = prepare(config, material, (Device::cpu(), info), clock, &mut emit).await?;
        session.command(Command::Train, &mut emit).await;
        while session.is_running() {
            session.tick(&mut emit).await;
        }
        Ok::<(), Box<dyn std::error::Error>>(())
    });
    prepared?;
    ended.ok_or_else(|| format!("{} did not come to an end", run.id).into())
}

/// Milliseconds since the first call.
fn clock() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// What the page fetches for these settings.
fn material(root: &Path, config: &Config) -> Result<Material, Box<dyn std::error::Error>> {
    let folder = root.join("public/dataset/cats-dogs");
    let manifest = Manifest::parse(&fs::read_to_string(folder.join("manifest.json"))?)?;
    let mut pool = Pool::default();
    for (split, count) in [("train", config.pictures), ("valid", config.valid_pictures())] {
        let open = |chunk: &Chunk| -> Result<_, Box<dyn std::error::Error>> {
            Ok((decode_sheet(&fs::read(folder.join(&chunk.file))?, chunk, &manifest)?, chunk.labels()))
        };
        let opened = chunks(&manifest, split, count).iter().map(open).collect::<Result<Vec<_>, _>>()?;
        append(&mut pool, count, opened.iter().map(|(pixels, labels)| (pixels.as_slice(), labels.as_slice())));
    }
    let weights = match config.pretrained_weights().filter(|_| config.pretrained) {
        Some(name) => Some(fs::read(root.join(format!("public/weights/{name}.safetensors")))?.into()),
        None => None,
    };
    Ok(Material {
        pool,
        classes: manifest.classes.iter().map(|class| class.en.clone()).collect(),
        normalisation: nn::Normalisation { mean: manifest.statistics.mean, std: manifest.statistics.std },
        weights,
    })
}

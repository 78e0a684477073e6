//! How fast the built site trains in headless Chromium: `cargo xtask bench`. Writes `docs/benchmark/chromium.md`. A
//! measurement, not a test: nothing fails for being slow.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{json, Value};
use site::{browse, repository, Fault, Line, Page, Setup};

/// Rounds of what is measured in seconds; the median is reported.
const ROUNDS: usize = 5;
/// Epochs of a run whose speed is measured: other cores join within the first.
const EPOCHS: usize = 5;

/// 10 Mbit/s and 40 ms: the connection of a school.
const SCHOOL: Line = Line { bytes_per_second: 10e6 / 8.0, delay: Duration::from_millis(40) };

/// Trains to the end; gives the metrics, the launches of a step and the seconds it took, without the preparation.
const TRAIN: &str = r#"
    await epochOne.ready;
    let launches = 0, ready = 0;
    const run = epochOne.train(arguments[0], event => {
      if (event.type === 'compiled') { launches = event.plan.launches; ready = performance.now(); }
    });
    const metrics = await run.done;
    return { metrics, launches, seconds: (performance.now() - ready) / 1000 };
"#;

/// Trains one batch as soon as it can; gives the milliseconds from the opening of the page to then.
const FIRST_STEP: &str = r#"
    await epochOne.ready;
    const ready = performance.now();
    const step = await new Promise((resolve, reject) => {
      const run = epochOne.train({ backend: 'cpu' }, event => {
        if (event.type === 'batches') { resolve(performance.now()); run.stop(); }
      });
      run.done.catch(reject);
    });
    return { ready, step };
"#;

fn main() {
    if let Some(argument) = std::env::args().nth(1) {
        eprintln!("bench takes no arguments, and got {argument}");
        std::process::exit(2);
    }
    let mut report = String::from("# Chromium, headless\n\nWritten by `cargo xtask bench`. ");
    add(&mut report, &format!("Residual CNN of depth 1, whole training steps. {}\n", machine()));
    let near = first_steps(None);
    let far = first_steps(Some(SCHOOL));
    add(&mut report, &format!("Opening the page with an empty cache, median of {ROUNDS}:\n"));
    add(&mut report, "| connection | engine ready | first training step |\n|---|---|---|");
    add(&mut report, &format!("| this machine | {:.2} s | {:.2} s |", near.0, near.1));
    add(&mut report, &format!("| 10 Mbit/s, 40 ms, gzip | {:.2} s | {:.2} s |\n", far.0, far.1));

    add(&mut report, "| training | pictures/s, median (lowest, highest) | launches a step |\n|---|---|---|");
    for (width, batch) in [(16, 32), (16, 64), (32, 32)] {
        for (who, alone) in [("one core", true), ("all cores", false)] {
            let config =
                json!({ "pictures": 2000, "epochs": EPOCHS, "batchSize": batch, "width": width, "backend": "cpu" });
            let runs = train(Setup::default(), &config, if width == 16 { ROUNDS } else { 2 }, alone);
            add(&mut report, &row(&format!("CPU backend, {who}, w = {width}, batch {batch}"), &runs));
        }
    }
    let config = json!({ "pictures": 128, "epochs": 1, "batchSize": 32, "width": 16, "backend": "gpu" });
    let runs = train(Setup { webgpu: true, ..Setup::default() }, &config, 1, false);
    add(&mut report, &row("GPU backend, w = 16, batch 32, on a software adapter", &runs));
    let config = json!({ "pictures": 2000, "epochs": 1, "batchSize": 32, "width": 16, "backend": "cpu" });
    let runs = train(Setup::default(), &config, ROUNDS, false);
    let once = runs.iter().map(|run| number(&run["seconds"])).collect();
    add(
        &mut report,
        &format!(
            "\nA speed is that of the training steps of {EPOCHS} epochs, the first ones of which one core does alone."
        ),
    );
    add(
        &mut report,
        &format!("\n2,000 pictures once, w = 16, batch 32, validation at both ends: {:.1} s, median.", median(once)),
    );
    add(&mut report, "The page draws curves, predictions and weights all the while. The software adapter's speed says nothing about a GPU.");
    let folder = repository().join("docs/benchmark");
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join("chromium.md"), report));
    if let Err(error) = written {
        eprintln!("docs/benchmark/chromium.md: {error}");
        std::process::exit(1);
    }
}

fn add(report: &mut String, line: &str) {
    println!("{line}");
    // A string takes everything.
    let _ = writeln!(report, "{line}");
}

/// What it ran on.
fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{}, {cores} cores.", model.unwrap_or("Unknown processor").trim())
}

/// Runs `test` in a fresh browser and gives what it gives.
fn in_browser<T: 'static, F>(setup: Setup, test: impl FnOnce(Rc<Page>) -> F + 'static) -> T
where
    F: std::future::Future<Output = T> + 'static,
{
    let place = Rc::new(RefCell::new(None));
    let result = place.clone();
    browse(setup, move |page| async move {
        let value = test(page).await;
        *place.borrow_mut() = Some(value);
    });
    let value = result.borrow_mut().take();
    value.unwrap_or_else(|| panic!("the browser ended without a result"))
}

/// Seconds from opening the page until the engine is ready, and until the first batch is trained.
fn first_steps(line: Option<Line>) -> (f64, f64) {
    let rounds: Vec<Value> = (0..ROUNDS)
        .map(|_| {
            in_browser(Setup { line, ..Setup::default() }, |page| async move {
                page.open("").await;
                page.call(FIRST_STEP, Vec::new()).await
            })
        })
        .collect();
    let seconds = |key: &str| median(rounds.iter().map(|times| number(&times[key]) / 1000.0).collect());
    (seconds("ready"), seconds("step"))
}

/// `alone`: without what lets other cores join.
fn train(setup: Setup, config: &Value, rounds: usize, alone: bool) -> Vec<Value> {
    let config = config.clone();
    in_browser(setup, move |page| async move {
        page.server.spoil("crew.js", alone.then_some(Fault::Missing));
        page.open("lab").await;
        let mut runs = Vec::new();
        for _ in 0..rounds {
            runs.push(page.call(TRAIN, vec![config.clone()]).await);
        }
        runs
    })
}

fn row(name: &str, runs: &[Value]) -> String {
    let speeds: Vec<f64> = runs.iter().map(|run| number(&run["metrics"]["imagesPerSecond"])).collect();
    let low = speeds.iter().copied().fold(f64::INFINITY, f64::min);
    let high = speeds.iter().copied().fold(0.0, f64::max);
    let launches = runs.first().map_or(0.0, |run| number(&run["launches"]));
    format!("| {name} | {:.0} ({low:.0}, {high:.0}) | {launches:.0} |", median(speeds))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

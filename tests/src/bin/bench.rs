//! How fast the built site trains in headless Chromium: `cargo xtask bench`. A measurement, not a test: nothing fails
//! for being slow.

use std::rc::Rc;

use serde_json::{json, Value};
use site::{browse, Page, Setup};

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

fn main() {
    if let Some(argument) = std::env::args().nth(1) {
        eprintln!("bench takes no arguments, and got {argument}");
        std::process::exit(2);
    }
    println!("Chromium, headless; residual CNN of width 16 and depth 1, batches of 32, whole training steps");
    browse(Setup::default(), |page| async move {
        first_step(&page).await;
        let config = json!({ "pictures": 2000, "epochs": 1, "batchSize": 32, "width": 16, "backend": "cpu" });
        let ran = page.call(TRAIN, vec![config]).await;
        line("CPU backend", &ran);
        println!("  2,000 pictures once, with validation at both ends: {:.1} s", number(&ran["seconds"]));
    });
    browse(Setup { webgpu: true, ..Setup::default() }, |page| async move {
        page.open("lab").await;
        let config = json!({ "pictures": 128, "epochs": 1, "batchSize": 32, "width": 16, "backend": "gpu" });
        let ran = page.call(TRAIN, vec![config]).await;
        line("GPU backend on Chromium's software adapter (its speed says nothing about a real GPU)", &ran);
        println!("  launches a step: {}", ran["launches"]);
    });
}

/// How long after opening the page the first batch is trained, with the site on this machine.
async fn first_step(page: &Rc<Page>) {
    page.open("").await;
    let body = r#"
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
    let times = page.call(body, Vec::new()).await;
    let (ready, step) = (number(&times["ready"]) / 1000.0, number(&times["step"]) / 1000.0);
    println!("after opening, site on this machine: engine ready in {ready:.1} s, first training step in {step:.1} s");
}

fn line(name: &str, ran: &Value) {
    let metrics = &ran["metrics"];
    println!("{name}: {:.0} pictures/s in {} steps", number(&metrics["imagesPerSecond"]), metrics["steps"]);
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

//! WebGPU on Chromium's software adapter: the same clicks, and the same curve as the CPU's.

use serde_json::{json, Value};
use site::{browse, Page, Setup};

use crate::lab::{steps, STEPS};

/// How far apart the losses of one step may be. Both backends add in single precision, in different orders, and a
/// difference grows from step to step; over the two dozen steps here it was seen to stay below a tenth of this.
const TOLERANCE: f64 = 0.01;

#[test]
fn the_gpu_trains_by_the_same_clicks() {
    browse(Setup { webgpu: true, ..Setup::default() }, |page| async move {
        page.open("lab").await;
        // A software adapter is no reason to leave the CPU; but it can be chosen.
        page.until_text("details.device summary", 60, crate::is_cpu).await;
        for (name, value) in [("Training set", "16"), ("Width", "8"), ("Epochs", "3"), ("Batch size", "4")] {
            page.fill(name, value).await;
        }
        page.choose("GPU").await;
        page.press("button", "Train").await;
        page.until("two steps are done", 120, &format!("({STEPS}) > 1")).await;
        page.press("button", "Pause").await;
        page.until("it pauses", 60, "document.querySelector('#state').innerText === 'Paused'").await;
        let device = page.text("details.device summary").await;
        assert!(device.contains("GPU"), "the device line says \"{device}\"");
        let paused = steps(&page).await;
        page.press("button", "One step").await;
        page.until("one step is done", 60, &format!("({STEPS}) === {}", paused + 1)).await;
        page.press("button", "Continue").await;
        page.until("the run is done", 240, "document.querySelector('#done')?.innerText").await;
        assert_eq!(steps(&page).await, 12);
        page.press("button", "Reset").await;
        page.until("it is ready again", 60, "document.querySelector('#state').innerText === 'Ready'").await;
        assert_eq!(steps(&page).await, 0);
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

#[test]
fn gpu_and_cpu_draw_the_same_curve() {
    browse(Setup { webgpu: true, ..Setup::default() }, |page| async move {
        page.open("lab").await;
        let config = |backend: &str| {
            json!({
                "pictures": 48, "validShare": 0.18, "width": 8, "pretrained": false, "epochs": 4, "batchSize": 8,
                "learningRate": 0.05, "backend": backend,
            })
        };
        let cpu = curve(&page, config("cpu")).await;
        let gpu = curve(&page, config("gpu")).await;
        assert_eq!((&cpu.backend[..], &gpu.backend[..]), ("cpu", "gpu"));
        assert_eq!((cpu.losses.len(), gpu.losses.len()), (24, 24));
        let worst = cpu.losses.iter().zip(&gpu.losses).map(|(c, g)| (c - g).abs()).fold(0.0, f64::max);
        println!("24 steps, largest difference of a loss between CPU and GPU: {worst:.2e}");
        println!("launches a step: {}", gpu.launches);
        assert!(worst < TOLERANCE, "{worst}\n{:?}\n{:?}", cpu.losses, gpu.losses);
        assert!((cpu.valid - gpu.valid).abs() < TOLERANCE, "validation loss {} and {}", cpu.valid, gpu.valid);
        // The curve says something: losses that never move would agree as well.
        let spread =
            cpu.losses.iter().copied().fold(f64::MIN, f64::max) - cpu.losses.iter().copied().fold(f64::MAX, f64::min);
        assert!(spread > 10.0 * TOLERANCE, "{:?}", cpu.losses);
        assert!(gpu.launches <= 80, "{} launches a step", gpu.launches);
    });
}

struct Curve {
    backend: String,
    losses: Vec<f64>,
    valid: f64,
    launches: u64,
}

async fn curve(page: &Page, config: Value) -> Curve {
    let body = r#"
        await epochOne.ready;
        const losses = [];
        let launches = 0;
        const metrics = await epochOne.train(arguments[0], event => {
          if (event.type === 'batches') losses.push(...event.points.map(p => p.loss));
          if (event.type === 'compiled') launches = event.plan.launches;
        }).done;
        return { losses, launches, metrics };
    "#;
    let ran = page.call(body, vec![config]).await;
    Curve {
        backend: ran["metrics"]["backend"].as_str().unwrap_or_default().into(),
        losses: ran["losses"].as_array().into_iter().flatten().map(|l| l.as_f64().unwrap_or(f64::NAN)).collect(),
        valid: ran["metrics"]["validLoss"].as_f64().unwrap_or(f64::NAN),
        launches: ran["launches"].as_u64().unwrap_or(u64::MAX),
    }
}

//! The GPU process is killed in the middle of a run: the run goes on on the CPU, to its end.

use serde_json::{json, Value};
use site::{browse, Page, Setup};

#[test]
fn a_run_survives_the_death_of_the_gpu_process() {
    browse(Setup { webgpu: true, ..Setup::default() }, |page| async move {
        page.open("lab").await;
        let start = r#"
            await epochOne.ready;
            window.events = [];
            const config = { pictures: 48, width: 8, pretrained: false, epochs: 10, batchSize: 8, backend: 'gpu' };
            window.run = epochOne.train(config, event => window.events.push(event));
            window.run.done.then(m => { window.metrics = m; }, e => { window.metrics = { error: String(e) }; });
        "#;
        page.call(start, Vec::new()).await;
        page.until("five steps are done on the GPU", 120, &format!("{POINTS}.length >= 5")).await;
        let device = page.text("details.device summary").await;
        assert!(device.contains("GPU"), "the device line says \"{device}\"");
        kill_gpu_process(&page).await;
        let metrics = page.until("the run ends", 240, "window.metrics").await;
        assert_eq!(metrics["backend"], "cpu", "{metrics}");
        assert_eq!(metrics["steps"], 60, "{metrics}");
        assert!(metrics["validLoss"].as_f64().is_some_and(f64::is_finite), "{metrics}");
        let told = page
            .run("return window.events.filter(e => ['device', 'problem', 'state'].includes(e.type))", Vec::new())
            .await;
        let told: Vec<Value> = told.as_array().cloned().unwrap_or_default();
        assert!(told.iter().any(|e| e["problem"]["code"] == "gpuLost"), "{told:?}");
        assert!(told.iter().any(|e| e["device"]["reason"] == "lost"), "{told:?}");
        assert!(!told.iter().any(|e| e["state"] == "failed"), "{told:?}");
        // Every step was trained, each in its turn; some may be told twice, from before and from after the loss.
        let points = page.run(&format!("return {POINTS}"), Vec::new()).await;
        let points: Vec<u64> = points.as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        assert!((1..=60).all(|step| points.contains(&step)), "{points:?}");
        // The student is told, in the device line and in words.
        page.until_text("details.device summary", 10, crate::is_cpu).await;
        page.until_text(".problem[role=alert]", 10, |text| text.contains("The processor goes on")).await;
        page.press("button", "Dismiss").await;
        // And the lab is as good as before.
        let again = json!({ "pictures": 10, "epochs": 1, "width": 8, "pretrained": false, "backend": "cpu" });
        let metrics = page.call(crate::equality::TRAIN, vec![again]).await;
        assert_eq!(metrics["steps"], 1, "{metrics}");
    });
}

/// Numbers of the steps that were told.
const POINTS: &str = "window.events.filter(e => e.type === 'batches').flatMap(e => e.points).map(p => p.step)";

/// Kills this browser's GPU process: by the DevTools protocol where that is allowed, otherwise by its number.
async fn kill_gpu_process(page: &Page) {
    if let Err(refused) = page.try_devtools("Browser.crashGpuProcess", json!({})).await {
        let process = gpu_process(page.driver())
            .unwrap_or_else(|| panic!("no GPU process below {}, and {refused}", page.driver()));
        let killed = std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "process {process} could not be killed");
        println!("killed the GPU process {process}");
    }
}

/// The process below `ancestor` that Chromium started for the GPU.
fn gpu_process(ancestor: u32) -> Option<u32> {
    let mut family = vec![ancestor];
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(status) = std::fs::read_to_string(entry.path().join("status")) else { continue };
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse::<u32>().ok());
        parents.extend(parent.map(|parent| (process, parent)));
    }
    let mut place = 0;
    while let Some(parent) = family.get(place).copied() {
        place += 1;
        for (process, _) in parents.iter().filter(|(_, of)| *of == parent) {
            let command = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
            if String::from_utf8_lossy(&command).contains("--type=gpu-process") {
                return Some(*process);
            }
            family.push(*process);
        }
    }
    None
}

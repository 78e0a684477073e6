//! The page that measures the device.

use serde_json::json;
use site::{browse, Setup};

/// Rows with a speed.
const MEASURED: &str = "document.querySelectorAll('.bench [data-state=\"4\"]').length";

#[test]
fn processor_and_graphics_card_are_measured_and_the_students_run_is_left_alone() {
    browse(Setup { webgpu: true, ..Setup::default() }, |page| async move {
        page.open("en/lab/").await;
        let run = "await epochOne.ready; await epochOne.train({ pictures: 40, width: 8, pretrained: false, epochs: 2, backend: 'cpu' }).done";
        page.call(run, Vec::new()).await;
        page.run("document.querySelector('details.device').open = true", Vec::new()).await;
        page.press("link", "How fast is this device?").await;
        page.press("button", "Measure").await;
        // Every part has its rows from the start. The second row's measurement begins when all devices have done the first.
        page.until(
            "all is listed",
            60,
            "[...document.querySelectorAll('.bench-rows')].every((rows) => rows.querySelector('h3'))",
        )
        .await;
        let cores = page.run("return navigator.hardwareConcurrency", Vec::new()).await;
        let devices = if cores.as_u64() > Some(1) { 3 } else { 2 };
        if devices < 3 {
            println!("NOT TESTED: this machine has one core, so no steps were shared");
        }
        page.until("all are measured", 400, &format!("{MEASURED} > {devices}")).await;
        page.press("button", "Stop").await;
        let report = page.until_text("#bench-report", 30, |text| text.contains("batch 64")).await;
        let first = report.lines().find(|line| line.contains("w = 16, batch 32")).unwrap_or_default();
        let speed = |cell: &str| cell.trim().split(';').next()?.replace(',', "").parse().ok();
        let speeds: Vec<f64> = first.split('|').filter_map(speed).collect();
        assert_eq!(speeds.len(), devices, "{report}");
        assert_eq!(report.contains("| CPU | CPU × "), devices == 3, "{report}");
        assert!(speeds.iter().all(|speed| *speed > 0.0), "{report}");
        assert!(report.contains("Epoch One ") && report.contains("swiftshader"), "{report}");
        page.press("button", "Copy the report").await;
        page.until_text(".bench [role=status]", 10, |said| !said.is_empty()).await;
        page.press("button", "Measure again").await;
        page.until("it measures again", 60, "document.querySelector('.bench').innerText.includes('measuring')").await;
        // Leaving ends it; what was trained before is still there.
        page.press("link", "Lab").await;
        page.until("the run is as it was", 30, "document.querySelector('#state')?.innerText === 'Done'").await;
        assert_eq!(page.run("return epochOne.info().plan.trainPictures", Vec::new()).await, json!(40));
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

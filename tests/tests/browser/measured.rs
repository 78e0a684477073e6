//! Where nothing is wished for, the faster of graphics card and processor computes; which that is is measured once on a device.

use serde_json::{json, Value};
use site::{browse, Fault, Page, Programs, Setup};

/// Trains a little without a wish, and gives what computed.
const TRAIN: &str = r#"
    await epochOne.ready;
    const devices = [];
    const config = { pictures: 40, width: 8, pretrained: false, epochs: 1, batchSize: 8 };
    const metrics = await epochOne.train(config, event => {
      if (event.type === 'device') devices.push(event.device);
    }).done;
    return { backend: metrics.backend, device: devices[0], kept: localStorage.getItem('epoch-one.gpu') };
"#;

/// Chromium's software adapter plays the part of a graphics card: it is called by another name.
fn real() -> Fault {
    let file = Programs::find().unwrap_or_else(|missing| panic!("{missing}")).dist.join("worker.js");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let names = r#"
        const said = { vendor: "acme", architecture: "one", device: "", description: "", isFallbackAdapter: false };
        for (const [key, value] of Object.entries(said)) {
          Object.defineProperty(GPUAdapterInfo.prototype, key, { get: () => value });
        }
    "#;
    Fault::Other([names, &text].concat().into_bytes())
}

/// What is said about what computes.
async fn why(page: &Page) -> String {
    page.run("document.querySelector('details.device').open = true", Vec::new()).await;
    page.text("details.device").await
}

fn speeds(told: &Value) -> [u64; 2] {
    [0, 1].map(|index| told["device"]["speeds"][index].as_u64().unwrap_or(0))
}

#[test]
fn the_faster_computes_and_is_measured_once() {
    browse(Setup { webgpu: true, ..Setup::default() }, |page| async move {
        page.server.spoil("worker.js", Some(real()));
        page.open("en/lab/").await;
        page.until_text("details.device summary", 30, |text| text.contains("acme")).await;
        assert!(why(&page).await.contains("Before the first run"));
        let first = page.call(TRAIN, Vec::new()).await;
        let [gpu, cpu] = speeds(&first);
        println!("graphics card: {gpu} pictures a second; one core: {cpu}");
        assert!(gpu > 0 && cpu > gpu && first["device"]["reason"] == "faster", "{first}");
        assert_eq!(first["backend"], "cpu", "{first}");
        let kept = first["kept"].as_str().unwrap_or_default().to_string();
        assert!(kept.starts_with(&format!("{gpu} {cpu} ")) && kept.ends_with("acme one"), "{first}");
        let said = why(&page).await;
        assert!(said.contains(&format!("the graphics card does {gpu} ")) && said.contains("the processor computes"));

        // Another visit knows it, and says so from the start.
        page.open("en/lab/").await;
        page.until_text("details.device summary", 30, crate::is_cpu).await;
        assert!(why(&page).await.contains(&format!("the graphics card does {gpu} ")));
        let again = page.call(TRAIN, Vec::new()).await;
        assert_eq!((speeds(&again), again["kept"].as_str()), ([gpu, cpu], Some(kept.as_str())));

        // Had it been the other way round, the other would compute.
        let tiles = kept.splitn(3, ' ').nth(2).unwrap_or_default();
        let other = format!("900 300 {tiles}");
        page.run("localStorage.setItem('epoch-one.gpu', arguments[0])", vec![json!(other)]).await;
        page.open("en/lab/").await;
        page.until_text("details.device summary", 30, |text| text.contains("acme")).await;
        assert!(why(&page).await.contains("So the graphics card computes."));
        let turned = page.call(TRAIN, Vec::new()).await;
        assert_eq!((speeds(&turned), &turned["backend"]), ([900, 300], &json!("gpu")), "{turned}");
        assert_eq!(turned["kept"], json!(other));
    });
}

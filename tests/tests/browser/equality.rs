//! Same seed, same weights to the last bit: natively and in the browser, and in the browser twice.

use serde_json::{json, Value};
use site::{browse, Setup};

use crate::native;

/// Trains in the page to the end; gives the metrics.
pub const TRAIN: &str = "return await epochOne.ready.then(() => epochOne.train(arguments[0]).done)";

fn configs() -> [Value; 2] {
    let scratch = json!({
        "pictures": 400, "validShare": 0.2, "seed": 1, "width": 8, "pretrained": false, "epochs": 5, "batchSize": 20,
        "learningRate": 0.1, "backend": "cpu",
    });
    let fine = json!({
        "pictures": 64, "seed": 7, "width": 16, "epochs": 2, "batchSize": 16, "optimiser": "adamw",
        "learningRate": 0.002, "labelSmoothing": 0.1, "frozen": ["stem"], "backend": "cpu",
    });
    [scratch, fine]
}

#[test]
fn a_hundred_steps_give_the_same_weights_natively_and_in_the_browser() {
    browse(Setup::default(), |page| async move {
        page.open("lab").await;
        for config in configs() {
            let there = page.call(TRAIN, vec![config.clone()]).await;
            let here = native::train(&config);
            assert_eq!(there["steps"], here.steps, "{config}");
            assert_eq!(there["weightsHash"], here.weights_hash, "{config}\n{there}\n{here:?}");
            assert_eq!(there["validLoss"].as_f64().map(|loss| loss as f32), Some(here.valid_loss), "{config}");
            println!("{} steps: {} both natively and in the browser", here.steps, here.weights_hash);
        }
        let [scratch, _] = configs();
        assert_eq!(scratch["pictures"].as_u64().unwrap() / 20 * 5, 100);
        let other =
            json!({ "pictures": 64, "seed": 8, "width": 8, "pretrained": false, "epochs": 1, "backend": "cpu" });
        let (first, second) =
            (page.call(TRAIN, vec![other.clone()]).await, page.call(TRAIN, vec![other.clone()]).await);
        assert_eq!(first["weightsHash"], second["weightsHash"], "two runs in one page differ");
        let mut reseeded = other;
        reseeded["seed"] = json!(9);
        let third = page.call(TRAIN, vec![reseeded]).await;
        assert_ne!(first["weightsHash"], third["weightsHash"], "the hash does not follow the seed");
    });
}

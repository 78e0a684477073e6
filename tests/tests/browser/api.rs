//! `window.epochOne`, as the console, other pages and tests use it.

use serde_json::{json, Value};
use site::{browse, Page, Setup};

use crate::equality::TRAIN;
use crate::own_picture::{picture, png_header};

#[test]
fn the_javascript_api_trains_predicts_and_refuses() {
    browse(Setup::default(), |page| async move {
        page.open("").await;
        assert_eq!(page.call("return (await epochOne.ready) === epochOne", Vec::new()).await, json!(true));
        let info = page.call("return epochOne.info()", Vec::new()).await;
        assert_eq!(info["device"]["backend"], "cpu", "{info}");
        assert!(info["build"].as_str().is_some_and(|b| !b.is_empty()), "{info}");

        for (config, key) in [
            (json!({ "epoch": 3 }), "epoch"),
            (json!({ "pictures": 5 }), "pictures"),
            (json!({ "pictures": "many" }), "pictures"),
            (json!({ "learningRate": -1 }), "learningRate"),
            (json!({ "backend": "tpu" }), "backend"),
            (json!({ "frozen": ["tail"] }), "frozen"),
            (json!({ "width": 18, "pretrained": false }), "width"),
            (json!({ "width": 20 }), "pretrained"),
        ] {
            let refused = page.attempt("return epochOne.train(arguments[0]).done", vec![config.clone()]).await;
            let Err(error) = refused else { panic!("{config} was taken") };
            assert_eq!(error["key"], key, "{config}: {error}");
            assert_eq!(error["code"], "config", "{config}: {error}");
            assert!(error["message"].as_str().unwrap_or_default().contains(key), "{config}: {error}");
        }

        run_with_pause(&page).await;
        predictions(&page).await;

        // A run that another one replaces says so.
        let replaced = page
            .attempt("const one = epochOne.train({ pictures: 400 }); epochOne.train({ pictures: 10, epochs: 1 }); return one.done", Vec::new())
            .await;
        assert_eq!(replaced.unwrap_err()["code"], "replaced");
    });
}

async fn run_with_pause(page: &Page) {
    let story = r#"
        const events = [];
        const run = epochOne.train(
          { pictures: 64, epochs: 4, batchSize: 8, width: 8, pretrained: false, backend: 'cpu' },
          event => events.push(event));
        const steps = () => events.filter(e => e.type === 'batches').flatMap(e => e.points).map(p => p.step);
        while (!steps().length) await new Promise(go => setTimeout(go, 20));
        run.pause();
        while (events.findLast(e => e.type === 'state')?.state !== 'paused') await new Promise(go => setTimeout(go, 20));
        const paused = steps().length;
        await new Promise(go => setTimeout(go, 500));
        const still = steps().length;
        run.resume();
        const metrics = await run.done;
        return { metrics, paused, still, steps: steps(), types: [...new Set(events.map(e => e.type))] };
    "#;
    let story = page.call(story, Vec::new()).await;
    let metrics = &story["metrics"];
    assert_eq!(story["paused"], story["still"], "a paused run goes on: {story}");
    assert_eq!(metrics["steps"], 32, "{metrics}");
    assert_eq!(metrics["backend"], "cpu", "{metrics}");
    assert_eq!(story["steps"], json!((1..=32).collect::<Vec<u32>>()), "every step is told once and in order");
    for number in ["trainLoss", "validLoss", "validAccuracy", "imagesPerSecond"] {
        assert!(metrics[number].as_f64().is_some_and(f64::is_finite), "{number}: {metrics}");
    }
    assert_eq!(metrics["weightsHash"].as_str().map(str::len), Some(64), "{metrics}");
    for kind in ["compiled", "batches", "epoch", "predictions", "weights", "done"] {
        assert!(
            story["types"].as_array().is_some_and(|types| types.contains(&json!(kind))),
            "{kind}: {}",
            story["types"]
        );
    }

    // Stopped early: the promise still holds the metrics of what was done.
    let stopped = r#"
        const run = epochOne.train({ pictures: 400, epochs: 50, width: 8, pretrained: false, backend: 'cpu' },
          event => { if (event.type === 'batches') run.stop(); });
        return run.done;
    "#;
    let stopped = page.call(stopped, Vec::new()).await;
    let steps = stopped["steps"].as_u64().unwrap_or(0);
    assert!(steps > 0 && steps < 650, "{stopped}");
}

async fn predictions(page: &Page) {
    let predict = "return epochOne.predict(new Uint8Array(arguments[0]))";
    let answer = page.call(predict, vec![json!(picture())]).await;
    let sum: f64 = ["cat", "dog"].iter().map(|class| answer["probabilities"][class].as_f64().unwrap_or(f64::NAN)).sum();
    assert!((sum - 1.0).abs() < 1e-5, "{answer}");
    let label = answer["label"].as_str().unwrap_or_default();
    assert!(answer["probabilities"][label].as_f64().is_some_and(|p| p >= 0.5), "{answer}");
    for (bytes, code) in [
        (Vec::new(), "pictureEmpty"),
        (b"no picture".to_vec(), "pictureUnknown"),
        (png_header(20_000, 20_000), "pictureTooLarge"),
    ] {
        let refused: Result<Value, Value> = page.attempt(predict, vec![json!(bytes)]).await;
        assert_eq!(refused.unwrap_err()["code"], code);
    }
    let refused = page.attempt("return epochOne.predict('a word')", Vec::new()).await;
    assert_eq!(refused.unwrap_err()["key"], "bytes");
    // Nothing of this took the run or the engine away.
    let metrics = page.call(TRAIN, vec![json!({ "pictures": 10, "epochs": 1, "backend": "cpu" })]).await;
    assert_eq!(metrics["steps"], 1, "{metrics}");
}

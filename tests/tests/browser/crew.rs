//! Several cores share the steps of a run on the CPU: its numbers are those of one core, and of the machine itself, whether
//! the others join, are lost in the middle of a step, say nothing any more, or cannot be had at all.

use serde_json::{json, Value};
use site::{browse, Fault, Programs, Setup};

use crate::native;

/// Trains, and gives the metrics with how many shared a step, as it changed.
const TRAIN: &str = r#"
    await epochOne.ready;
    const workers = [];
    const metrics = await epochOne.train(arguments[0], event => {
      if (event.type === 'device') workers.push(event.device.workers);
    }).done;
    return { metrics, workers, cores: navigator.hardwareConcurrency };
"#;

fn config() -> Value {
    json!({
        "pictures": 200, "seed": 3, "width": 8, "pretrained": false, "epochs": 30, "batchSize": 16, "backend": "cpu",
    })
}

/// A run with `crew.js` as it is, or with a fault; gives who shared its steps.
fn train(fault: Option<Fault>) -> Vec<u64> {
    let here = native::train(&config());
    let place = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let told = place.clone();
    browse(Setup::default(), move |page| async move {
        page.server.spoil("crew.js", fault);
        page.open("lab").await;
        let there = page.call(TRAIN, vec![config()]).await;
        assert_eq!(there["metrics"]["weightsHash"], here.weights_hash, "{there}");
        assert_eq!(there["metrics"]["steps"], here.steps);
        if there["cores"].as_u64() < Some(2) {
            println!("NOT TESTED: this machine has one core, so nobody shared the steps");
        } else {
            let workers = there["workers"].as_array().into_iter().flatten().filter_map(Value::as_u64);
            *told.borrow_mut() = workers.collect();
        }
    });
    place.take()
}

/// `crew.js` whose members do this instead at their hundredth meeting.
fn broken(what: &str) -> Fault {
    let file = Programs::find().unwrap_or_else(|missing| panic!("{missing}")).dist.join("crew.js");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (before, after) = text.split_once(".go_on()").expect("a member goes on somewhere");
    let count = "(globalThis.meetings=(globalThis.meetings??0)+1)";
    Fault::Other(format!("{before}.go_on({count}<100||{what}){after}").into_bytes())
}

/// Whether others took part; nothing is told of a machine with one core.
fn shared(workers: &[u64]) -> bool {
    workers.is_empty() || workers.iter().any(|workers| *workers > 1)
}

#[test]
fn others_share_the_steps() {
    let workers = train(None);
    // Where other programs want the cores too it may not pay, and they are let go again.
    assert!(shared(&workers), "{workers:?}");
}

#[test]
fn others_that_are_lost_are_not_missed() {
    let workers = train(Some(broken("lost()")));
    assert!(shared(&workers) && matches!(workers.last(), None | Some(1)), "{workers:?}");
}

#[test]
fn others_that_say_nothing_are_not_waited_for() {
    let workers = train(Some(broken("(()=>{for(;;);})()")));
    assert!(shared(&workers) && matches!(workers.last(), None | Some(1)), "{workers:?}");
}

#[test]
fn without_others_one_core_does_it() {
    assert!(train(Some(Fault::Missing)).iter().all(|workers| *workers == 1));
}

//! Work that is kept on the device: over a reload, a crash, a worker that ends; where it cannot be kept; and as one file.

mod cut;
mod file;
mod pictures;
mod refused;
mod worker;

use kept::{Kind, Note};
use serde_json::{json, Value};
use site::Page;

/// What training is cut off in these tests: half a minute of it, kept several times.
pub fn long() -> Value {
    json!({ "pictures": 400, "width": 8, "pretrained": false, "epochs": 60, "seed": 5, "backend": "cpu" })
}

/// Begins a run, and writes down when its steps were told.
pub async fn begin(page: &Page, config: &Value) {
    let start = r#"
        await epochOne.ready;
        window.told = {};
        epochOne.train(arguments[0], event => {
            if (event.type === 'batches') for (const point of event.points) window.told[point.step] = performance.now();
        }).done.catch(() => {});
    "#;
    page.call(start, vec![config.clone()]).await;
}

/// Everything in the database, as `[key, base64]`.
const READ: &str = r#"
    const open = indexedDB.open('epoch-one');
    const database = await new Promise((yes, no) => { open.onsuccess = () => yes(open.result); open.onerror = no; });
    const store = database.transaction('kept').objectStore('kept');
    const all = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = no; });
    const [keys, values] = await Promise.all([all(store.getAllKeys()), all(store.getAll())]);
    database.close();
    const text = (bytes) => { let out = ''; for (const byte of bytes) out += byte.toString(16).padStart(2, '0'); return out; };
    return keys.map((key, place) => [key, text(values[place])]);
"#;

/// What the device holds.
pub async fn entries(page: &Page) -> Vec<(String, Vec<u8>)> {
    let entries = page.call(READ, Vec::new()).await;
    let entry = |pair: &Value| {
        let (key, text) = (pair[0].as_str().unwrap().to_string(), pair[1].as_str().unwrap());
        let byte = |place: usize| u8::from_str_radix(&text[place..place + 2], 16).unwrap();
        (key, (0..text.len()).step_by(2).map(byte).collect())
    };
    entries.as_array().unwrap().iter().map(entry).collect()
}

/// Runs that the device holds.
pub async fn runs(page: &Page) -> Vec<Note> {
    let entries = entries(page).await;
    let notes = entries.iter().filter(|(key, _)| matches!(Kind::of(key), Some((Kind::Run, _))));
    notes.map(|(key, value)| Note::unpack(value).unwrap_or_else(|error| panic!("{key}: {error:?}"))).collect()
}

/// Waits until the one run that there is has been kept at this step or later; gives it.
pub async fn kept_at(page: &Page, step: u32) -> Note {
    for _ in 0..600 {
        if let Some(note) = runs(page).await.pop().filter(|note| note.step >= step) {
            return note;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no run was kept at step {step}");
}

/// Waits until every run is kept with its end, which is written a moment after the page says so.
pub async fn ended(page: &Page) {
    for _ in 0..100 {
        if runs(page).await.iter().all(|note| note.end.is_some()) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the end of a run was not kept");
}

/// The hash of the weights of the one kept run.
pub async fn hash(page: &Page) -> String {
    let entries = entries(page).await;
    let states: Vec<_> = entries.iter().filter(|(key, _)| matches!(Kind::of(key), Some((Kind::State, _)))).collect();
    assert_eq!(states.len(), 1, "states that are kept");
    let state = kept::unpack_state(&states[0].1).unwrap();
    assert!(state.done, "the kept run has not ended");
    nn::weights::weights_hash(&state.parameters, &state.statistics)
}

/// Steps that were told, with the milliseconds at which they were; the last of them.
pub async fn told(page: &Page) -> (Value, u32) {
    let told = page.run("return window.told", Vec::new()).await;
    let steps = told.as_object().unwrap().keys().map(|step| step.parse().unwrap());
    let last = steps.max().unwrap_or(0);
    (told, last)
}

//! Which tabs of this site are open: each holds a lock of the browser's in its name, until it is closed or has crashed.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

const PREFIX: &str = "epoch-one.tab.";

// `web-sys` has the Web Locks behind a flag. They are missing on pages that are not secure: then calling throws.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn hold(name: &str, while_held: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn query() -> Result<Promise, JsValue>;
}

thread_local! {
    static NAME: String = ((js_sys::Math::random() * 4e9) as u32).to_string();
}

/// The name of this tab, another one after every reload.
pub fn name() -> String {
    NAME.with(String::clone)
}

/// Says that this tab is open.
pub fn enter() {
    // The lock is held until the promise comes to an end, which it never does.
    let for_ever = Closure::once_into_js(|| Promise::new(&mut |_, _| {}));
    // Without locks other tabs take this one for closed, and offer to go on with its run.
    drop(hold(&[PREFIX, &name()].concat(), &for_ever));
}

/// Names of the tabs that are open.
pub async fn open() -> Vec<String> {
    let snapshot = match query() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let held = snapshot.and_then(|snapshot| Reflect::get(&snapshot, &"held".into()));
    let name = |lock: JsValue| {
        let name = Reflect::get(&lock, &"name".into()).ok()?.as_string()?;
        name.strip_prefix(PREFIX).map(String::from)
    };
    held.map(|held| Array::from(&held).iter().filter_map(name).collect()).unwrap_or_default()
}

//! Small files of the site that the page itself reads: lessons, their list, their glossary.

use std::rc::Rc;

use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Worker, WorkerOptions, WorkerType};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state};

/// A file: on its way, here, or not to be had (and why).
pub type Loaded<T> = Option<Result<Rc<T>, String>>;

/// No lesson is larger.
const MOST_BYTES: u32 = 1 << 20;

/// Fetches `path`, relative to the site's folder, and reads it as postcard; anew when the path changes.
#[hook]
pub fn use_packed<T: DeserializeOwned + 'static>(path: String) -> Loaded<T> {
    let loaded = use_state(|| (String::new(), None));
    {
        let loaded = loaded.setter();
        use_effect_with(path.clone(), move |path| {
            let path = path.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let read = bytes(&path).await.map_err(|error| words(&path, &error));
                let read = read.and_then(|bytes| {
                    postcard::from_bytes::<T>(&bytes).map(Rc::new).map_err(|error| format!("{path}: {error}"))
                });
                loaded.set((path, Some(read)));
            });
        });
    }
    // What was loaded for another path is not what is asked for now.
    let (of, value) = &*loaded;
    value.clone().filter(|_| *of == path)
}

/// A path below the site's folder (the page's base) with the version of the site that the page belongs to. The site may
/// change while the page is open: then the service worker still has the file of the page's version, and no store on the way
/// gives another's (`crate/offline`).
pub fn versioned(path: &str) -> String {
    let document = web_sys::window().and_then(|w| w.document());
    let meta = document.and_then(|document| document.query_selector("meta[name=version]").ok()?);
    let version = meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    [path, "?v=", &version].concat()
}

/// Starts a script of the site, a module, as a worker of this name.
pub fn worker(path: &str, name: &str) -> Result<Worker, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(name);
    Worker::new_with_options(&versioned(path), &options)
}

/// A file of the site, of at most a megabyte.
pub async fn bytes(path: &str) -> Result<Vec<u8>, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str(&versioned(path))).await?.dyn_into()?;
    if !response.ok() {
        return Err(format!("the site answered {}", response.status()).into());
    }
    let buffer: js_sys::ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.dyn_into()?;
    match buffer.byte_length() {
        0..=MOST_BYTES => Ok(js_sys::Uint8Array::new(&buffer).to_vec()),
        _ => Err("too large".into()),
    }
}

/// What went wrong with a file, in words.
pub fn words(path: &str, error: &JsValue) -> String {
    let said = match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_default(),
    };
    format!("{path}: {said}")
}

//! Epoch One in the browser. One program for the page and for its worker: it asks where it runs.

mod app;
mod component;
mod hooks;
mod lesson;
mod page;
mod part;
mod service;
mod widget;
mod worker;

use wasm_bindgen::JsCast;

fn main() {
    match js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() {
        Ok(scope) => worker::start(scope),
        Err(_) => app::start(),
    }
}

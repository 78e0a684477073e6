//! Modules of the page's own that are fetched when they are first needed: `figure.wasm` with the first lesson,
//! `share.wasm` with the first link. Questions and answers are postcard.

use std::cell::RefCell;
use std::thread::LocalKey;

use js_sys::{Object, Reflect, WebAssembly};
use serde::{de::DeserializeOwned, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::bare_module::Exports;
use super::site;

/// A module, and its one instance once it is there: nothing is kept in it between two calls.
pub struct Module {
    /// `cargo xtask build` puts it there.
    file: &'static str,
    exports: RefCell<Option<Exports>>,
}

impl Module {
    pub const fn new(file: &'static str) -> Self {
        Module { file, exports: RefCell::new(None) }
    }

    /// Asks the module's function `name`; none before the module is there, or where it has broken.
    pub fn call<Q: Serialize, A: DeserializeOwned>(&self, name: &str, question: &Q) -> Option<A> {
        let exports = self.exports.borrow().clone()?;
        let message = postcard::to_allocvec(question).ok()?;
        // What has trapped is still an instance: its memory is good for the next call, which begins anew.
        let answer = exchange(&exports, name, &message).ok()?;
        postcard::from_bytes(&answer).ok()
    }
}

/// Fetches and starts the module, unless it is there.
pub async fn load(module: &'static LocalKey<Module>) -> Result<(), String> {
    let (file, there) = module.with(|module| (module.file, module.exports.borrow().is_some()));
    if there {
        return Ok(());
    }
    let exports = start(file).await.map_err(|error| site::words(file, &error))?;
    module.with(|module| *module.exports.borrow_mut() = Some(exports));
    Ok(())
}

async fn start(file: &str) -> Result<Exports, JsValue> {
    let bytes = site::bytes(file).await?;
    let made = JsFuture::from(WebAssembly::instantiate_buffer(&bytes, &Object::new())).await?;
    let instance: WebAssembly::Instance = Reflect::get(&made, &"instance".into())?.unchecked_into();
    Ok(Exports::of(&instance))
}

/// Bytes there, bytes back. As the modules' crates say.
fn exchange(exports: &Exports, name: &str, message: &[u8]) -> Result<Vec<u8>, JsValue> {
    match exports.put(message)? {
        true => exports.answer(exports.call(name, 0)?),
        false => Err(JsValue::NULL),
    }
}

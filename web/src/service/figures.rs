//! The module that the lessons' figures live in (`crate/figure`): fetched with the first lesson that has one.

use std::cell::RefCell;

use figure::message::{Reply, Request};
use js_sys::{Function, Object, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::site;

/// `cargo xtask build` puts it there.
const MODULE: &str = "figure.wasm";

thread_local! {
    /// Exports of the one instance: figures keep nothing in it between two requests.
    static EXPORTS: RefCell<Option<Object>> = const { RefCell::new(None) };
}

/// Fetches and starts the module, unless it is there.
///
/// # Errors
/// In words: what the site or the browser said.
pub async fn load() -> Result<(), String> {
    if EXPORTS.with_borrow(Option::is_some) {
        return Ok(());
    }
    let made = async {
        let bytes = site::bytes(MODULE).await?;
        let made = JsFuture::from(WebAssembly::instantiate_buffer(&bytes, &Object::new())).await?;
        let instance: WebAssembly::Instance = Reflect::get(&made, &"instance".into())?.unchecked_into();
        Ok(instance.exports())
    };
    let exports = made.await.map_err(|error: JsValue| site::words(MODULE, &error))?;
    EXPORTS.set(Some(exports));
    Ok(())
}

/// Asks a figure; none before the module is there. A figure that breaks takes the instance with it, so that the next
/// request begins with [`load`].
pub fn ask(request: &Request) -> Option<Reply> {
    let exports = EXPORTS.with_borrow(Clone::clone)?;
    let message = postcard::to_allocvec(request).ok()?;
    match answer(&exports, &message) {
        Ok(reply) => postcard::from_bytes(&reply).ok(),
        Err(_) => {
            EXPORTS.set(None);
            None
        }
    }
}

fn answer(exports: &Object, message: &[u8]) -> Result<Vec<u8>, JsValue> {
    let call = |name: &str, argument: usize| -> Result<u32, JsValue> {
        let function: Function = Reflect::get(exports, &name.into())?.dyn_into()?;
        // Addresses above 2 GiB come as negative numbers.
        Ok(function.call1(&JsValue::UNDEFINED, &argument.into())?.as_f64().unwrap_or(0.0) as i64 as u32)
    };
    // The memory's buffer is another one whenever the memory has grown.
    let view = |at: u32, length: u32| -> Result<Uint8Array, JsValue> {
        let memory: WebAssembly::Memory = Reflect::get(exports, &"memory".into())?.dyn_into()?;
        Ok(Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), at, length))
    };
    let room = call("room", message.len())?;
    if room == 0 {
        return Err(JsValue::NULL);
    }
    view(room, message.len() as u32)?.copy_from(message);
    let length = call("ask", 0)?;
    Ok(view(call("answer", 0)?, length)?.to_vec())
}

//! Commands and events as they pass between page and worker (bytes), and as the JavaScript API shows them (objects).

use js_sys::Uint8Array;
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use train::protocol::{Command, Event};
use wasm_bindgen::{JsCast, JsValue};

/// What the worker posts.
pub enum FromWorker {
    Event(Event),
    /// The worker's program has ended on its own mistake; nothing more will come.
    Panic(String),
    /// Something that cannot be read: page and worker are not of one build, whatever they said.
    Unreadable(String),
}

/// Byte arrays stay byte arrays, maps become plain objects.
fn serializer() -> Serializer {
    Serializer::new().serialize_maps_as_objects(true)
}

/// `message` as a `Uint8Array`, whose buffer can be handed over rather than copied. Bytes and not objects: code that
/// reads objects field by field is several times as large, and both ends are always of one build.
pub fn pack<T: Serialize + ?Sized>(message: &T) -> Result<Uint8Array, String> {
    postcard::to_allocvec(message).map(|bytes| Uint8Array::from(bytes.as_slice())).map_err(|error| error.to_string())
}

fn unpack<T: DeserializeOwned>(message: &JsValue) -> Result<T, String> {
    let bytes = message.dyn_ref::<Uint8Array>().ok_or("not bytes")?;
    postcard::from_bytes(&bytes.to_vec()).map_err(|error| error.to_string())
}

/// For the JavaScript API: absent values are `null`, so that every field can be seen.
pub fn to_plain_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serializer().serialize_missing_as_null(true))
}

/// An event for the JavaScript API: one flat object whose `type` says which, as `README.md` describes it.
pub fn to_api_event(event: &Event) -> Result<JsValue, serde_wasm_bindgen::Error> {
    let tagged = to_plain_js(event)?;
    let flat = js_sys::Object::new();
    for pair in js_sys::Object::entries(tagged.unchecked_ref()) {
        let (name, fields) = (js_sys::Array::from(&pair).get(0), js_sys::Array::from(&pair).get(1));
        // Setting properties of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&flat, &JsValue::from_str("type"), &name);
        js_sys::Object::assign(&flat, fields.unchecked_ref());
    }
    Ok(flat.into())
}

/// A text in an object that the worker posted.
pub fn text_in(message: &JsValue, name: &str) -> Option<String> {
    js_sys::Reflect::get(message, &JsValue::from_str(name)).ok().and_then(|text| text.as_string())
}

/// Reads a message that came from the worker.
pub fn read_event(message: JsValue) -> FromWorker {
    if let Some(detail) = text_in(&message, "panic") {
        return FromWorker::Panic(detail);
    }
    match unpack(&message) {
        Ok(event) => FromWorker::Event(event),
        Err(error) => FromWorker::Unreadable(error),
    }
}

/// Reads a message that came from the page.
pub fn read_command(message: &JsValue) -> Result<Command, String> {
    unpack(message)
}

/// The message that tells the page of a panic.
pub fn panic_message(detail: &str) -> JsValue {
    let message = js_sys::Object::new();
    // Setting a property of a fresh object cannot fail.
    let _ = js_sys::Reflect::set(&message, &JsValue::from_str("panic"), &JsValue::from_str(detail));
    message.into()
}

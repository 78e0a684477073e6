//! Calls into wasm modules without glue (`crate/picture`, `crate/figure-module`): their exports take and give plain numbers,
//! and bytes lie in their memory.

use js_sys::{Function, Object, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};

/// Exports of an instance.
#[derive(Clone)]
pub struct Exports(Object);

impl Exports {
    pub fn of(instance: &WebAssembly::Instance) -> Self {
        Exports(instance.exports())
    }

    /// Calls a function. One that takes nothing passes the argument over.
    pub fn call(&self, name: &str, argument: usize) -> Result<u32, JsValue> {
        let function: Function = Reflect::get(&self.0, &name.into())?.dyn_into()?;
        // Addresses above 2 GiB come as negative numbers.
        Ok(function.call1(&JsValue::UNDEFINED, &argument.into())?.as_f64().unwrap_or(0.0) as i64 as u32)
    }

    /// Bytes of the memory, whose buffer is another one whenever it has grown.
    fn view(&self, at: u32, length: u32) -> Result<Uint8Array, JsValue> {
        let memory: WebAssembly::Memory = Reflect::get(&self.0, &"memory".into())?.dyn_into()?;
        Ok(Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), at, length))
    }

    /// Puts bytes where `room` makes room for them; false where there is none for so many.
    pub fn put(&self, bytes: &[u8]) -> Result<bool, JsValue> {
        let room = self.call("room", bytes.len())?;
        if room != 0 {
            self.view(room, bytes.len() as u32)?.copy_from(bytes);
        }
        Ok(room != 0)
    }

    /// The answer, of so many bytes.
    pub fn answer(&self, length: u32) -> Result<Vec<u8>, JsValue> {
        Ok(self.view(self.call("answer", 0)?, length)?.to_vec())
    }
}

//! Opening pictures of the student's own, in a wasm module of its own (`crate/picture`, see there for why). It is
//! fetched with the first picture, and made anew for every one.

use js_sys::{Function, Object, Reflect, Uint8Array, WebAssembly};
use train::protocol::{Problem, ProblemCode};
use wasm_bindgen::{JsCast, JsValue};

use super::asset::Assets;

/// `cargo xtask build` puts it there.
const MODULE: &str = "picture.wasm";

/// Opens pictures.
#[derive(Default)]
pub struct Opener {
    /// Compiled once.
    module: Option<WebAssembly::Module>,
}

impl Opener {
    /// The picture in `file`, cut square and made small: `32 * 32 * 3` bytes of red, green, blue.
    ///
    /// # Errors
    /// What is wrong with the file, or with fetching the decoders, as an answer to the request `id`.
    pub async fn open(&mut self, assets: &Assets, id: u32, file: &[u8]) -> Result<Vec<u8>, Problem> {
        let problem = |(code, detail)| Problem { code, detail, key: None, id: Some(id) };
        let module = match &self.module {
            Some(module) => module.clone(),
            None => {
                let bytes = assets.get(MODULE, &mut |_, _| {}).await;
                let bytes = bytes.map_err(|error| problem((ProblemCode::Network, error.to_string())))?;
                let module = WebAssembly::Module::new(&Uint8Array::from(&*bytes));
                let module = module.map_err(|error| problem((ProblemCode::Asset, words(MODULE, &error))))?;
                self.module.insert(module).clone()
            }
        };
        // A decoder that breaks on this file traps; nothing but its own instance is lost.
        let opened = open(&module, file);
        opened.unwrap_or_else(|error| Err((ProblemCode::PictureDamaged, words("the decoder", &error)))).map_err(problem)
    }
}

type Opened = Result<Vec<u8>, (ProblemCode, String)>;

fn open(module: &WebAssembly::Module, file: &[u8]) -> Result<Opened, JsValue> {
    let instance = WebAssembly::Instance::new(module, &Object::new())?;
    let exports = instance.exports();
    let call = |name: &str, arguments: &[f64]| -> Result<u32, JsValue> {
        let function: Function = Reflect::get(&exports, &name.into())?.dyn_into()?;
        let arguments = arguments.iter().copied().map(JsValue::from_f64).collect::<js_sys::Array>();
        let answer = function.apply(&JsValue::UNDEFINED, &arguments)?.as_f64().unwrap_or(0.0);
        // Addresses above 2 GiB come as negative numbers.
        Ok(answer as i64 as u32)
    };
    // The memory's buffer is another one whenever the memory has grown.
    let view = |at: u32, length: u32| -> Result<Uint8Array, JsValue> {
        let memory: WebAssembly::Memory = Reflect::get(&exports, &"memory".into())?.dyn_into()?;
        Ok(Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), at, length))
    };
    let room = call("room", &[file.len() as f64])?;
    if room == 0 {
        return Ok(Err((ProblemCode::PictureTooLarge, format!("the file has {} bytes", file.len()))));
    }
    view(room, file.len() as u32)?.copy_from(file);
    let status = call("open", &[vision::SIDE as f64])?;
    let answer = view(call("answer", &[])?, call("answer_length", &[])?)?.to_vec();
    // `picture::door::Status`.
    let code = match status {
        0 => return Ok(Ok(answer)),
        1 => ProblemCode::PictureEmpty,
        2 => ProblemCode::PictureUnknown,
        3 => ProblemCode::PictureTooLarge,
        _ => ProblemCode::PictureDamaged,
    };
    Ok(Err((code, String::from_utf8_lossy(&answer).into_owned())))
}

fn words(what: &str, error: &JsValue) -> String {
    let error = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    format!("{what}: {}", error.unwrap_or_default())
}

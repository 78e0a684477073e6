//! Opening pictures of the student's own, in a wasm module of its own (`crate/picture`, see there for why). It is
//! fetched with the first picture, and made anew for every one.

use js_sys::{Object, Uint8Array, WebAssembly};
use train::protocol::{Problem, ProblemCode};
use wasm_bindgen::{JsCast, JsValue};

use super::asset::Assets;
use crate::service::bare_module::Exports;

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
    let exports = Exports::of(&instance);
    if !exports.put(file)? {
        return Ok(Err((ProblemCode::PictureTooLarge, format!("the file has {} bytes", file.len()))));
    }
    let status = exports.call("open", vision::SIDE)?;
    let answer = exports.answer(exports.call("answer_length", 0)?)?;
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

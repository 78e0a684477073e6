//! Files of the site, fetched once and kept: `weights/…` and `dataset/…` below the site's folder.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, ReadableStreamDefaultReader, Response};

/// No file of the site is larger; what is, is not ours.
const MOST_BYTES: usize = 32 << 20;

/// A file that could not be had.
#[derive(Clone, Debug, PartialEq)]
pub enum AssetError {
    /// No answer, or the connection broke.
    Unreachable { path: String, detail: String },
    /// The site answered with this status.
    Status { path: String, status: u16 },
    /// More than [`MOST_BYTES`].
    TooLarge { path: String },
}

impl std::fmt::Display for AssetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AssetError::Unreachable { path, detail } => write!(f, "{path}: {detail}"),
            AssetError::Status { path, status } => write!(f, "{path}: the site answered {status}"),
            AssetError::TooLarge { path } => write!(f, "{path}: larger than {MOST_BYTES} bytes"),
        }
    }
}

/// Fetches files of the site and keeps them for the next run.
#[derive(Default)]
pub struct Assets {
    kept: RefCell<Vec<(String, Rc<[u8]>)>>,
    /// Answers that were asked for ahead and are on their way.
    ahead: RefCell<Vec<(String, JsFuture)>>,
}

impl Assets {
    /// The bytes of `path`, relative to the worker's own address. `progress` hears how many have come, and how many
    /// there will be as far as the site says.
    pub async fn get(&self, path: &str, progress: &mut dyn FnMut(u64, u64)) -> Result<Rc<[u8]>, AssetError> {
        if let Some((_, bytes)) = self.kept.borrow().iter().find(|(kept, _)| kept == path) {
            return Ok(bytes.clone());
        }
        let place = self.ahead.borrow().iter().position(|(asked, _)| asked == path);
        let ahead = place.map(|place| self.ahead.borrow_mut().swap_remove(place).1);
        let bytes: Rc<[u8]> = fetch(path, ahead, progress).await?.into();
        self.kept.borrow_mut().push((path.into(), bytes.clone()));
        Ok(bytes)
    }

    /// Asks for a file that [`Assets::get`] will want soon, so that one answer need not wait for the one before.
    pub fn ask(&self, path: &str) {
        let kept = self.kept.borrow().iter().any(|(kept, _)| kept == path);
        let known = kept || self.ahead.borrow().iter().any(|(asked, _)| asked == path);
        if known {
            return;
        }
        // What goes wrong here is tried again, and reported, when the file is wanted.
        if let Ok(answer) = request(path) {
            self.ahead.borrow_mut().push((path.into(), answer));
        }
    }
}

fn scope() -> Result<DedicatedWorkerGlobalScope, JsValue> {
    js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>().map_err(JsValue::from)
}

/// Pictures and weights carry sums of their own, and stay the same in most versions of the site; what else there is, is
/// asked for under the version that stands in the worker's own address (`service::site::versioned`).
fn request(path: &str) -> Result<JsFuture, JsValue> {
    let scope = scope()?;
    let url = web_sys::Url::new_with_base(path, &scope.location().href())?;
    if [".bin", ".wasm", ".txt"].iter().any(|end| path.ends_with(end)) {
        url.set_search(&scope.location().search());
    }
    let url = url.href();
    Ok(JsFuture::from(scope.fetch_with_str(&url)))
}

async fn fetch(path: &str, ahead: Option<JsFuture>, progress: &mut dyn FnMut(u64, u64)) -> Result<Vec<u8>, AssetError> {
    let unreachable = |error: JsValue| AssetError::Unreachable { path: path.into(), detail: words(&error) };
    let answer = match ahead {
        Some(answer) => answer.await.ok(),
        None => None,
    };
    let response = match answer {
        Some(response) => response,
        None => request(path).map_err(unreachable)?.await.map_err(unreachable)?,
    };
    let response: Response = response.dyn_into().map_err(unreachable)?;
    if !response.ok() {
        return Err(AssetError::Status { path: path.into(), status: response.status() });
    }
    // A compressed answer's length is not the number of bytes that come; the bar then fills as far as it can.
    let length = response.headers().get("content-length").ok().flatten();
    let total: u64 = length.and_then(|l| l.parse().ok()).unwrap_or(0);
    let mut bytes = Vec::new();
    progress(0, total);
    let Some(body) = response.body() else { return Ok(bytes) };
    let reader: ReadableStreamDefaultReader = body.get_reader().dyn_into().map_err(|e| unreachable(e.into()))?;
    loop {
        let part = JsFuture::from(reader.read()).await.map_err(unreachable)?;
        if Reflect::get(&part, &"done".into()).map_err(unreachable)?.is_truthy() {
            return Ok(bytes);
        }
        let part: Uint8Array = Reflect::get(&part, &"value".into()).and_then(|v| v.dyn_into()).map_err(unreachable)?;
        if bytes.len() + part.length() as usize > MOST_BYTES {
            return Err(AssetError::TooLarge { path: path.into() });
        }
        bytes.extend_from_slice(&part.to_vec());
        progress(bytes.len() as u64, total.max(bytes.len() as u64));
    }
}

fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}

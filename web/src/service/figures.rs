//! The module that holds what only lessons need (`crate/figure`): their figures and the judge of their tasks. It is fetched
//! with the first lesson.

use std::cell::RefCell;

use figure::message::{self, Answer, Request};
use figure::verdict::{Question, Verdicts};
use js_sys::{Object, Reflect, WebAssembly};
use serde::{de::DeserializeOwned, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::prelude::*;

use super::bare_module::Exports;
use super::site;
use super::text::Lang;

/// `cargo xtask build` puts it there.
const MODULE: &str = "figure.wasm";

thread_local! {
    /// Exports of the one instance: nothing is kept in it between two calls.
    static EXPORTS: RefCell<Option<Exports>> = const { RefCell::new(None) };
}

/// Fetches and starts the module, unless it is there.
async fn load() -> Result<(), String> {
    if EXPORTS.with_borrow(Option::is_some) {
        return Ok(());
    }
    let made = async {
        let bytes = site::bytes(MODULE).await?;
        let made = JsFuture::from(WebAssembly::instantiate_buffer(&bytes, &Object::new())).await?;
        let instance: WebAssembly::Instance = Reflect::get(&made, &"instance".into())?.unchecked_into();
        Ok(Exports::of(&instance))
    };
    let exports = made.await.map_err(|error: JsValue| site::words(MODULE, &error))?;
    EXPORTS.set(Some(exports));
    Ok(())
}

/// The module's state: on its way, there, or not to be had (and why).
#[hook]
pub fn use_module() -> Option<Result<(), String>> {
    let loaded = use_state(|| None);
    {
        let loaded = loaded.setter();
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move { loaded.set(Some(load().await)) });
        });
    }
    (*loaded).clone()
}

/// Asks a figure; none before the module is there, or where the figure has broken.
pub fn ask(request: &Request) -> Option<Answer> {
    call("ask", request)
}

/// Judges tasks; none before the module is there.
pub fn judge(question: &Question) -> Option<Verdicts> {
    call("judge", question)
}

fn call<Q: Serialize, A: DeserializeOwned>(name: &str, question: &Q) -> Option<A> {
    let exports = EXPORTS.with_borrow(Clone::clone)?;
    let message = postcard::to_allocvec(question).ok()?;
    // What has trapped is still an instance: its memory is good for the next call, which begins anew.
    let answer = exchange(&exports, name, &message).ok()?;
    postcard::from_bytes(&answer).ok()
}

/// Bytes there, bytes back. As `crate/figure-module` says.
fn exchange(exports: &Exports, name: &str, message: &[u8]) -> Result<Vec<u8>, JsValue> {
    match exports.put(message)? {
        true => exports.answer(exports.call(name, 0)?),
        false => Err(JsValue::NULL),
    }
}

/// The language of figures and verdicts.
pub fn lang(lang: Lang) -> message::Lang {
    match lang {
        Lang::Zh => message::Lang::Zh,
        Lang::En => message::Lang::En,
    }
}

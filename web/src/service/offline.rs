//! How the site's keeping on this device stands. `web/offline.js` registers the service worker and tells; it is no part of
//! the program, since a first visit waits for neither.

use std::time::Duration;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state, UseStateHandle};

use super::route;

/// What is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offline {
    /// Nothing is kept, or not yet all of it.
    #[default]
    Unknown,
    /// Everything is here: so many bytes.
    Kept(u64),
    /// A new version waits.
    Update,
    /// And is to wait on.
    Later,
}

/// How long after the first run is ready the service worker is asked for: the page's own files come first.
const PAUSE: Duration = Duration::from_secs(3);

/// Asks for the service worker when `begun` turns true, and follows what is told of it.
#[hook]
pub fn use_offline(begun: bool) -> UseStateHandle<Offline> {
    let state = use_state(Offline::default);
    {
        let state = state.setter();
        use_effect_with((), move |()| {
            let heard = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
                let told = js_sys::Reflect::get(&event, &"detail".into()).ok().and_then(|detail| detail.as_f64());
                state.set(match told {
                    Some(bytes) if bytes > 0.0 => Offline::Kept(bytes as u64),
                    _ => Offline::Update,
                });
            });
            if let Some(window) = web_sys::window() {
                let _ = window.add_event_listener_with_callback("epoch-one:kept", heard.as_ref().unchecked_ref());
            }
            // The page's root lives as long as the page.
            heard.forget();
        });
    }
    use_effect_with(begun, |begun| {
        if *begun && !route::embedded() {
            yew::platform::spawn_local(async {
                yew::platform::time::sleep(PAUSE).await;
                // Without it everything works as long as there is a network.
                let _ = load();
            });
        }
    });
    state
}

/// Runs `offline.js`. A second time does nothing: it is a module.
fn load() -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let script = document.create_element("script")?;
    script.set_attribute("type", "module")?;
    script.set_attribute("src", "offline.js")?;
    document.body().ok_or(JsValue::NULL)?.append_child(&script).map(|_| ())
}

/// Takes the new version: the page is loaded anew as soon as it is in charge.
pub fn update() {
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new("epoch-one:update")) {
        let _ = window.dispatch_event(&event);
    }
}

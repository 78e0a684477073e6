//! The style sheet's colours for what is drawn on a canvas.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use web_sys::{MutationObserver, MutationObserverInit};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state};

use super::dom::Listener;

/// Colours by their role, as CSS text.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub ink: String,
    pub muted: String,
    pub line: String,
    pub accent: String,
}

impl Theme {
    /// Reads the variables that hold now.
    fn read() -> Self {
        let style = web_sys::window().and_then(|window| {
            let root = window.document()?.document_element()?;
            window.get_computed_style(&root).ok()?
        });
        let get = |name: &str, without: &str| {
            let found = style.as_ref().and_then(|s| s.get_property_value(name).ok());
            found.map(|v| v.trim().to_string()).filter(|v| !v.is_empty()).unwrap_or_else(|| without.into())
        };
        Self {
            ink: get("--ink", "#1B1D22"),
            muted: get("--muted", "#5E6470"),
            line: get("--line", "#E3E0D8"),
            accent: get("--accent", "#2F6F5E"),
        }
    }
}

/// The colours, read again when the system's scheme or the page's own choice changes.
#[hook]
pub fn use_theme() -> Theme {
    let theme = use_state(Theme::read);
    {
        let theme = theme.clone();
        use_effect_with((), move |()| {
            let reread = Callback::from(move |()| {
                theme.set(Theme::read());
            });
            // Styles may have arrived since the first render.
            reread.emit(());
            let window = web_sys::window();
            let scheme = window.as_ref().and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok().flatten());
            let listener = scheme.map(|query| {
                let reread = reread.clone();
                Listener::new(&query, "change", move |_| reread.emit(()))
            });
            let closure = Closure::wrap(Box::new(move || reread.emit(())) as Box<dyn FnMut()>);
            let observer = MutationObserver::new(closure.as_ref().unchecked_ref()).ok();
            let root = window.and_then(|w| w.document()?.document_element());
            if let (Some(observer), Some(root)) = (&observer, root) {
                let options = MutationObserverInit::new();
                options.set_attributes(true);
                // The options name something to watch, so this cannot be refused.
                let _ = observer.observe_with_options(&root, &options);
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop((listener, closure));
            }
        });
    }
    (*theme).clone()
}

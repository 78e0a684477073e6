//! Keys that work anywhere on a page, unless the key means something where the focus is.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::hooks::use_effect_with;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    PlayPause,
    Step,
    Reset,
    Help,
}

impl Shortcut {
    /// The shortcut of a key, as `KeyboardEvent.key` names it.
    pub fn from_key(key: &str) -> Option<Shortcut> {
        match key {
            " " => Some(Shortcut::PlayPause),
            "." | "。" => Some(Shortcut::Step),
            "r" | "R" => Some(Shortcut::Reset),
            "?" | "？" => Some(Shortcut::Help),
            _ => None,
        }
    }
}

/// Where typing goes into a field, or a dialog is open, no shortcut holds.
const TYPING: &str = "input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, \
                      [contenteditable], dialog";
/// Where the space bar presses something already.
const PRESSABLE: &str = "button, a, summary, input, label, [role=button], [role=option], [role=tab], [tabindex]";

fn wanted(event: &KeyboardEvent) -> Option<Shortcut> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() || event.repeat() {
        return None;
    }
    let shortcut = Shortcut::from_key(&event.key())?;
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let inside = |selector: &str| {
        target.as_ref().is_some_and(|t| t.closest(selector).ok().flatten().is_some_and(|e| e.tag_name() != "MAIN"))
    };
    let taken = event.default_prevented() || inside(TYPING) || (shortcut == Shortcut::PlayPause && inside(PRESSABLE));
    (!taken).then_some(shortcut)
}

/// Calls `on` for every shortcut while the component is there.
#[hook]
pub fn use_shortcuts(on: Callback<Shortcut>) {
    let latest = use_mut_ref(|| on.clone());
    *latest.borrow_mut() = on;
    use_effect_with((), move |()| {
        let closure = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            if let Some(shortcut) = wanted(&event) {
                event.prevent_default();
                let on = latest.borrow().clone();
                on.emit(shortcut);
            }
        });
        let document = web_sys::window().and_then(|w| w.document());
        if let Some(document) = &document {
            let _ = document.add_event_listener_with_callback("keydown", closure.as_ref().unchecked_ref());
        }
        move || {
            if let Some(document) = document {
                let _ = document.remove_event_listener_with_callback("keydown", closure.as_ref().unchecked_ref());
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        assert_eq!(Shortcut::from_key(" "), Some(Shortcut::PlayPause));
        assert_eq!(Shortcut::from_key("r"), Some(Shortcut::Reset));
        assert_eq!(Shortcut::from_key("。"), Some(Shortcut::Step));
        assert_eq!(Shortcut::from_key("Enter"), None);
    }
}

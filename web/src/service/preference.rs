//! What is remembered from visit to visit. Where nothing may be stored, everything works and is forgotten.

use web_sys::Storage;

const PREFIX: &str = "epoch-one.";

fn storage() -> Option<Storage> {
    // Asking throws where storage is forbidden.
    web_sys::window()?.local_storage().ok()?
}

/// The remembered value of `key`, if there is one and it may be read.
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{key}")).ok()?
}

/// Remembers `value`; a full or forbidden store is no problem of the student's.
pub fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&format!("{PREFIX}{key}"), value);
    }
}

/// Forgets `key`.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

/// The language of the address; where it has none the remembered one, otherwise the browser's. An address that was
/// only followed changes nothing that is remembered.
pub fn language() -> crate::service::text::Lang {
    use crate::service::{route::Route, text::Lang};
    let (named, _) = Route::current();
    if let Some(lang) = named.or_else(|| Lang::from_tag(&read("lang")?)) {
        return lang;
    }
    let tags = web_sys::window().map(|w| w.navigator().languages());
    Lang::choose(tags.iter().flat_map(|tags| tags.iter()).filter_map(|tag| tag.as_string()))
}

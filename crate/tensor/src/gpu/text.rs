//! The texts of all shaders, in one: each behind a line `//NAME`. Natively they are part of the program. A page without a GPU
//! needs none of them, so in wasm they come from elsewhere: whoever wants to compute on a GPU [puts](put) them here first.

use std::sync::OnceLock;

static TEXTS: OnceLock<String> = OnceLock::new();

/// All shaders, for a file that stands beside a program for wasm.
#[cfg(not(target_arch = "wasm32"))]
pub const ALL: &str = include_str!(concat!(env!("OUT_DIR"), "/all.txt"));

/// Takes the texts of all shaders. The first ones stay.
pub fn put(texts: String) {
    TEXTS.get_or_init(|| texts);
}

/// Whether the texts are here.
pub fn is_here() -> bool {
    TEXTS.get().is_some()
}

/// The text of a shader; empty where the texts are not here.
pub(crate) fn of(name: &str) -> &'static str {
    #[cfg(not(target_arch = "wasm32"))]
    let texts = ALL;
    #[cfg(target_arch = "wasm32")]
    let texts = TEXTS.get().map_or("", String::as_str);
    let mut parts = texts.split("//").filter_map(|part| part.split_once('\n'));
    parts.find(|(other, _)| *other == name).map_or("", |(_, text)| text)
}

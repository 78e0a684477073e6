//! All that is kept, as one file: out, in and away. `share.wasm` writes and reads the file.

use ::kept::archive::MOST_BYTES;
use ::kept::{Entry, Kind, Refusal};
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::{sharing, vault};
use crate::lesson::store;

/// The file of everything; none where the module that makes it cannot be had.
pub async fn file() -> Option<Vec<u8>> {
    sharing::ask_module("pack", &vault::all("").await).await.ok()
}

/// What a file brings: one of [`file`]'s, or one of progress in lessons, as earlier versions of the site wrote it.
///
/// # Errors
/// [`Refusal`]: nothing was changed.
pub async fn read(file: &File) -> Result<Vec<Entry>, Refusal> {
    if file.size() > MOST_BYTES as f64 {
        return Err(Refusal::NotOurs);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Refusal::Damaged)?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    let read: Result<Vec<Entry>, Refusal> = sharing::ask_module("unpack", &bytes).await.map_err(|_| Refusal::Unread)?;
    let entries = read?;
    let sound = |(key, value): &Entry| match Kind::of(key) {
        Some((Kind::Lesson, id)) => store::is_lesson(id) && std::str::from_utf8(value).is_ok_and(store::is_sound),
        _ => true,
    };
    match entries.iter().all(sound) {
        true => Ok(entries),
        false => Err(Refusal::Damaged),
    }
}

/// Whether progress in some lesson would be lost to these.
pub fn replaces(entries: &[Entry]) -> bool {
    let here = store::all();
    entries.iter().any(|(key, value)| here.iter().any(|(other, mine)| key == other && value != mine))
}

/// Puts these in the place of what stands under the same keys.
pub async fn take(entries: Vec<Entry>) {
    store::fill(&entries);
    vault::put(entries.into_iter().map(|(key, value)| (key, Some(value))).collect()).await;
}

/// Takes everything away.
pub async fn erase() {
    store::clear();
    vault::erase().await;
}

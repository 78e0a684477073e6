//! How values are written: a byte that says which version, then postcard.

use serde::de::DeserializeOwned;
use serde::Serialize;
use train::protocol::Kept;

/// Version of what is written. The layout is that of the types: when `Note`, `Config` or `Kept` change, this number grows,
/// and `tests/golden.rs` says so.
pub const VERSION: u8 = 1;

/// Why a value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A newer version of the site has written it.
    Newer,
    /// It is not what it says it is.
    Damaged,
}

pub(crate) fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    // Nothing that is kept can fail to be written into memory: no map of unknown length, no error of its own.
    postcard::to_extend(value, vec![VERSION]).unwrap_or_default()
}

pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    if is_newer(bytes) {
        return Err(Unreadable::Newer);
    }
    // When `VERSION` grows, what the version before it wrote is read here.
    let rest = bytes.strip_prefix(&[VERSION]).ok_or(Unreadable::Damaged)?;
    match postcard::take_from_bytes(rest) {
        Ok((value, [])) => Ok(value),
        _ => Err(Unreadable::Damaged),
    }
}

/// Whether a newer version of the site has written this.
pub(crate) fn is_newer(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|version| *version > VERSION)
}

/// What a run goes on with, as bytes.
pub fn pack_state(kept: &Kept) -> Vec<u8> {
    pack(kept)
}

/// What a run goes on with. Whether it fits a run is for the session to say (`Command::Restore`).
///
/// # Errors
/// [`Unreadable`]
pub fn unpack_state(bytes: &[u8]) -> Result<Kept, Unreadable> {
    unpack(bytes)
}

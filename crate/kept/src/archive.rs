//! Everything that is kept as one file: a line that says what it is, the entries, and a sum that shows that nothing was
//! cut off or changed.
//!
//! ```text
//! "epoch-one work 1\n" · postcard of [(key, value)] · SHA-256 of all that
//! ```
//!
//! A file is taken whole or not at all.

use sha2::{Digest, Sha256};

use crate::version::is_after;
use crate::{Entry, Kind, Refusal};

const FORMAT: &[u8] = b"epoch-one work ";
const VERSION: &str = "1";
const HEAD: &[u8] = b"epoch-one work 1\n";
const SUM: usize = 32;

/// No file is larger: a hundred runs of the larger network.
pub const MOST_BYTES: usize = 128 << 20;

/// The file of these entries.
pub fn write(entries: &[Entry]) -> Vec<u8> {
    let mut file = postcard::to_extend(entries, HEAD.to_vec()).unwrap_or_default();
    file.extend(Sha256::digest(&file));
    file
}

/// The entries of a file.
///
/// # Errors
/// It is no such file, or a newer version's, or holds what a newer version wrote, or anything in it is not as [`write`]
/// writes it.
pub fn read(file: &[u8]) -> Result<Vec<Entry>, Refusal> {
    if !file.starts_with(FORMAT) || file.len() > MOST_BYTES {
        return Err(Refusal::NotOurs);
    }
    // The head may have been cut as well.
    let Some(rest) = file.strip_prefix(HEAD) else {
        let version = file[FORMAT.len()..].split(|byte| *byte == b'\n').next();
        let newer = version.is_some_and(|version| is_after(version, VERSION));
        return Err(if newer { Refusal::Newer } else { Refusal::Damaged });
    };
    let length = rest.len().checked_sub(SUM).ok_or(Refusal::Damaged)?;
    let (body, sum) = rest.split_at(length);
    if Sha256::digest(&file[..HEAD.len() + length])[..] != *sum {
        return Err(Refusal::Damaged);
    }
    let entries: Vec<Entry> = match postcard::take_from_bytes(body) {
        Ok((entries, [])) => entries,
        _ => return Err(Refusal::Damaged),
    };
    if entries.is_empty() {
        return Err(Refusal::Empty);
    }
    // First of all: a newer version may follow other rules.
    let newer = |(key, value): &Entry| Kind::of(key).is_some_and(|(kind, _)| kind.is_newer(value));
    if entries.iter().any(newer) {
        return Err(Refusal::Newer);
    }
    let known = |(key, value): &Entry| Kind::of(key).is_some_and(|(kind, _)| kind.accepts(value));
    let twice = |place: usize| entries[..place].iter().any(|(key, _)| *key == entries[place].0);
    if !entries.iter().all(known) || (0..entries.len()).any(twice) || !whole(&entries) {
        return Err(Refusal::Damaged);
    }
    Ok(entries)
}

/// Runs and states come in pairs.
fn whole(entries: &[Entry]) -> bool {
    let has = |key: String| entries.iter().any(|(other, _)| *other == key);
    entries.iter().all(|(key, _)| match Kind::of(key) {
        Some((Kind::Run, name)) => has(Kind::State.key(name)),
        Some((Kind::State, name)) => has(Kind::Run.key(name)),
        _ => true,
    })
}

//! Progress in lessons as a file of its own, as earlier versions of the site wrote it: a line that says what it is, a line
//! for each lesson that was begun, a last line that shows that nothing was cut off. Such files are still read.
//!
//! ```text
//! epoch-one-progress 2
//! 02-first-model=2:0203…
//! end
//! ```

use crate::version::is_after;
use crate::{Entry, Kind, Refusal};

/// What the first line begins with, whatever the version.
const FORMAT: &str = "epoch-one-progress ";
const VERSION: &str = "2";
const END: &str = "end";

/// The entries of a file. What the lessons themselves say is for the page to check.
///
/// # Errors
/// It is no progress file, or a newer version's, or anything in it is not as it was written.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotOurs)?;
    let mut lines = text.lines();
    match lines.next().and_then(|line| line.strip_prefix(FORMAT)) {
        None => return Err(Refusal::NotOurs),
        Some(VERSION) => {}
        Some(version) if is_after(version.as_bytes(), VERSION) => return Err(Refusal::Newer),
        Some(_) => return Err(Refusal::Damaged),
    }
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines.by_ref().take_while(|line| *line != END) {
        let (id, progress) = line.split_once('=').ok_or(Refusal::Damaged)?;
        let key = Kind::Lesson.key(id);
        if Kind::of(&key).is_none() || entries.iter().any(|(other, _)| *other == key) {
            return Err(Refusal::Damaged);
        }
        entries.push((key, progress.into()));
    }
    if entries.iter().any(|(_, progress)| Kind::Lesson.is_newer(progress)) {
        return Err(Refusal::Newer);
    }
    // Nothing stands behind the end, and the end was there.
    if lines.next().is_some() || text.trim_end().lines().next_back() != Some(END) {
        return Err(Refusal::Damaged);
    }
    match entries.is_empty() {
        true => Err(Refusal::Empty),
        false => Ok(entries),
    }
}

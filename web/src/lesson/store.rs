//! What is kept of a student's lessons: on this device, as text, and nowhere else.

use ::lesson::index;
use ::lesson::log::Log;
use serde::{Deserialize, Serialize};

use super::progress_file::{Entry, Refusal};
use crate::service::preference;

/// Version of what is written. Another one is not read: then the lesson begins anew.
pub(super) const VERSION: &str = "2";

/// Progress in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Steps that are open beside the first.
    pub open: u32,
    pub log: Log,
    /// What figures remember, by the cell's id.
    pub figures: Vec<(String, Vec<u8>)>,
    /// Ids of the tasks that were done. What has been done stays done.
    pub passed: Vec<String>,
    /// Every task of the lesson was done.
    pub complete: bool,
}

impl Kept {
    /// What a figure remembers.
    pub fn figure(&self, cell: &str) -> Vec<u8> {
        self.figures.iter().find(|(id, _)| id == cell).map(|(_, memory)| memory.clone()).unwrap_or_default()
    }

    /// A figure remembers something else.
    pub fn remember(&mut self, cell: String, memory: Vec<u8>) {
        self.figures.retain(|(id, _)| *id != cell);
        self.figures.push((cell, memory));
    }

    /// Nothing was done here yet.
    pub fn is_fresh(&self) -> bool {
        *self == Kept::default()
    }
}

fn key(id: &str) -> String {
    format!("lesson.{id}")
}

/// What is kept of a lesson; nothing where nothing is, or where it cannot be read any more.
pub fn load(id: &str) -> Kept {
    preference::read(&key(id)).and_then(|text| unpack(&text)).unwrap_or_default()
}

/// Keeps the progress in a lesson.
pub fn save(id: &str, kept: &Kept) {
    if let Some(text) = pack(kept) {
        preference::write(&key(id), &text);
    }
}

/// Bytes in hexadecimal: the store takes text only.
pub(super) fn pack(kept: &Kept) -> Option<String> {
    let bytes = postcard::to_allocvec(kept).ok()?;
    Some(bytes.iter().fold([VERSION, ":"].concat(), |text, byte| text + &format!("{byte:02x}")))
}

fn unpack(text: &str) -> Option<Kept> {
    let digits = text.strip_prefix(VERSION)?.strip_prefix(':')?.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = digits.chunks(2).map(byte).collect::<Option<_>>()?;
    postcard::from_bytes(&bytes).ok()
}

/// Whether this is progress as [`save`] writes it, to the last digit.
pub fn is_sound(text: &str) -> bool {
    unpack(text).and_then(|kept| pack(&kept)).is_some_and(|again| again == text)
}

/// What is kept of all lessons: their ids and texts.
pub fn all() -> Vec<Entry> {
    index::ALL
        .into_iter()
        .filter_map(|id| Some((id, preference::read(&key(id))?)))
        .filter(|(_, t)| is_sound(t))
        .collect()
}

/// Keeps these and nothing else. Where the browser does not keep all of them, what was there before stays.
///
/// # Errors
/// [`Refusal::NotKept`]
pub fn replace_all(entries: &[Entry]) -> Result<(), Refusal> {
    let before = all();
    let put = |entries: &[Entry]| {
        index::ALL.into_iter().for_each(erase);
        entries.iter().for_each(|(id, text)| preference::write(&key(id), text));
    };
    put(entries);
    // As many, since the order may differ.
    if all().len() == entries.len() {
        return Ok(());
    }
    put(&before);
    Err(Refusal::NotKept)
}

/// Forgets one lesson.
pub fn erase(id: &str) {
    preference::remove(&key(id));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_progress_reads_back_and_damage_begins_anew() {
        let mut kept = Kept { open: 2, passed: vec!["two-seeds".into()], ..Kept::default() };
        kept.log.runs.push(::lesson::log::RunLog { seed: 7, ..Default::default() });
        let text = pack(&kept).unwrap();
        assert_eq!(unpack(&text), Some(kept.clone()));
        assert!(Kept::default().is_fresh() && !kept.is_fresh());
        assert!(is_sound(&text) && !is_sound(&(text.clone() + "00")) && !is_sound(&text.replace("07", "+7")));
        for damaged in ["", "2:", "1:00", &text[..text.len() - 3], "2:zz", "2:ffffffffffffffff", "{}"] {
            assert_eq!(unpack(damaged), None, "{damaged}");
            assert!(!is_sound(damaged));
        }
    }
}

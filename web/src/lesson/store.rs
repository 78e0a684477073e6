//! What is kept of a student's lessons: on this device, as text, and nowhere else. It is read once, when the page opens;
//! from then on what is here is what holds.

use std::cell::RefCell;

use ::kept::{Entry, Kind, LESSON_VERSION};
use ::lesson::index;
use ::lesson::log::Log;
use serde::{Deserialize, Serialize};

use crate::service::{preference, vault};

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

thread_local! {
    /// Progress by key, as it is kept.
    static LESSONS: RefCell<Vec<Entry>> = RefCell::default();
}

/// Reads what is kept. Call it when the vault has opened, and again when another tab may have gone on.
pub async fn start() {
    let kept = vault::all(Kind::Lesson.prefix()).await;
    clear();
    fill(&kept);
    move_in().await;
    vault::changed(Kind::Lesson);
}

/// Earlier versions of the site kept progress elsewhere. It stays there too until it is safe here.
async fn move_in() {
    let old = |id: &&str| Some((Kind::Lesson.key(id), preference::read(&Kind::Lesson.key(id))?.into_bytes()));
    let old: Vec<Entry> = index::ALL.iter().filter_map(old).collect();
    if old.is_empty() {
        return;
    }
    let here = all();
    let new: Vec<Entry> = old.into_iter().filter(|(key, _)| here.iter().all(|(other, _)| other != key)).collect();
    fill(&new);
    if vault::put(new.into_iter().map(|(key, text)| (key, Some(text))).collect()).await {
        index::ALL.iter().for_each(|id| preference::remove(&Kind::Lesson.key(id)));
    }
}

/// Takes these over what is here, in this tab alone. What cannot be read stays out.
pub fn fill(entries: &[Entry]) {
    for (key, text) in entries {
        if matches!(Kind::of(key), Some((Kind::Lesson, _))) && std::str::from_utf8(text).is_ok_and(is_sound) {
            set(key, Some(text.clone()));
        }
    }
}

fn set(key: &str, text: Option<Vec<u8>>) {
    LESSONS.with_borrow_mut(|lessons| {
        lessons.retain(|(other, _)| other != key);
        lessons.extend(text.map(|text| (key.to_string(), text)));
    });
}

/// Forgets everything, in this tab alone.
pub fn clear() {
    LESSONS.take();
}

/// What is kept of all lessons.
pub fn all() -> Vec<Entry> {
    LESSONS.with_borrow(Vec::clone)
}

/// Bytes of all of it.
pub fn bytes() -> usize {
    LESSONS.with_borrow(|lessons| lessons.iter().map(|(_, text)| text.len()).sum())
}

/// Whether there is such a lesson.
pub fn is_lesson(id: &str) -> bool {
    index::ALL.contains(&id)
}

/// What is kept of a lesson; nothing where nothing is.
pub fn load(id: &str) -> Kept {
    let key = Kind::Lesson.key(id);
    let text =
        LESSONS.with_borrow(|lessons| lessons.iter().find(|(other, _)| *other == key).map(|(_, text)| text.clone()));
    text.and_then(|text| unpack(std::str::from_utf8(&text).ok()?)).unwrap_or_default()
}

/// Keeps the progress in a lesson.
pub fn save(id: &str, kept: &Kept) {
    let text = match kept.is_fresh() {
        true => None,
        false => pack(kept).map(String::into_bytes),
    };
    let key = Kind::Lesson.key(id);
    let same =
        LESSONS.with_borrow(|lessons| lessons.iter().find(|(other, _)| *other == key).map(|(_, t)| t) == text.as_ref());
    if !same {
        set(&key, text.clone());
        wasm_bindgen_futures::spawn_local(async move {
            vault::put(vec![(key, text)]).await;
        });
    }
}

/// Bytes in hexadecimal, behind the version.
fn pack(kept: &Kept) -> Option<String> {
    let bytes = postcard::to_allocvec(kept).ok()?;
    Some(bytes.iter().fold([LESSON_VERSION, ":"].concat(), |text, byte| text + &format!("{byte:02x}")))
}

fn unpack(text: &str) -> Option<Kept> {
    let digits = text.strip_prefix(LESSON_VERSION)?.strip_prefix(':')?.as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = digits.chunks(2).map(byte).collect::<Option<_>>()?;
    postcard::from_bytes(&bytes).ok()
}

/// Whether this is progress as [`save`] writes it, to the last digit.
pub fn is_sound(text: &str) -> bool {
    unpack(text).and_then(|kept| pack(&kept)).is_some_and(|again| again == text)
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

    #[test]
    fn what_is_filled_in_is_what_holds_and_damage_stays_out() {
        clear();
        let kept = Kept { open: 1, ..Kept::default() };
        let text = pack(&kept).unwrap().into_bytes();
        fill(&[("lesson.01-myths".into(), text.clone()), ("lesson.02-first-model".into(), b"2:zz".to_vec())]);
        fill(&[("run.1".into(), text.clone())]);
        assert_eq!(load("01-myths"), kept);
        assert!(load("02-first-model").is_fresh());
        assert_eq!(all(), vec![("lesson.01-myths".to_string(), text.clone())]);
        assert_eq!(bytes(), text.len());
        clear();
        assert!(load("01-myths").is_fresh());
    }
}

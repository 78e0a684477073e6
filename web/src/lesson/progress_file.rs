//! All progress as one file: a line that says what it is, a line for each lesson that was begun, a last line that shows
//! that nothing was cut off.
//!
//! ```text
//! epoch-one-progress 2
//! 02-first-model=2:0203…
//! end
//! ```
//!
//! What stands behind a lesson's id is what the browser's store holds of it, and the version is the store's. A file is taken whole or not at all.

use ::lesson::index;

use super::store::{self, VERSION};
use crate::service::text::Lang;

/// What the first line begins with, whatever the version.
const FORMAT: &str = "epoch-one-progress ";
const END: &str = "end";

/// No file is larger; the progress of a student who tried everything many times is a tenth of it.
pub const MOST_BYTES: u32 = 1 << 20;

/// A lesson's id and what is kept of it.
pub type Entry = (&'static str, String);

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Something else, or too large to be ours.
    NotOurs,
    OtherVersion,
    Damaged,
    /// There is no progress in it.
    Empty,
    /// The browser keeps nothing for this site.
    NotKept,
}

impl Refusal {
    /// In the student's language.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Refusal::NotOurs => lang.file_not_ours(),
            Refusal::OtherVersion => lang.file_other_version(),
            Refusal::Damaged => lang.file_damaged(),
            Refusal::Empty => lang.file_empty(),
            Refusal::NotKept => lang.file_not_kept(),
        }
    }
}

/// The file of these entries.
pub fn write(entries: &[Entry]) -> String {
    let head = [FORMAT, VERSION, "\n"].concat();
    entries.iter().fold(head, |text, (id, kept)| text + id + "=" + kept + "\n") + END + "\n"
}

/// The entries of a file.
///
/// # Errors
/// It is no progress file, or of another version, or anything in it is not as [`write`] writes it.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotOurs)?;
    let mut lines = text.lines();
    match lines.next().and_then(|line| line.strip_prefix(FORMAT)) {
        None => return Err(Refusal::NotOurs),
        Some(VERSION) => {}
        Some(_) => return Err(Refusal::OtherVersion),
    }
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines.by_ref().take_while(|line| *line != END) {
        let (id, kept) = line.split_once('=').ok_or(Refusal::Damaged)?;
        let id = *index::ALL.iter().find(|known| **known == id).ok_or(Refusal::Damaged)?;
        if entries.iter().any(|(other, _)| *other == id) || !store::is_sound(kept) {
            return Err(Refusal::Damaged);
        }
        entries.push((id, kept.to_owned()));
    }
    // Nothing stands behind the end, and the end was there.
    if lines.next().is_some() || text.trim_end().lines().next_back() != Some(END) {
        return Err(Refusal::Damaged);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(body: &str) -> String {
        format!("epoch-one-progress {VERSION}\n{body}end\n")
    }

    /// Progress as the store writes it: two steps open, nothing in the log, nothing passed.
    fn begun() -> String {
        store::pack(&store::Kept { open: 2, ..Default::default() }).unwrap()
    }

    #[test]
    fn what_is_written_reads_back() {
        let entries = vec![("01-myths", begun()), ("02-first-model", begun())];
        assert_eq!(read(write(&entries).as_bytes()), Ok(entries.clone()));
        // An editor may have written the file anew, with other ends of lines.
        assert_eq!(read(write(&entries).replace('\n', "\r\n").as_bytes()), Ok(entries));
        assert_eq!(read(file("").as_bytes()), Ok(Vec::new()));
    }

    #[test]
    fn anything_else_is_refused_and_says_why() {
        for other in ["", "{}", "epoch-one-progress", "\u{feff}epoch-one-progress 2\nend\n", "PNG"] {
            assert_eq!(read(other.as_bytes()), Err(Refusal::NotOurs), "{other}");
        }
        assert_eq!(read(&[0xff, 0xfe, 0]), Err(Refusal::NotOurs));
        for other in ["0", "", "x", &(VERSION.to_owned() + "0")] {
            let other = format!("epoch-one-progress {other}\nend\n");
            assert_eq!(read(other.as_bytes()), Err(Refusal::OtherVersion), "{other}");
        }
        let begun = begun();
        let good = format!("01-myths={begun}\n");
        assert!(read(file(&good).as_bytes()).is_ok());
        let damaged = [
            format!("epoch-one-progress {VERSION}\n{good}"),
            file(&good) + &good,
            file(&format!("{good}{good}")),
            file(&good.replace("01-myths", "99-unknown")),
            file(&good.replace("01-myths", "theme")),
            file(&good.replace('=', ":")),
            file(&good.replace('=', "=9")),
            file(&good.replace("00\n", "\n")),
            file(&good.replace("00\n", "0\n")),
            file(&good.replace("00\n", "0000\n")),
            file(&good.replace(":02", ":+2")),
            // A log that says it holds billions of runs.
            file(&format!("01-myths={}ffffffff0f0000000000\n", &begun[..4])),
            file("\n"),
        ];
        for file in damaged {
            assert_eq!(read(file.as_bytes()), Err(Refusal::Damaged), "{file}");
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let whole = file(&format!("01-myths={0}\n02-first-model={0}\n", begun()));
        // The very last line break may be missing.
        for cut in 0..whole.len() - 1 {
            assert!(read(&whole.as_bytes()[..cut]).is_err(), "cut after {cut} bytes");
        }
    }
}

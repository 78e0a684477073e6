//! Version 1 of the format, as it was first given out: **frozen**. Links of this version are read for ever, so nothing in
//! this folder but [`today`] follows what the rest of the program becomes: fields, defaults, numbers of names and limits
//! are copies.
//!
//! The body, all numbers as in [`crate::byte`]:
//!
//! ```text
//! parts       bits: 0 lesson, 1 hidden, 2 locked, 3 record
//! settings    see settings.rs
//! lesson      number of its name in LESSONS plus 1, or 0 and the name's length and letters; steps that are open
//! hidden      a byte, a bit for each part in the order of PARTS
//! locked      the same
//! record      see record.rs
//! ```

mod number;
mod record;
mod settings;
mod today;

use crate::byte::{Reader, Writer};
use crate::Refusal;

use record::Record;
use settings::Settings;

/// What [`crate::fragment`] calls it.
pub const VERSION: u32 = 1;

/// Classes that predictions and heads tell apart.
pub const CLASSES: usize = 2;

const LESSON: u32 = 1 << 0;
const HIDDEN: u32 = 1 << 1;
const LOCKED: u32 = 1 << 2;
const RECORD: u32 = 1 << 3;

/// Lessons with a number. Others are spelt out.
const LESSONS: [&str; 15] = [
    "01-myths",
    "02-first-model",
    "03-learning",
    "04-checkers",
    "05-network",
    "06-sgd",
    "07-words",
    "08-limits",
    "09-class-or-number",
    "10-validation",
    "11-overfitting",
    "12-metric",
    "13-fine-tuning",
    "14-seeing",
    "15-quiz",
];

/// Longest name of a lesson.
const MOST_NAME: usize = 40;
/// Most steps that are open.
const MOST_OPEN: u32 = 255;
/// Bits of parts of the lab.
const PARTS: u8 = 0x7f;

/// What a link of version 1 says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// Name of a lesson and its open steps; the lab otherwise.
    lesson: Option<(String, u32)>,
    settings: Settings,
    hidden: u8,
    locked: u8,
    record: Option<Record>,
}

impl Link {
    /// The body.
    pub fn write(&self) -> Vec<u8> {
        let mut w = Writer::default();
        let part = |is: bool, part: u32| if is { part } else { 0 };
        w.number(
            part(self.lesson.is_some(), LESSON)
                | part(self.hidden != 0, HIDDEN)
                | part(self.locked != 0, LOCKED)
                | part(self.record.is_some(), RECORD),
        );
        self.settings.write(&mut w);
        if let Some((name, open)) = &self.lesson {
            match LESSONS.iter().position(|known| known == name) {
                Some(number) => w.number(number as u32 + 1),
                None => {
                    w.number(0);
                    w.number(name.len() as u32);
                    w.bytes(name.as_bytes());
                }
            }
            w.number(*open);
        }
        for mask in [self.hidden, self.locked] {
            if mask != 0 {
                w.byte(mask);
            }
        }
        if let Some(record) = &self.record {
            record.write(&mut w);
        }
        w.0
    }

    /// Reads a body.
    ///
    /// # Errors
    /// It ends too early or too late, or says what cannot be.
    pub fn read(body: &[u8]) -> Result<Link, Refusal> {
        let mut r = Reader::new(body);
        let parts = r.at_most(LESSON | HIDDEN | LOCKED | RECORD)?;
        let settings = Settings::read(&mut r)?;
        let lesson = if parts & LESSON != 0 { Some((name(&mut r)?, r.at_most(MOST_OPEN)?)) } else { None };
        let hidden = mask(&mut r, parts & HIDDEN != 0)?;
        let locked = mask(&mut r, parts & LOCKED != 0)?;
        let record = if parts & RECORD != 0 { Some(Record::read(&mut r)?) } else { None };
        r.end()?;
        Ok(Link { lesson, settings, hidden, locked, record })
    }
}

fn name(r: &mut Reader) -> Result<String, Refusal> {
    let number = r.at_most(LESSONS.len() as u32)?;
    if number > 0 {
        return Ok(LESSONS[number as usize - 1].into());
    }
    let length = r.at_most(MOST_NAME as u32)?;
    let letters = r.bytes(length as usize)?;
    match letters.iter().all(|byte| is_of_a_name(*byte)) {
        true => Ok(letters.iter().map(|byte| char::from(*byte)).collect()),
        false => Err(Refusal::Impossible),
    }
}

/// Letters of names: no text in a link is anything else.
fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

fn mask(r: &mut Reader, is_there: bool) -> Result<u8, Refusal> {
    let mask = if is_there { r.byte()? } else { 0 };
    match mask & !PARTS == 0 {
        true => Ok(mask),
        false => Err(Refusal::Impossible),
    }
}

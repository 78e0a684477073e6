//! Lessons as checked data, and the judge of their tasks.
//!
//! A lesson is a folder: `lesson.json` says which steps and cells there are, `zh-CN.md` and `en.md` hold the words. The
//! command `lessons` compiles each into one small JSON document per language, which the page fetches when the lesson is
//! opened. [`address`] writes a file for every page of the site. What the page needs is [`document`], [`index`], [`glossary`], [`log`] and [`check`]; the parser is in
//! [`source`], and nothing of the former uses it, so that it stays out of the page's program.

pub mod address;
pub mod check;
pub mod document;
pub mod figure;
pub mod glossary;
pub mod index;
pub mod log;
#[cfg(feature = "recorder")]
pub mod recorder;
pub mod skeleton;
pub mod source;

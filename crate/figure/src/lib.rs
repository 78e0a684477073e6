//! The lessons' own figures: things to try out beside the training runs.
//!
//! A figure is a small state machine. It gets what the student did and what the session knows, and answers with what
//! is to be drawn ([`scene`]), in the student's language, and with what is worth remembering ([`lesson::log::Fact`]),
//! from which tasks are judged. It knows no browser, so it is tested natively; the page draws every scene with the same
//! few elements. Tasks are judged here too, with the words for what is missing. All of it together is one wasm module, fetched with the first lesson, so that a first
//! visit does not wait for it.
//!
//! | file | what |
//! |---|---|
//! | [`message`] | what page and figure say to each other |
//! | [`scene`] | what can be drawn |
//! | [`lower`], [`tree`] | from scenes to elements of the page |
//! | [`verdict`] | whether tasks are done, and words for what is missing |
//! | [`kit`] | scales, axes and other helpers for drawing |
//! | `figure/NAME.rs` | a figure; its place in [`registry`] |

#[cfg(feature = "engine")]
pub mod engine;
pub mod figure;
pub mod kit;
pub mod lower;
pub mod message;
pub mod registry;
pub mod scene;
pub mod tree;
pub mod verdict;

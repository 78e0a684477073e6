//! What the page does without drawing: the engine's line, the model of a run, words, theme, keys, the JavaScript API.

pub mod api;
pub mod bare_module;
pub mod control;
pub mod engine;
pub mod figures;
pub mod keyboard;
pub mod link;
pub mod module;
pub mod number;
pub mod offline;
pub mod opened;
pub mod panic;
pub mod preference;
pub mod route;
pub mod run_model;
pub mod settings;
pub mod sharing;
pub mod site;
pub mod slots;
pub mod text;
pub mod theme;
pub mod wire;

//! What a lesson is drawn with: its words, guesses, runs, bars and tasks. `crate/lesson` says what there is to draw.

mod compare;
mod controls;
mod figure;
mod guess;
mod prose;
mod run;
pub mod state;
pub mod store;
mod task;
mod term;
mod tree;

pub use compare::compare;
pub use figure::Figure;
pub use guess::Guess;
pub use prose::prose;
pub use run::{config_of, Run};
pub use task::task;
pub use term::Words;

//! What is told of a kept run without its weights.

use serde::{Deserialize, Serialize};
use train::config::Config;
use train::protocol::{BatchPoint, EpochPoint};

use crate::packed::{pack, unpack, Unreadable};

/// A run as it was kept last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The tab that it runs in. Only that one goes on with it as long as it is open.
    pub tab: String,
    pub config: Config,
    /// The lesson that it was started in; empty elsewhere.
    pub lesson: String,
    /// Milliseconds since 1970.
    pub saved: f64,
    pub step: u32,
    pub total_steps: u32,
    /// None before the run has ended.
    pub end: Option<End>,
    /// Every step so far.
    pub train: Vec<BatchPoint>,
    /// Every validation so far.
    pub valid: Vec<EpochPoint>,
    /// Size of its state, in bytes.
    pub bytes: u32,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct End {
    pub valid_loss: f32,
    /// Share of the validation pictures that it got right.
    pub valid_accuracy: f32,
}

impl Note {
    pub fn pack(&self) -> Vec<u8> {
        pack(self)
    }

    /// # Errors
    /// [`Unreadable`]; settings that no run accepts are damage too.
    pub fn unpack(bytes: &[u8]) -> Result<Note, Unreadable> {
        let note: Note = unpack(bytes)?;
        match note.config.validate() {
            Ok(()) => Ok(note),
            Err(_) => Err(Unreadable::Damaged),
        }
    }

    /// Steps that are drawn and have been made: none beyond the one that the state belongs to.
    pub fn cut(&mut self) {
        let step = self.step;
        self.train.retain(|point| point.step <= step);
        self.valid.retain(|point| point.step <= step);
    }
}

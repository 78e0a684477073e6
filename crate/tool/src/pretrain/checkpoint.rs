//! Where a pretraining run stands, on disk after every epoch.

use std::fs;
use std::io;
use std::path::PathBuf;

use bytemuck::{cast_slice, pod_collect_to_vec};
use nn::{Model, Weights};
use train::trainer::Snapshot;

/// A checkpoint file; it counts only for the recipe it was made with.
pub struct Checkpoint {
    /// Everything that decides the run.
    pub recipe: String,
    pub path: PathBuf,
}

impl Checkpoint {
    /// Writes beside and renames, so that a file of this name is always whole.
    pub fn save(&self, snapshot: &Snapshot, seconds: f64) -> io::Result<()> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&(self.recipe.len() as u64).to_le_bytes());
        bytes.extend_from_slice(self.recipe.as_bytes());
        bytes.extend_from_slice(&u64::from(snapshot.step).to_le_bytes());
        bytes.extend_from_slice(&seconds.to_le_bytes());
        for values in [&snapshot.weights.parameters, &snapshot.weights.statistics, &snapshot.velocity] {
            bytes.extend_from_slice(cast_slice(values));
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = self.path.with_extension("new");
        fs::write(&beside, bytes)?;
        fs::rename(beside, &self.path)
    }

    /// The snapshot and the seconds spent so far; `None` where there is no checkpoint of this recipe.
    pub fn load(&self, model: &Model) -> io::Result<Option<(Snapshot, f64)>> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(self.parse(&bytes, model))
    }

    fn parse(&self, bytes: &[u8], model: &Model) -> Option<(Snapshot, f64)> {
        let (length, rest) = bytes.split_at_checked(8)?;
        let length = u64::from_le_bytes(length.try_into().ok()?);
        let (recipe, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        let (step, rest) = rest.split_at_checked(8)?;
        let (seconds, rest) = rest.split_at_checked(8)?;
        let (parameters, statistics) = (4 * model.parameter_arena().len(), 4 * model.statistic_arena().len());
        if recipe != self.recipe.as_bytes() || rest.len() != 2 * parameters + statistics {
            return None;
        }
        let snapshot = Snapshot {
            step: u64::from_le_bytes(step.try_into().ok()?).try_into().ok()?,
            weights: Weights {
                parameters: pod_collect_to_vec(&rest[..parameters]),
                statistics: pod_collect_to_vec(&rest[parameters..parameters + statistics]),
            },
            velocity: pod_collect_to_vec(&rest[parameters + statistics..]),
            second: Vec::new(),
        };
        Some((snapshot, f64::from_le_bytes(seconds.try_into().ok()?)))
    }
}

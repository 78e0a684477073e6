//! Names of the shared regions that all plans of a run use.

use tensor::{Arena, Shape};

/// Parameters, laid out by [`crate::Model::parameters`].
pub const PARAMETERS: &str = "params";
/// Gradients of the last step, laid out like the parameters.
pub const GRADIENTS: &str = "grads";
/// The optimiser's momentum (SGD) or first moment (AdamW), laid out like the parameters. Zero at the start of a run.
pub const VELOCITY: &str = "velocity";
/// AdamW's second moment, laid out like the parameters. Zero at the start of a run; absent from plans with SGD.
pub const SECOND_MOMENT: &str = "second";
/// Running means and variances, laid out by [`crate::Model::statistics`].
pub const STATISTICS: &str = "stats";
/// Means and variances of the last step's batch, laid out like the running ones.
pub const MOMENTS: &str = "moments";
/// Pictures as bytes, four a word: see `tensor::op::gather_pictures`.
pub const PIXELS: &str = "pixels";
/// Metrics of the last [`RING_ENTRIES`] steps, `[RING_ENTRIES, 4]`: loss, right predictions, pictures, step.
pub const RING: &str = "ring";
/// Steps that [`RING`] remembers.
pub const RING_ENTRIES: usize = 256;

/// Layout of [`RING`]: one tensor under its own name.
pub fn ring() -> Arena {
    let mut arena = Arena::default();
    arena.push(RING, Shape::from([RING_ENTRIES, tensor::op::record::ENTRY]));
    arena
}

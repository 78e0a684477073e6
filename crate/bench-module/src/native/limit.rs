//! What a graphics card can do at most, and what a launch costs.

use tensor::op::sigmoid::Sigmoid;
use tensor::Graph;
use train::device::block_on;

use super::fma::{Fma, OPERATIONS};
use super::{Bench, Outcome, Place};
use crate::work::Work;

/// Elements that the measurement of the peak works on: many times what a card has lanes.
const ELEMENTS: usize = 1 << 22;

/// Floating-point operations of the row `peak`, a multiplication and an addition counted as two.
pub const PEAK_OPERATIONS: usize = ELEMENTS * OPERATIONS;

/// Launches of the row `launches`, each on the result of the one before.
pub const LAUNCHES: usize = 1024;

impl Bench<'_> {
    /// `peak`: multiplications and additions in registers, fused. `launches`: many tiny kernels in one submission. `submit`:
    /// one such kernel in a submission of its own.
    ///
    /// # Errors
    /// The GPU fails, or computes what the processor does not.
    pub(super) fn limits(&self) -> Outcome<()> {
        let peak = |place: &Place| {
            let mut graph = Graph::new();
            let x = graph.input("x", [ELEMENTS]);
            let y = graph.apply(Fma, &[x])?;
            graph.keep(y, "out");
            let mut work = block_on(Work::load(place.device()?, graph, "out"))?;
            work.write("x", &vec![1.0; ELEMENTS])?;
            Ok(work)
        };
        self.single("peak", &[], peak)?;
        let chain = |launches: usize| {
            move |place: &Place| {
                let mut graph = Graph::new();
                let mut x = graph.input("x", [64]);
                for _ in 0..launches {
                    x = graph.apply(Sigmoid, &[x])?;
                }
                graph.keep(x, "out");
                Ok(block_on(Work::load(place.device()?, graph, "out"))?)
            }
        };
        self.single("launches", &[("x", 64)], chain(LAUNCHES))?;
        self.single("submit", &[("x", 64)], chain(1))
    }
}

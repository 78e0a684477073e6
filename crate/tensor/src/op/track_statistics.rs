//! Running statistics of all batch norms of a network, moved towards a batch's in one launch.

use super::{misfit, Across, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::gpu::{by_element, literal};
use crate::shape::Shape;

/// A run of statistics. Bounds are multiples of [`crate::graph::Arena::ALIGN`] elements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tracked {
    pub offset: usize,
    pub len: usize,
    /// What a batch's statistic is multiplied by: 1 for means, and n / (n - 1) for variances over n values, since
    /// PyTorch's running variance follows the unbiased one.
    pub factor: f32,
}

/// For every element of every segment: running = running + momentum (factor batch - running). Elements outside of the
/// segments stay. Input `batch` `[size]`; updates `running` `[size]`.
#[derive(Clone, Debug)]
pub struct TrackStatistics {
    pub segments: Vec<Tracked>,
    pub momentum: f32,
}

impl Op for TrackStatistics {
    fn name(&self) -> &'static str {
        "track_statistics"
    }

    fn infer(&self, inputs: &[Shape], updates: &[Shape]) -> Result<Vec<Shape>, Error> {
        match (inputs, updates) {
            ([batch], [running])
                if batch == running && self.segments.iter().all(|s| s.offset + s.len <= batch.len()) =>
            {
                Ok(vec![])
            }
            _ => Err(misfit("track_statistics", inputs, "two regions of one size are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        for s in &self.segments {
            let range = s.offset..s.offset + s.len;
            for (running, batch) in args.updates[0][range.clone()].iter_mut().zip(&args.inputs[0][range]) {
                *running += self.momentum * (batch * s.factor - *running);
            }
        }
    }

    fn across(&self) -> Across {
        Across::Whole
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let len = shapes.inputs[0].len();
        let factors: Vec<_> = self.segments.iter().map(|s| (s.offset, s.len, literal(s.factor))).collect();
        Ok(Kernel::new(self.name(), crate::shader!("track_statistics"))
            .with(&by_element("factor", "f32", &factors))
            .size("LEN", len)
            .number("MOMENTUM", self.momentum)
            .over(len.div_ceil(4)))
    }
}

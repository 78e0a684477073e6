//! Stochastic gradient descent with momentum and weight decay over the whole parameter arena in one launch.

use super::{misfit, Across, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::gpu::{by_element, literal};
use crate::shape::Shape;

/// A run of parameters that share their settings. Bounds are multiples of [`crate::graph::Arena::ALIGN`] elements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    pub offset: usize,
    pub len: usize,
    /// Which entry of `rates` is its learning rate.
    pub rate: usize,
    /// Factor of the L2 penalty.
    pub decay: f32,
}

/// For every element of every segment: g = gradient + decay p; v = momentum v + g; p = p - rate v. This is PyTorch's
/// form (Sutskever et al. 2013, with the rate outside of v). Elements outside of the segments stay.
///
/// Inputs `gradients` `[size]`, `rates` `[groups]`; updates `parameters`, `velocity` `[size]`.
#[derive(Clone, Debug)]
pub struct Sgd {
    pub segments: Vec<Segment>,
    pub momentum: f32,
}

/// Shape rule of the updates that work on whole arenas.
pub(crate) fn fits_arenas(segments: &[Segment], inputs: &[Shape], updates: &[Shape]) -> bool {
    let [gradients, rates] = inputs else { return false };
    updates.iter().all(|u| u == gradients)
        && segments.iter().all(|s| s.offset + s.len <= gradients.len() && s.rate < rates.len())
}

/// WGSL of `settings(element) -> vec3<f32>`, for the first element of a quad: rate, decay, and how many elements of its
/// segment are left from there on; zeros outside of segments.
pub(crate) fn settings(op: &'static str, segments: &[Segment]) -> Result<String, Error> {
    // Neighbours that share their settings become one.
    let mut runs: Vec<Segment> = Vec::new();
    for s in segments {
        match runs.last_mut() {
            Some(r) if r.offset + r.len == s.offset && (r.rate, r.decay) == (s.rate, s.decay) => r.len += s.len,
            _ => runs.push(*s),
        }
    }
    if let Some(Segment { offset, .. }) = runs.iter().find(|run| run.offset % 4 != 0) {
        return Err(Error::NoKernel { op, why: format!("a segment starts at {offset}, no multiple of four") });
    }
    let value = |Segment { offset, len, rate, decay }: Segment| {
        let (end, decay) = (offset + len, literal(decay));
        (offset, len, format!("vec3<f32>(rates[{rate}], {decay}, f32({end}u - element))"))
    };
    Ok(by_element("settings", "vec3<f32>", &runs.into_iter().map(value).collect::<Vec<_>>()))
}

impl Op for Sgd {
    fn name(&self) -> &'static str {
        "sgd"
    }

    fn infer(&self, inputs: &[Shape], updates: &[Shape]) -> Result<Vec<Shape>, Error> {
        if updates.len() == 2 && fits_arenas(&self.segments, inputs, updates) {
            Ok(vec![])
        } else {
            Err(misfit("sgd", inputs, "arenas of one size and a rate per group are wanted"))
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let [parameters, velocity] = args.updates.as_mut_slice() else { return };
        for s in &self.segments {
            let rate = args.inputs[1][s.rate];
            let range = s.offset..s.offset + s.len;
            let gradients = &args.inputs[0][range.clone()];
            let velocity = &mut velocity[range.clone()];
            for ((p, v), g) in parameters[range].iter_mut().zip(velocity).zip(gradients) {
                let g = g + s.decay * *p;
                *v = self.momentum * *v + g;
                *p -= rate * *v;
            }
        }
    }

    fn across(&self) -> Across {
        Across::Whole
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let len = shapes.inputs[0].len();
        Ok(Kernel::new(self.name(), crate::shader!("sgd"))
            .with(&settings(self.name(), &self.segments)?)
            .size("LEN", len)
            .number("MOMENTUM", self.momentum)
            .over(len.div_ceil(4)))
    }
}

//! Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019) over the whole parameter arena
//! in one launch.

use super::sgd::{fits_arenas, settings, Segment};
use super::{misfit, Across, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::shape::Shape;

/// For every element of every segment, with its learning rate and decay, in PyTorch's form:
///
/// p = p - rate decay p; m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²;
/// p = p - rate (m / c₁) / (sqrt(v / c₂) + ε).
///
/// Elements outside of the segments stay. Inputs `gradients` `[size]`, `rates` `[groups]`, `corrections` `[2]`
/// (c₁ = 1 - β₁^t and c₂ = 1 - β₂^t at step t, counted from 1: [`AdamW::corrections`]); updates `parameters`, `m`, `v`
/// `[size]`.
#[derive(Clone, Debug)]
pub struct AdamW {
    pub segments: Vec<Segment>,
    /// β₁: how much of the gradients' mean stays from step to step.
    pub beta1: f32,
    /// β₂: the same for the mean of their squares.
    pub beta2: f32,
    /// ε: keeps the quotient finite.
    pub epsilon: f32,
}

impl AdamW {
    /// The bias corrections c₁ and c₂ of a step, counted from 1. The powers are products in f64, so that they are
    /// the same bits on every machine.
    pub fn corrections(&self, step: u32) -> [f32; 2] {
        let correction = |beta: f32| {
            // Square and multiply: the powers of the bits of `step`.
            let (mut power, mut base, mut rest) = (1.0f64, f64::from(beta), step);
            while rest > 0 {
                if rest & 1 == 1 {
                    power *= base;
                }
                base *= base;
                rest >>= 1;
            }
            (1.0 - power) as f32
        };
        [correction(self.beta1), correction(self.beta2)]
    }
}

impl Op for AdamW {
    fn name(&self) -> &'static str {
        "adamw"
    }

    fn infer(&self, inputs: &[Shape], updates: &[Shape]) -> Result<Vec<Shape>, Error> {
        let corrected = inputs.len() == 3 && inputs[2].sizes() == [2];
        if corrected && updates.len() == 3 && fits_arenas(&self.segments, &inputs[..2], updates) {
            Ok(vec![])
        } else {
            Err(misfit("adamw", inputs, "arenas of one size, a rate per group and two corrections are wanted"))
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let [parameters, m, v] = args.updates.as_mut_slice() else { return };
        let (beta1, beta2, epsilon) = (self.beta1, self.beta2, self.epsilon);
        let (c1, c2) = (args.inputs[2][0], args.inputs[2][1]);
        for s in &self.segments {
            let rate = args.inputs[1][s.rate];
            let range = s.offset..s.offset + s.len;
            let gradients = &args.inputs[0][range.clone()];
            let moments = m[range.clone()].iter_mut().zip(&mut v[range.clone()]);
            for ((p, (m, v)), g) in parameters[range].iter_mut().zip(moments).zip(gradients) {
                *p -= rate * s.decay * *p;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * (g * g);
                *p -= rate * (*m / c1) / ((*v / c2).sqrt() + epsilon);
            }
        }
    }

    fn across(&self) -> Across {
        Across::Whole
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let len = shapes.inputs[0].len();
        Ok(Kernel::new(self.name(), crate::shader!("adamw"))
            .with(&settings(self.name(), &self.segments)?)
            .size("LEN", len)
            .number("BETA1", self.beta1)
            .number("BETA2", self.beta2)
            .number("EPSILON", self.epsilon)
            .over(len.div_ceil(4)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_one_minus_powers() {
        let op = AdamW { segments: vec![], beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
        for step in [1u32, 2, 3, 10, 1000] {
            let want = |beta: f32| 1.0 - f64::from(beta).powi(step as i32);
            let [c1, c2] = op.corrections(step);
            assert!((f64::from(c1) - want(0.9)).abs() < 1e-7, "c1 at {step}");
            assert!((f64::from(c2) / want(0.999) - 1.0).abs() < 1e-7, "c2 at {step}");
        }
    }
}

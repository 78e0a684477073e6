use crate::op::{batch_norm::*, Args, Op};
pub fn stats(op: &BatchNormStats, args: &mut Args<'_>, _s: &mut Vec<f32>) {
    op.reference(args)
}
pub fn apply(op: &BatchNorm, args: &mut Args<'_>, _s: &mut Vec<f32>) {
    op.reference(args)
}
pub fn grad_reduce(op: &BatchNormGradReduce, args: &mut Args<'_>, _s: &mut Vec<f32>) {
    op.reference(args)
}
pub fn grad_input(op: &BatchNormGradInput, args: &mut Args<'_>, _s: &mut Vec<f32>) {
    op.reference(args)
}

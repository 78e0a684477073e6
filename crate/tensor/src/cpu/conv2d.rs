use crate::op::{conv2d::*, Args, Op};
pub fn forward(op: &Conv2d, args: &mut Args<'_>, _s: &mut Vec<f32>) {
    op.reference(args)
}
pub fn input_grad(op: &Conv2dInputGrad, args: &mut Args<'_>, _s: &mut Vec<f32>) {
    op.reference(args)
}
pub fn filter_grad(op: &Conv2dFilterGrad, args: &mut Args<'_>, _s: &mut Vec<f32>) {
    op.reference(args)
}

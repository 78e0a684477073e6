//! Errors of this crate. They carry the op and the shapes at fault.

use crate::shape::Shape;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    #[error("{op}: shapes {shapes:?} do not fit: {why}")]
    Shapes { op: &'static str, shapes: Vec<Shape>, why: &'static str },
    #[error("{op} has no gradient for input {input}")]
    NoGradient { op: &'static str, input: usize },
    #[error("the gradient starts from a scalar, not from {0:?}")]
    NotScalar(Shape),
    #[error("no tensor named \"{0}\"")]
    NoTensor(String),
    #[error("\"{name}\" holds {want} values, not {got}")]
    Length { name: String, want: usize, got: usize },
    #[error("region \"{0}\" is used with two sizes")]
    RegionSize(String),
    #[error("{op} reads and writes the same memory")]
    Overlap { op: &'static str },
    #[error("{op} has no kernel for this device: {why}")]
    NoKernel { op: &'static str, why: String },
    #[error("GPU: {0}")]
    Gpu(String),
}

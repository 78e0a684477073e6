//! Shapes of tensors.

use std::fmt;

/// Sizes of a tensor's axes, outermost first. Pictures are `[n, h, w, c]`, matrices `[rows, columns]`.
#[derive(PartialEq, Eq, Hash)]
pub struct Shape(Vec<usize>);

impl Shape {
    pub fn new(sizes: &[usize]) -> Self {
        Shape(sizes.to_vec())
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.0.iter().product()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn sizes(&self) -> &[usize] {
        &self.0
    }

    /// Size of the innermost axis: the channels of a picture, the columns of a matrix.
    pub fn channels(&self) -> usize {
        self.0.last().copied().unwrap_or(1)
    }

    /// The sizes as an array, if there are `N` of them.
    pub fn dims<const N: usize>(&self) -> Option<[usize; N]> {
        self.0.as_slice().try_into().ok()
    }
}

impl Clone for Shape {
    /// Not in line: shape and gradient rules clone a great deal, and none of them is in a hurry.
    #[inline(never)]
    fn clone(&self) -> Self {
        Shape(self.0.clone())
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl<const N: usize> From<[usize; N]> for Shape {
    fn from(sizes: [usize; N]) -> Self {
        Shape(sizes.to_vec())
    }
}

//! Which part of the picture a value of a layer was computed from: its receptive field.

/// A value at place `i` (in x or in y) was computed from the `size` pixels from `i * step - before` on, those outside of
/// the picture left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub size: usize,
    pub step: usize,
    pub before: usize,
}

impl Window {
    /// Of a layer that works on every place alone, and of the picture itself.
    pub const POINT: Window = Window { size: 1, step: 1, before: 0 };

    /// The window, in pixels of the picture, of a layer whose window on this one's output is `next`.
    pub fn then(self, next: Window) -> Window {
        Window {
            size: self.size + (next.size - 1) * self.step,
            step: self.step * next.step,
            before: self.before + next.before * self.step,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_small_windows_see_as_far_as_a_larger_one() {
        let three = Window { size: 3, step: 1, before: 1 };
        assert_eq!(three.then(three), Window { size: 5, step: 1, before: 2 });
        let halving = Window { size: 3, step: 2, before: 1 };
        assert_eq!(halving.then(three), Window { size: 7, step: 2, before: 3 });
        assert_eq!(Window::POINT.then(halving), halving);
    }
}

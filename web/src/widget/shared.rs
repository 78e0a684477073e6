//! Large values in props: compared by address, so that an unchanged curve costs nothing.

use std::ops::Deref;
use std::rc::Rc;

/// A counted pointer that is equal only to itself.
#[derive(Debug, Default)]
pub struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    pub fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T: Clone> Shared<T> {
    /// For changing the value: copies it, to a new address, when someone else holds it too.
    pub fn make_mut(&mut self) -> &mut T {
        Rc::make_mut(&mut self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_makes_it_unequal_to_what_others_hold() {
        let mut ours = Shared::new(vec![1]);
        let theirs = ours.clone();
        assert!(ours == theirs);
        ours.make_mut().push(2);
        assert!(ours != theirs);
        assert_eq!((ours.len(), theirs.len()), (2, 1));
    }
}

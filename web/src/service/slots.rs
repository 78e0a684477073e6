//! Values by small numbers. The numbers are positions in a set of pictures, so a list with gaps is as good as a tree, and
//! a tenth of the code.

/// Values by number.
#[derive(Clone, Debug, PartialEq)]
pub struct Slots<T>(Vec<Option<T>>);

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots(Vec::new())
    }
}

impl<T> Slots<T> {
    pub fn insert(&mut self, number: u32, value: T) {
        let number = number as usize;
        while self.0.len() <= number {
            self.0.push(None);
        }
        self.0[number] = Some(value);
    }

    pub fn get(&self, number: &u32) -> Option<&T> {
        self.0.get(*number as usize)?.as_ref()
    }

    /// In the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.0.iter().enumerate().filter_map(|(number, value)| Some((number as u32, value.as_ref()?)))
    }

    /// How many there are.
    #[allow(clippy::len_without_is_empty, reason = "nobody asks")]
    pub fn len(&self) -> usize {
        self.0.iter().flatten().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_no_values() {
        let mut slots = Slots::default();
        assert_eq!(slots.len(), 0);
        slots.insert(3, 'd');
        slots.insert(1, 'x');
        slots.insert(1, 'b');
        assert_eq!(slots.iter().collect::<Vec<_>>(), [(1, &'b'), (3, &'d')]);
        assert_eq!((slots.len(), slots.get(&1), slots.get(&2), slots.get(&9)), (2, Some(&'b'), None, None));
    }
}

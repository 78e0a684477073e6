//! A few values by name: a list that is gone through. With a dozen names or two it is as fast as a table of hashes, and
//! needs none of a table's code, which a page has to load.

/// Values by name, in the order in which they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named(Vec::new())
    }
}

impl<T> Named<T> {
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Adds a value, or puts it in the place of the one with this name.
    pub fn insert(&mut self, name: String, value: T) {
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| other != name);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_value() {
        let mut named = Named::default();
        assert!(named.is_empty());
        named.insert("b".into(), 1);
        named.insert("a".into(), 2);
        named.insert("b".into(), 3);
        assert_eq!(named.names().collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!((named.get("b"), named.get("c")), (Some(&3), None));
        named.remove("b");
        assert_eq!(named.get("b"), None);
        named.clear();
        assert!(named.is_empty());
    }
}

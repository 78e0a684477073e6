//! Layer groups: freezing and learning rates go by them.

/// Names of all groups, from the picture to the answer. A group's number is its place here and in the input `rates`.
pub const GROUPS: [&str; 5] = ["stem", "stage1", "stage2", "stage3", "head"];

/// A part of a network that is frozen, or learns at its own rate, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Stem,
    Stage1,
    Stage2,
    Stage3,
    Head,
}

impl Group {
    pub const ALL: [Group; 5] = [Group::Stem, Group::Stage1, Group::Stage2, Group::Stage3, Group::Head];

    /// Its place in [`GROUPS`].
    pub fn index(self) -> usize {
        self as usize
    }

    pub fn name(self) -> &'static str {
        GROUPS[self.index()]
    }

    /// The group of that name.
    pub fn parse(name: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|g| g.name() == name)
    }
}

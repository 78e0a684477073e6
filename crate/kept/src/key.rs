//! Names of what is kept.

use crate::packed::is_newer;
use crate::version::is_after;
use crate::{unpack_state, Note};

/// A picture of the student's own: 32 × 32 pixels of three bytes.
pub const PICTURE_BYTES: usize = 32 * 32 * 3;

/// Version of progress in lessons, which stands in front of it with a colon. Another one is not read: then the lesson
/// begins anew.
pub const LESSON_VERSION: &str = "2";

/// What stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Lesson,
    Run,
    State,
    Picture,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Lesson, Kind::Run, Kind::State, Kind::Picture];

    /// What its keys begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Kind::Lesson => "lesson.",
            Kind::Run => "run.",
            Kind::State => "state.",
            Kind::Picture => "picture.",
        }
    }

    /// The key of this kind with this name.
    pub fn key(self, name: &str) -> String {
        [self.prefix(), name].concat()
    }

    /// Kind and name of a key; none where it is not one of ours.
    pub fn of(key: &str) -> Option<(Kind, &str)> {
        let kind = Kind::ALL.into_iter().find(|kind| key.starts_with(kind.prefix()))?;
        let name = &key[kind.prefix().len()..];
        let letter = |byte: u8| match kind {
            Kind::Lesson => byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        ((1..=40).contains(&name.len()) && name.bytes().all(letter)).then_some((kind, name))
    }

    /// Whether a newer version of the site has written this value.
    pub(crate) fn is_newer(self, value: &[u8]) -> bool {
        match self {
            Kind::Lesson => {
                value.split(|byte| *byte == b':').next().is_some_and(|version| is_after(version, LESSON_VERSION))
            }
            Kind::Run | Kind::State => is_newer(value),
            Kind::Picture => false,
        }
    }

    /// Whether a value can stand under such a key. Progress in lessons is the page's own text: it checks that itself.
    pub fn accepts(self, value: &[u8]) -> bool {
        match self {
            Kind::Lesson => value.len() <= 1 << 20,
            Kind::Run => Note::unpack(value).is_ok(),
            Kind::State => unpack_state(value).is_ok(),
            Kind::Picture => value.len() == PICTURE_BYTES,
        }
    }
}

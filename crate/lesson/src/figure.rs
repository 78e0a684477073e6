//! Which figures a lesson may name, and which parameters each takes. The figures themselves are in `crate/figure`, whose
//! test holds its registry to this list.

/// Name of a figure, and the keys of its parameters (numbers all of them).
pub const ALL: [(&str, &[&str]); 12] = [
    // 03: rules by hand, one weight of the head, and four diagrams of what learning is (`stage` 1 to 4).
    ("rules", &["pictures"]),
    ("weight", &["picture"]),
    ("machine", &["stage"]),
    // 07: words onto a step of a run.
    ("words", &[]),
    // 06: down a loss surface of two weights.
    ("descent", &["pictures"]),
    // 10: which pictures move, how far a score swings, the sealed test set.
    ("split", &["pictures"]),
    ("swing", &[]),
    ("sealed", &[]),
    // 12: one prediction, moved by hand.
    ("confident", &["pictures"]),
    // 14: filters and their strongest patches (`naming` 0: they get no names), feature maps, where it looked.
    ("filters", &["pictures", "naming"]),
    ("maps", &["pictures"]),
    ("attention", &["pictures"]),
];

/// Keys of a figure's parameters; none where there is no such figure.
pub fn setup_keys(name: &str) -> Option<&'static [&'static str]> {
    ALL.iter().find(|(other, _)| *other == name).map(|(_, keys)| *keys)
}

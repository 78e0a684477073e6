//! Which figures a lesson may name, and which parameters each takes. The figures themselves are in `crate/figure`, whose
//! test holds its registry to this list.

/// Name of a figure, and the keys of its parameters (numbers all of them).
pub const ALL: [(&str, &[&str]); 13] = [
    // 03: rules by hand, one weight of the head, and four diagrams of what learning is (`stage` 1 to 4).
    ("rules", &["pictures"]),
    ("weight", &["picture"]),
    ("machine", &["stage"]),
    // 07: words onto a step of a run; with `placed` they stand there already.
    ("words", &["placed"]),
    // 06: down a loss surface of two weights; with `batches` the size of a batch can be chosen.
    ("descent", &["pictures", "batches"]),
    // 10: which pictures move, how far a score swings, the sealed test set.
    ("split", &["pictures"]),
    ("swing", &[]),
    ("sealed", &["pictures"]),
    // 12: one prediction, moved by hand; one number of the network, moved by tiny steps.
    ("confident", &["pictures"]),
    ("nudge", &["pictures"]),
    // 14: filters and their strongest patches (`naming` 0: they get no names), feature maps, where it looked.
    ("filters", &["pictures", "naming"]),
    ("maps", &["pictures"]),
    ("attention", &["pictures"]),
];

/// Numbers of pictures that `swing` offers to draw, as far as they are fewer than there are. The task asks for the smallest
/// that is steady, so the next smaller one has to be tried too.
pub const SWING_SIZES: [u32; 5] = [30, 60, 120, 240, 480];

/// Keys of a figure's parameters; none where there is no such figure.
pub fn setup_keys(name: &str) -> Option<&'static [&'static str]> {
    ALL.iter().find(|(other, _)| *other == name).map(|(_, keys)| *keys)
}

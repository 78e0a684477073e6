//! What a filter of the first layer does, measured from its weights.
//!
//! A filter is `side * side` cells of three weights: red, green, blue. As a vector it is taken apart into four parts that
//! stand at right angles to each other, so their squared lengths add up to that of the filter:
//!
//! - **colour**: what differs between red, green and blue in a cell; the rest is the same for all three, grey;
//! - **flat**: the mean of the grey part;
//! - **spot**: the grey part along "middle against surroundings", `side²/m - 1` in the `m` middle cells, -1 in others;
//! - **edge**: what is left of the grey part. It differs between directions: edges, lines and corners.

/// Names that a filter can get, in the order of [`shares`].
pub const NAMES: usize = 4;
pub const EDGE: usize = 0;
pub const COLOUR: usize = 1;
pub const SPOT: usize = 2;
pub const FLAT: usize = 3;

/// Weights as bytes are coarse: a filter whose length is below this has none that could be told from 0.
const WEAKEST: f32 = 6.0;

/// Shares of edge, colour, spot and flat in the squared length of a filter, adding up to 1. The filter is given as bytes,
/// 128 for 0, as in [`Filter`](crate::message::Filter); none for a filter that is (nearly) zero.
pub fn shares(filter: &[u8], side: usize) -> Option<[f32; NAMES]> {
    let cells = side * side;
    if cells == 0 || filter.len() != 3 * cells {
        return None;
    }
    // A weight was rounded down to its byte: half a step is added.
    let weight = |byte: u8| f32::from(byte) - 127.5;
    let all: f32 = filter.iter().map(|byte| weight(*byte).powi(2)).sum();
    if all.sqrt() < WEAKEST {
        return None;
    }
    // Along (1, 1, 1) / √3, so that lengths are kept.
    let grey: Vec<f32> =
        filter.chunks_exact(3).map(|cell| cell.iter().map(|b| weight(*b)).sum::<f32>() / 3f32.sqrt()).collect();
    let grey_all: f32 = grey.iter().map(|g| g * g).sum();
    let sum: f32 = grey.iter().sum();
    let flat = sum * sum / cells as f32;
    let middle = |place: usize| {
        let off = |at: usize| (2 * at + 1).abs_diff(side);
        3 * off(place / side).max(off(place % side)) < 2 * side
    };
    let inner = (0..cells).filter(|place| middle(*place)).count().max(1);
    let inside = cells as f32 / inner as f32 - 1.0;
    let basis = |place: usize| if middle(place) { inside } else { -1.0 };
    let along: f32 = grey.iter().enumerate().map(|(place, g)| g * basis(place)).sum();
    let length: f32 = (0..cells).map(|place| basis(place).powi(2)).sum();
    let spot = if length > 0.0 { along * along / length } else { 0.0 };
    let parts = [grey_all - flat - spot, all - grey_all, spot, flat];
    Some(parts.map(|part| (part / all).clamp(0.0, 1.0)))
}

/// How well a name fits: its share measured by the largest one, so the best name fits with 1. From 0.5 on it counts: the
/// part is then at least half as large as the largest.
pub fn fits(shares: &[f32; NAMES], name: usize) -> f32 {
    let most = shares.iter().copied().fold(0.0, f32::max);
    shares.get(name).map_or(0.0, |share| share / most.max(f32::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{bytes, SMALL};
    use super::*;

    /// A filter of grey cells.
    fn grey(cells: [f32; 9]) -> Vec<u8> {
        bytes(&cells.map(|g| [g; 3]).concat())
    }

    fn close(filter: &[u8], want: [f32; NAMES]) {
        let got = shares(filter, 3).unwrap();
        assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() < 0.02), "{got:?}, expected {want:?}");
    }

    #[test]
    fn filters_made_by_hand_are_what_they_were_made_for() {
        let edge = grey([1.0, 0.0, -1.0, 1.0, 0.0, -1.0, 1.0, 0.0, -1.0]);
        close(&edge, [1.0, 0.0, 0.0, 0.0]);
        close(&grey([-0.1, -0.1, -0.1, -0.1, 0.8, -0.1, -0.1, -0.1, -0.1]), [0.0, 0.0, 1.0, 0.0]);
        close(&grey([0.5; 9]), [0.0, 0.0, 0.0, 1.0]);
        close(&bytes(&[[0.5, -0.5, 0.0]; 9].concat()), [0.0, 1.0, 0.0, 0.0]);
        // A line is a bit of a spot, too. In units of 0.4: (8·2 - (2·2 - 6))² / 72 = 4.5 of 18.
        close(&grey([-0.4, 0.8, -0.4, -0.4, 0.8, -0.4, -0.4, 0.8, -0.4]), [0.75, 0.0, 0.25, 0.0]);
        // Red and nothing else: a third of it is grey.
        close(&bytes(&[[0.8, 0.0, 0.0]; 9].concat()), [0.0, 2.0 / 3.0, 0.0, 1.0 / 3.0]);
        // A corner on an even ground: 3.3² / 9 of 1.53 flat, 0.6² / 72 spot.
        close(&grey([0.9, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3]), [0.206, 0.0, 0.003, 0.791]);
    }

    #[test]
    fn a_filter_of_nothing_has_no_shares() {
        assert_eq!(shares(&[128; 27], 3), None);
        assert_eq!(shares(&[200; 26], 3), None);
        assert_eq!(shares(&[], 0), None);
    }

    #[test]
    fn larger_filters_have_a_larger_middle() {
        let spot: Vec<u8> = (0..25)
            .flat_map(|i| [if [i / 5, i % 5].iter().all(|at| (1..4).contains(at)) { 200 } else { 80 }; 3])
            .collect();
        let [edge, colour, spot, flat] = shares(&spot, 5).unwrap();
        assert!(spot > 0.9 && edge < 0.01 && colour < 0.01 && flat < 0.1);
    }

    #[test]
    fn every_filter_of_the_shipped_network_has_a_name_and_no_name_fits_all() {
        let mut passed = [0; NAMES];
        for (place, filter) in SMALL.iter().enumerate() {
            let shares = shares(&bytes(filter), 3).unwrap_or_else(|| panic!("filter {place}"));
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{shares:?}");
            let names: Vec<usize> = (0..NAMES).filter(|name| fits(&shares, *name) >= 0.5).collect();
            assert!((1..=2).contains(&names.len()), "filter {place}: {names:?} of {shares:?}");
            names.iter().for_each(|name| passed[*name] += 1);
        }
        // Whoever gives one name to all, or names at random, is wrong more often than not.
        assert!(passed[EDGE] >= 6 && passed[COLOUR] >= 5 && passed[SPOT] >= 1, "{passed:?}");
        assert!(passed.iter().all(|n| *n < 12) && passed.iter().sum::<usize>() * 2 < SMALL.len() * NAMES, "{passed:?}");
    }
}

//! Whether an engine computed the same training as the others: a speed counts only where it did.

use crate::results::{Results, Row};

/// Largest difference of two losses, as a share of the larger: what single precision, with sums in another order, grows to
/// within the compared steps at the learning rate of `crate/bench-module`.
pub const TOLERANCE: f64 = 2e-3;

/// Steps that are compared where the time allows it.
pub const STEPS: usize = 20;

/// What a loss curve is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Agreement {
    /// So many steps are the same as the reference's; the largest difference as a share.
    Same { steps: usize, difference: f64 },
    /// The first step, counted from 1, that is not.
    Different { step: usize, difference: f64 },
    /// There is no curve or nothing to compare it with.
    Unknown,
}

/// The curve that all others are held against: PyTorch's, or one of our own where there is no PyTorch.
pub fn reference<'a>(results: &'a Results, row: &str) -> Option<(&'static str, &'a [f64])> {
    let of = |peer: &str| results.get(peer, "step", row)?.losses.as_deref();
    [("torch-1", "PyTorch"), ("ours-native-1", "Epoch One, native"), ("ours-vulkan", "Epoch One, Vulkan")]
        .into_iter()
        .find_map(|(peer, name)| Some((name, of(peer)?)))
}

/// Compares a row's curve with the reference.
pub fn compare(row: &Row, reference: Option<&[f64]>) -> Agreement {
    let (Some(losses), Some(reference)) = (&row.losses, reference) else { return Agreement::Unknown };
    let mut worst = 0.0f64;
    let mut steps = 0;
    for (a, b) in losses.iter().zip(reference).take(STEPS) {
        steps += 1;
        let difference = (a - b).abs() / a.abs().max(b.abs()).max(1e-9);
        if difference.is_nan() || difference > TOLERANCE {
            return Agreement::Different { step: steps, difference };
        }
        worst = worst.max(difference);
    }
    match steps {
        0 => Agreement::Unknown,
        _ => Agreement::Same { steps, difference: worst },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(losses: &[f64]) -> Row {
        Row { losses: Some(losses.to_vec()), ..Row::default() }
    }

    #[test]
    fn a_curve_that_leaves_the_reference_is_told_with_its_step() {
        let reference = [0.7, 0.6, 0.5];
        assert!(matches!(compare(&row(&[0.7, 0.6004]), Some(&reference)), Agreement::Same { steps: 2, .. }));
        assert!(matches!(compare(&row(&[0.7, 0.61, 0.5]), Some(&reference)), Agreement::Different { step: 2, .. }));
        assert!(matches!(compare(&row(&[f64::NAN]), Some(&reference)), Agreement::Different { step: 1, .. }));
        assert_eq!(compare(&row(&[]), Some(&reference)), Agreement::Unknown);
        assert_eq!(compare(&row(&[0.7]), None), Agreement::Unknown);
    }
}

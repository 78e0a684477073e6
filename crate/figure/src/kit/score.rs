//! Predictions of many pictures at once, as [`Want::Scores`](crate::message::Want::Scores) and
//! [`Want::Test`](crate::message::Want::Test) are answered.

use crate::message::Looked;

/// The prediction of one picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// Number of the right class.
    pub label: usize,
    /// Probability of each class.
    pub probabilities: Vec<f32>,
}

impl Scored {
    /// Probability of the right class.
    pub fn of_label(&self) -> f32 {
        self.probabilities.get(self.label).copied().unwrap_or(0.0)
    }

    /// Whether the right class is the likeliest.
    pub fn hit(&self) -> bool {
        let most = self.probabilities.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        self.of_label() == most
    }
}

/// The predictions in an answer of shape `[n, classes + 1]`; none where it is no such table.
pub fn scored(looked: &Looked) -> Option<Vec<Scored>> {
    let width = *looked.shape.get(1)? as usize;
    if width < 2 || looked.values.is_empty() || !looked.values.len().is_multiple_of(width) {
        return None;
    }
    let row = |row: &[f32]| {
        let finite = row.iter().all(|value| value.is_finite());
        finite.then(|| Scored { label: row[0] as usize, probabilities: row[1..].to_vec() })
    };
    looked.values.chunks_exact(width).map(row).collect()
}

/// How far an accuracy measured on `n` pictures strays by chance: sqrt(p (1 - p) / n), the standard error of a share.
pub fn standard_error(accuracy: f32, n: u32) -> f32 {
    (accuracy * (1.0 - accuracy) / n.max(1) as f32).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Want;

    #[test]
    fn rows_become_predictions_and_no_table_becomes_none() {
        let looked = |shape: [u32; 2], values: &[f32]| Looked {
            want: Want::Scores,
            shape: shape.to_vec(),
            values: values.to_vec(),
        };
        let rows = scored(&looked([2, 3], &[0.0, 0.9, 0.1, 1.0, 0.6, 0.4])).unwrap();
        assert_eq!(rows.iter().map(|row| (row.of_label(), row.hit())).collect::<Vec<_>>(), [(0.9, true), (0.4, false)]);
        assert!(scored(&looked([0, 3], &[])).is_none());
        assert!(scored(&looked([1, 3], &[0.0, f32::NAN, 0.1])).is_none());
        assert!(scored(&looked([1, 1], &[0.0])).is_none());
    }

    #[test]
    fn the_error_of_a_share() {
        // 0.75 * 0.25 / 300 = 0.000625, and its root is 0.025.
        assert!((standard_error(0.75, 300) - 0.025).abs() < 1e-6);
        assert_eq!([standard_error(1.0, 10), standard_error(0.5, 0)], [0.0, 0.5]);
    }
}

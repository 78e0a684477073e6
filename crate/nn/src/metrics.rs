//! From logits to what a page shows.

use tensor::math::{exp, ln};

/// Softmax of every row of `classes` logits, in place.
pub fn softmax(logits: &mut [f32], classes: usize) {
    for row in logits.chunks_exact_mut(classes.max(1)) {
        let highest = row.iter().fold(f32::NEG_INFINITY, |a, b| if *b > a { *b } else { a });
        let mut sum = 0.0;
        for x in row.iter_mut() {
            *x = exp(*x - highest);
            sum += *x;
        }
        for x in row {
            *x /= sum;
        }
    }
}

/// Loss and right answers over some pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of the cross-entropies, natural logarithm.
    pub loss: f64,
    pub right: u32,
    pub pictures: u32,
}

impl Score {
    /// Adds rows of `classes` logits, one for each label; further rows (the padding of a last batch) are ignored.
    pub fn add(&mut self, logits: &[f32], labels: &[u32], classes: usize) {
        for (row, label) in logits.chunks_exact(classes.max(1)).zip(labels) {
            let mut best = 0;
            for (class, x) in row.iter().enumerate() {
                if *x > row[best] {
                    best = class;
                }
            }
            let sum: f32 = row.iter().map(|x| exp(x - row[best])).sum();
            let own = row.get(*label as usize).copied().unwrap_or(f32::NAN);
            self.loss += f64::from(ln(sum) - (own - row[best]));
            self.right += u32::from(best == *label as usize);
            self.pictures += 1;
        }
    }

    /// Mean cross-entropy; 0 without pictures.
    pub fn mean_loss(&self) -> f32 {
        (self.loss / f64::from(self.pictures.max(1))) as f32
    }

    /// Share of right answers.
    pub fn accuracy(&self) -> f32 {
        (f64::from(self.right) / f64::from(self.pictures.max(1))) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let mut p = [0.0, 0.0, 1.0, -1.0];
        softmax(&mut p, 2);
        assert_eq!(p[..2], [0.5, 0.5]);
        assert!((p[2] - 0.880_797).abs() < 1e-6 && (p[2] + p[3] - 1.0).abs() < 1e-6);
        let mut score = Score::default();
        // The third row is padding.
        score.add(&[0.0, 0.0, 1.0, -1.0, 9.0, 9.0], &[1, 0], 2);
        assert_eq!((score.right, score.pictures), (1, 2));
        assert!((score.mean_loss() - (std::f32::consts::LN_2 + 0.126_928) / 2.0).abs() < 1e-6);
    }
}

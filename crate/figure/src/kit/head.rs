//! What the head of the network computes: for each class, the sum of features times weights, and a bias.

use crate::message::Looked;

/// The answer to [`Want::Head`](crate::message::Want::Head), sorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// What the picture gives to the head, `[features]`.
    pub features: Vec<f32>,
    /// `[features][classes]`.
    pub weights: Vec<Vec<f32>>,
    /// `[classes]`.
    pub biases: Vec<f32>,
}

impl Head {
    /// None where the answer is no head of two classes or more.
    pub fn read(looked: &Looked) -> Option<Head> {
        let [rows, width] = looked.shape[..] else { return None };
        let (rows, width) = (rows as usize, width as usize);
        if rows < 2 || width < 3 || looked.values.len() != rows * width {
            return None;
        }
        let mut head = Head { features: Vec::new(), weights: Vec::new(), biases: Vec::new() };
        for (place, row) in looked.values.chunks_exact(width).enumerate() {
            if place + 1 == rows {
                head.biases = row[1..].to_vec();
            } else {
                head.features.push(row[0]);
                head.weights.push(row[1..].to_vec());
            }
        }
        looked.values.iter().all(|value| value.is_finite()).then_some(head)
    }

    /// s_c = b_c + Σ x_f · w_fc.
    pub fn scores(&self) -> Vec<f32> {
        let sum = |class: usize| self.features.iter().zip(&self.weights).map(|(x, w)| x * w[class]).sum::<f32>();
        self.biases.iter().enumerate().map(|(class, bias)| bias + sum(class)).collect()
    }
}

/// p_c = exp(s_c) / Σ exp(s), with the largest score taken off first so that nothing overflows.
pub fn softmax(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let parts: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f32 = parts.iter().sum();
    parts.iter().map(|part| part / sum).collect()
}

/// Place of the largest score; the first of equal ones.
pub fn largest(scores: &[f32]) -> usize {
    let better = |best: usize, place: usize| if scores[place] > scores[best] { place } else { best };
    (0..scores.len()).fold(0, better)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Want;

    #[test]
    fn scores_and_probabilities_are_those_computed_by_hand() {
        // Two features, 2 and 3; weights (1, 0) and (-1, 0.5); biases (0.5, 0).
        let values = vec![2.0, 1.0, 0.0, 3.0, -1.0, 0.5, 1.0, 0.5, 0.0];
        let looked = Looked { want: Want::Head { index: 0 }, shape: vec![3, 3], values };
        let head = Head::read(&looked).unwrap();
        assert_eq!(head.scores(), [-0.5, 1.5]);
        let p = softmax(&head.scores());
        // 1 / (1 + e^2)
        assert!((p[0] - 0.119_203).abs() < 1e-5 && (p[0] + p[1] - 1.0).abs() < 1e-6, "{p:?}");
        assert_eq!([largest(&head.scores()), largest(&[1.0, 1.0])], [1, 0]);
        assert!(softmax(&[1000.0, 0.0])[0] > 0.999);
    }

    #[test]
    fn what_is_no_head_is_refused() {
        let looked = |shape, values| Looked { want: Want::Head { index: 0 }, shape, values };
        assert!(Head::read(&looked(vec![2, 3], vec![1.0; 5])).is_none());
        assert!(Head::read(&looked(vec![6], vec![1.0; 6])).is_none());
        assert!(Head::read(&looked(vec![2, 3], vec![f32::NAN; 6])).is_none());
    }
}

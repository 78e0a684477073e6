//! The class activation map (Zhou, Khosla, Lapedriza, Oliva and Torralba 2016): for a network whose last maps are
//! averaged and then weighed by the head, the weighted sum of the maps, before it is averaged, says which places speak for
//! a class and which against it.

use crate::message::Looked;

/// For each class a map, and what the head makes of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Activation {
    pub height: usize,
    pub width: usize,
    /// By class: `height * width` values. The mean of a map and the class's bias are its score.
    pub maps: Vec<Vec<f32>>,
    pub biases: Vec<f32>,
    pub scores: Vec<f32>,
    /// Softmax of the scores.
    pub probabilities: Vec<f32>,
}

impl Activation {
    /// From the last block's maps `[height, width, channels]` and what the head sees, `[channels + 1, classes + 1]`: see
    /// [`Want::Head`](crate::message::Want::Head). None where the two do not belong together.
    pub fn new(maps: &Looked, head: &Looked) -> Option<Self> {
        let [height, width, channels] = maps.shape[..] else { return None };
        let [rows, columns] = head.shape[..] else { return None };
        let [height, width, channels, columns] = [height, width, channels, columns].map(|size| size as usize);
        let fits = rows as usize == channels + 1
            && columns > 1
            && channels > 0
            && maps.values.len() == height * width * channels
            && !maps.values.is_empty()
            && head.values.len() == (channels + 1) * columns;
        if !fits {
            return None;
        }
        let rows: Vec<&[f32]> = head.values.chunks_exact(columns).collect();
        let map = |class: usize| -> Vec<f32> {
            let weigh = |place: &[f32]| place.iter().zip(&rows).map(|(value, row)| value * row[class]).sum();
            maps.values.chunks_exact(channels).map(weigh).collect()
        };
        let classes = 1..columns;
        let score = |class: usize| rows.iter().map(|row| row[0] * row[class]).sum::<f32>();
        let scores: Vec<f32> = classes.clone().map(score).collect();
        let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let powers: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
        let sum: f32 = powers.iter().sum();
        Some(Activation {
            height,
            width,
            maps: classes.clone().map(map).collect(),
            biases: classes.map(|class| rows[channels][class]).collect(),
            probabilities: powers.iter().map(|power| power / sum).collect(),
            scores,
        })
    }

    /// Mean of a class's map.
    pub fn mean(&self, class: usize) -> f32 {
        self.maps[class].iter().sum::<f32>() / self.maps[class].len() as f32
    }

    /// The class with the largest score.
    pub fn predicted(&self) -> usize {
        (0..self.scores.len()).max_by(|a, b| self.scores[*a].total_cmp(&self.scores[*b])).unwrap_or(0)
    }

    /// Largest size of all maps' values, so that maps of two classes can be compared.
    pub fn most(&self) -> f32 {
        self.maps.iter().flatten().fold(1e-6, |most: f32, v| most.max(v.abs()))
    }

    /// Row and column of a map's largest value.
    pub fn peak(&self, class: usize) -> [usize; 2] {
        let map = &self.maps[class];
        let at = (0..map.len()).max_by(|a, b| map[*a].total_cmp(&map[*b])).unwrap_or(0);
        [at / self.width, at % self.width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Want;

    /// Two channels on 1 × 2 places, two classes.
    fn worked() -> [Looked; 2] {
        let maps = Looked { want: Want::Scores, shape: vec![1, 2, 2], values: vec![1.0, 0.0, 3.0, 4.0] };
        // Means of the channels are 2 and 2; weights (0.5, -1), (2, 0); biases 0.25 and -1.
        let values = vec![2.0, 0.5, -1.0, 2.0, 2.0, 0.0, 1.0, 0.25, -1.0];
        [maps, Looked { want: Want::Scores, shape: vec![3, 3], values }]
    }

    #[test]
    fn as_worked_by_hand() {
        let [maps, head] = worked();
        let seen = Activation::new(&maps, &head).unwrap();
        assert_eq!(seen.maps, [vec![0.5, 9.5], vec![-1.0, -3.0]]);
        assert_eq!(seen.scores, [5.25, -3.0]);
        assert_eq!((seen.predicted(), seen.peak(0), seen.peak(1), seen.most()), (0, [0, 1], [0, 0], 9.5));
        assert!((seen.probabilities[0] - 1.0 / (1.0 + (-8.25f32).exp())).abs() < 1e-6);
    }

    #[test]
    fn the_mean_of_a_map_and_the_bias_are_the_score() {
        let (side, channels, classes) = (8, 64, 2);
        let noise = |i: usize| (i * 7919 % 1009) as f32 / 1009.0;
        let values: Vec<f32> = (0..side * side * channels).map(noise).collect();
        let mut head = Vec::new();
        for channel in 0..channels {
            let mean = values.iter().skip(channel).step_by(channels).sum::<f32>() / (side * side) as f32;
            head.extend([mean, noise(channel + 5) - 0.5, 0.5 - noise(channel + 77)]);
        }
        head.extend([1.0, 0.3, -0.2]);
        let maps = Looked { want: Want::Scores, shape: vec![8, 8, 64], values };
        let head = Looked { want: Want::Scores, shape: vec![65, 3], values: head };
        let seen = Activation::new(&maps, &head).unwrap();
        for class in 0..classes {
            assert!((seen.mean(class) + seen.biases[class] - seen.scores[class]).abs() < 1e-4, "class {class}");
        }
        assert!((seen.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_does_not_belong_together_is_none() {
        let [maps, head] = worked();
        assert!(Activation::new(&head, &maps).is_none());
        let other = Looked { shape: vec![1, 1, 4], ..maps.clone() };
        assert!(Activation::new(&other, &head).is_none());
        let empty = Looked { shape: vec![], values: vec![], ..maps };
        assert!(Activation::new(&empty, &head).is_none() && Activation::new(&empty, &empty).is_none());
    }
}

//! A model of two weights, and its loss over all places that the weights can have.
//!
//! For a picture with the measurements x₁ and x₂ the model answers w₁·x₁ + w₂·x₂; right would be -1 for the first class
//! and +1 for the second. The loss is the mean of (answer - right)² over the pictures. Written out, with means over the
//! pictures as numbers, it is a bowl: `right² - 2 g·w + wᵀ C w`, where `g` is the mean of `right x` and `C` that of
//! `x xᵀ`. So its lowest place, its slope and its curvature are known exactly.

use serde::{Deserialize, Serialize};

use crate::message::Picture;

/// Side of a picture in pixels, and the middle part of it that is measured for itself.
const SIDE: usize = 32;
const MIDDLE: std::ops::Range<usize> = 8..24;

/// A place on the surface: the two weights.
pub type Place = [f32; 2];

/// A picture as the model of two weights sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Measurements, in standard deviations from their means over the pictures.
    pub x: [f32; 2],
    /// -1 or +1.
    pub right: f32,
}

/// The pictures in numbers. They are kept, so that the surface stays as it is whatever run comes next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    pub all: Vec<Sample>,
    mean: [f32; 2],
    spread: [f32; 2],
}

/// How bright a picture is as a whole, and how bright its middle is: 0 to 255. None if it is no picture of this size.
fn measure(rgb: &[u8]) -> Option<[f32; 2]> {
    if rgb.len() != SIDE * SIDE * 3 {
        return None;
    }
    let mean = |sum: u32, pixels: usize| sum as f32 / (3 * pixels) as f32;
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    let row = |y: usize| &rgb[(y * SIDE + MIDDLE.start) * 3..(y * SIDE + MIDDLE.end) * 3];
    Some([mean(sum(rgb), SIDE * SIDE), mean(MIDDLE.map(|y| sum(row(y))).sum(), MIDDLE.len() * MIDDLE.len())])
}

fn right(label: u32) -> f32 {
    if label == 0 {
        -1.0
    } else {
        1.0
    }
}

impl Samples {
    /// Measures pictures.
    pub fn of(pictures: &[Picture]) -> Samples {
        let measured: Vec<_> = pictures.iter().filter_map(|p| Some((measure(&p.rgb)?, right(p.label)))).collect();
        let n = measured.len().max(1) as f32;
        let mean = [0, 1].map(|i| measured.iter().map(|(m, _)| m[i]).sum::<f32>() / n);
        let spread = [0, 1].map(|i| {
            let variance = measured.iter().map(|(m, _)| (m[i] - mean[i]).powi(2)).sum::<f32>() / n;
            variance.sqrt().max(1e-3)
        });
        let mut samples = Samples { all: Vec::new(), mean, spread };
        samples.all = measured.into_iter().map(|(m, right)| Sample { x: samples.scaled(m), right }).collect();
        samples
    }

    fn scaled(&self, measured: [f32; 2]) -> [f32; 2] {
        [0, 1].map(|i| (measured[i] - self.mean[i]) / self.spread[i])
    }

    /// A picture, measured with the same scale.
    pub fn sample(&self, picture: &Picture) -> Option<Sample> {
        Some(Sample { x: self.scaled(measure(&picture.rgb)?), right: right(picture.label) })
    }
}

impl Sample {
    /// What the model answers.
    pub fn answer(&self, w: Place) -> f32 {
        w[0] * self.x[0] + w[1] * self.x[1]
    }
}

/// Slope of the loss of some pictures: the mean of 2 (answer - right) x.
pub fn slope<'a>(samples: impl Iterator<Item = &'a Sample>, w: Place) -> [f32; 2] {
    let mut sum = [0.0; 2];
    let mut n = 0.0f32;
    for sample in samples {
        let off = 2.0 * (sample.answer(w) - sample.right);
        sum = [sum[0] + off * sample.x[0], sum[1] + off * sample.x[1]];
        n += 1.0;
    }
    sum.map(|s| s / n.max(1.0))
}

/// The bowl.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surface {
    /// `C`: [mean of x₁², of x₁x₂, of x₂²].
    c: [f32; 3],
    g: [f32; 2],
    right2: f32,
    /// Its lowest place, and the loss there.
    pub lowest: Place,
    pub least: f32,
}

impl Surface {
    /// The bowl of these pictures; none if it has no lowest place, as with too few pictures or all of them alike.
    pub fn of(samples: &[Sample]) -> Option<Surface> {
        let n = samples.len() as f32;
        let mean = |value: fn(&Sample) -> f32| samples.iter().map(value).sum::<f32>() / n.max(1.0);
        let c = [mean(|s| s.x[0] * s.x[0]), mean(|s| s.x[0] * s.x[1]), mean(|s| s.x[1] * s.x[1])];
        let g = [mean(|s| s.right * s.x[0]), mean(|s| s.right * s.x[1])];
        let det = c[0] * c[2] - c[1] * c[1];
        if samples.len() < 8 || det < 1e-3 {
            return None;
        }
        let lowest = [(c[2] * g[0] - c[1] * g[1]) / det, (c[0] * g[1] - c[1] * g[0]) / det];
        let mut surface = Surface { c, g, right2: mean(|s| s.right * s.right), lowest, least: 0.0 };
        surface.least = surface.loss(lowest);
        Some(surface)
    }

    /// Mean of (answer - right)² over all pictures.
    pub fn loss(&self, w: Place) -> f32 {
        let [a, b, c] = self.c;
        self.right2 - 2.0 * (self.g[0] * w[0] + self.g[1] * w[1])
            + a * w[0] * w[0]
            + 2.0 * b * w[0] * w[1]
            + c * w[1] * w[1]
    }

    /// By how much the loss lies above the lowest.
    pub fn above(&self, w: Place) -> f32 {
        self.loss(w) - self.least
    }

    /// Curvatures along the bowl's two main directions, the stronger first: the eigenvalues of the Hessian 2 C.
    pub fn curvatures(&self) -> [f32; 2] {
        let [a, b, c] = self.c;
        let (middle, half) = (a + c, ((a - c).powi(2) + 4.0 * b * b).sqrt());
        [middle + half, middle - half]
    }

    /// The learning rate from which steps with all pictures lead away from the lowest place. A step multiplies the
    /// distance along a direction of curvature λ by 1 - rate · λ, which stays within -1 and 1 while rate < 2 / λ.
    pub fn limit(&self) -> f32 {
        2.0 / self.curvatures()[0]
    }

    /// The places that lie `above` the lowest one by so much: an ellipse, as a closed line.
    pub fn contour(&self, above: f32, points: usize) -> Vec<Place> {
        // C = L Lᵀ (Cholesky), so w = lowest + √above · L⁻ᵀ u is on it for every u on the unit circle.
        let [a, b, c] = self.c;
        let l11 = a.sqrt();
        let l21 = b / l11;
        let l22 = (c - l21 * l21).max(1e-9).sqrt();
        let size = above.max(0.0).sqrt();
        let place = |i: usize| {
            let (sin, cos) = (i as f32 / points as f32 * std::f32::consts::TAU).sin_cos();
            let second = sin / l22;
            let first = (cos - l21 * second) / l11;
            [self.lowest[0] + size * first, self.lowest[1] + size * second]
        };
        (0..=points).map(place).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::kit::random::Random;

    /// Pictures of noise with a brightness of their own and a middle that is partly its own.
    pub fn pictures(count: u32) -> Vec<Picture> {
        let mut random = Random::new(7);
        (0..count)
            .map(|index| {
                let (whole, middle) = (random.below(120) as u8, random.below(100) as u8);
                let mut rgb = vec![0; SIDE * SIDE * 3];
                for (place, byte) in rgb.iter_mut().enumerate() {
                    let (x, y) = (place / 3 % SIDE, place / 3 / SIDE);
                    let inside = MIDDLE.contains(&x) && MIDDLE.contains(&y);
                    *byte = whole + if inside { middle } else { 0 } + random.below(20) as u8;
                }
                Picture { index, label: index % 2, rgb }
            })
            .collect()
    }

    #[test]
    fn a_picture_is_measured_by_its_brightness() {
        let mut rgb = vec![10; SIDE * SIDE * 3];
        for y in MIDDLE {
            rgb[(y * SIDE + 8) * 3..(y * SIDE + 24) * 3].fill(50);
        }
        // The middle is a quarter of the picture: 10 + 40 / 4.
        assert_eq!(measure(&rgb), Some([20.0, 50.0]));
        assert_eq!(measure(&rgb[1..]), None);
    }

    #[test]
    fn measurements_have_mean_0_and_spread_1() {
        let samples = Samples::of(&pictures(60));
        for i in [0, 1] {
            let mean = samples.all.iter().map(|s| s.x[i]).sum::<f32>() / 60.0;
            let square = samples.all.iter().map(|s| s.x[i] * s.x[i]).sum::<f32>() / 60.0;
            assert!(mean.abs() < 1e-4 && (square - 1.0).abs() < 1e-3, "{mean} {square}");
        }
        assert_eq!(samples.sample(&pictures(60)[5]), Some(samples.all[5]));
    }

    #[test]
    fn the_bowl_is_the_mean_of_squares_and_its_slope_that_of_its_pictures() {
        let samples = Samples::of(&pictures(60)).all;
        let surface = Surface::of(&samples).unwrap();
        for w in [[0.0, 0.0], [1.5, -0.5], [-2.0, 2.0]] {
            let by_hand = samples.iter().map(|s| (s.answer(w) - s.right).powi(2)).sum::<f32>() / 60.0;
            assert!((surface.loss(w) - by_hand).abs() < 1e-3 * by_hand, "{w:?}");
            let h = 1e-2;
            let by_difference = [
                (surface.loss([w[0] + h, w[1]]) - surface.loss([w[0] - h, w[1]])) / (2.0 * h),
                (surface.loss([w[0], w[1] + h]) - surface.loss([w[0], w[1] - h])) / (2.0 * h),
            ];
            let slope = slope(samples.iter(), w);
            assert!((0..2).all(|i| (slope[i] - by_difference[i]).abs() < 1e-2), "{slope:?} {by_difference:?}");
        }
    }

    #[test]
    fn the_lowest_place_is_lower_than_all_around_it_and_contours_lie_level() {
        let surface = Surface::of(&Samples::of(&pictures(60)).all).unwrap();
        for (dx, dy) in [(0.1, 0.0), (-0.1, 0.0), (0.0, 0.1), (0.0, -0.1), (0.1, -0.1), (-0.1, 0.1)] {
            assert!(surface.above([surface.lowest[0] + dx, surface.lowest[1] + dy]) > 0.0);
        }
        for place in surface.contour(2.0, 24) {
            assert!((surface.above(place) - 2.0).abs() < 1e-3, "{place:?}");
        }
    }

    #[test]
    fn curvatures_are_those_of_a_bowl_whose_numbers_are_known() {
        // x₁ = x₂ half of the time, x₁ = -x₂ a quarter, and so on: C = [[1, 0.5], [0.5, 1]], 2 C has 3 and 1.
        let sample = |a, b| Sample { x: [a, b], right: a };
        let signs = [(1.0, 1.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, -1.0)];
        let mut samples: Vec<_> = signs.map(|(a, b)| sample(a, b)).into();
        samples.extend([sample(1.0, -1.0), sample(-1.0, 1.0)]);
        let surface = Surface::of(&samples).unwrap();
        let [strong, weak] = surface.curvatures();
        assert!((strong - 3.0).abs() < 1e-5 && (weak - 1.0).abs() < 1e-5);
        assert!((surface.limit() - 2.0 / 3.0).abs() < 1e-5);
        // right = x₁: the weights 1 and 0 make no mistake at all.
        assert!((surface.lowest[0] - 1.0).abs() < 1e-5 && surface.lowest[1].abs() < 1e-5 && surface.least.abs() < 1e-5);
        assert_eq!(Surface::of(&samples[..4]), None);
        assert_eq!(Surface::of(&vec![Sample { x: [1.0, 1.0], right: 1.0 }; 20]), None);
    }
}

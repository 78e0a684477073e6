//! From bytes to the numbers that a network reads.

/// Mean and standard deviation of every colour over a set of pictures, on the scale from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// Of red, green and blue.
    pub mean: [f32; 3],
    /// Of red, green and blue; over all pixels of all pictures together.
    pub std: [f32; 3],
}

/// The statistics of the 50,000 training pictures of CIFAR-10, rounded to five places.
///
/// `cargo xtask dataset` computes them from the pictures and refuses to go on when they differ.
/// Pretraining, fine-tuning and prediction all use these, whatever the pictures.
pub const CIFAR10: Statistics = Statistics { mean: [0.4914, 0.48216, 0.44653], std: [0.24703, 0.24349, 0.26159] };

impl Statistics {
    /// Of pixels `[.., 3]`, rounded to five places. `None` where there is no pixel.
    pub fn of(rgb: &[u8]) -> Option<Statistics> {
        // Exact: counts of the 256 values of a colour, then sums of whole numbers.
        let mut counts = [[0u64; 256]; 3];
        for pixel in rgb.chunks_exact(3) {
            for (count, value) in counts.iter_mut().zip(pixel) {
                count[usize::from(*value)] += 1;
            }
        }
        let n = (rgb.len() / 3) as f64;
        if n == 0.0 {
            return None;
        }
        let mut statistics = Statistics { mean: [0.0; 3], std: [0.0; 3] };
        for (colour, count) in counts.iter().enumerate() {
            let sum = |power: i32| -> f64 {
                count.iter().enumerate().map(|(value, c)| *c as f64 * (value as f64).powi(power)).sum()
            };
            let mean = sum(1) / n;
            let variance = (sum(2) / n - mean * mean).max(0.0);
            let round = |x: f64| ((x / 255.0 * 1e5).round() / 1e5) as f32;
            statistics.mean[colour] = round(mean);
            statistics.std[colour] = round(variance.sqrt());
        }
        Some(statistics)
    }
}

/// Pixels `[n, h, w, 3]` in bytes to `(value / 255 - mean) / std` in the same shape (NHWC).
pub fn normalise(rgb: &[u8], statistics: &Statistics) -> Vec<f32> {
    let mut tables = [[0f32; 256]; 3];
    for (colour, table) in tables.iter_mut().enumerate() {
        for (value, entry) in table.iter_mut().enumerate() {
            *entry = (value as f32 / 255.0 - statistics.mean[colour]) / statistics.std[colour];
        }
    }
    rgb.iter().enumerate().map(|(at, value)| tables[at % 3][usize::from(*value)]).collect()
}

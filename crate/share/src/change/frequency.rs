//! Windows of 3×3 weights as frequencies: the orthonormal discrete cosine transform along both axes. What training adds
//! to a window is smooth, since pictures are: most of it is in the mean, and an error there matters most.

/// How much coarser than the mean each frequency is written, by its place `[y, x]`. Whole numbers, so that steps have
/// the same bits everywhere.
pub const COARSENESS: [f32; 9] = [1.0, 3.0, 5.0, 3.0, 5.0, 7.0, 5.0, 7.0, 9.0];

/// Rows: mean, slope and bend of three values; each of length 1.
const ROWS: [[f32; 3]; 3] = [
    [0.577_350_26, 0.577_350_26, 0.577_350_26],
    [0.707_106_77, 0.0, -0.707_106_77],
    [0.408_248_3, -0.816_496_6, 0.408_248_3],
];

/// Transforms `[3, 3, n]` in place along both axes.
pub fn forward(values: &mut [f32]) {
    along_both(values, |row, place| ROWS[row][place]);
}

/// Undoes [`forward`].
pub fn backward(values: &mut [f32]) {
    along_both(values, |place, row| ROWS[row][place]);
}

fn along_both(values: &mut [f32], factor: impl Fn(usize, usize) -> f32) {
    let n = values.len() / 9;
    for (outer, inner) in [(1, 3), (3, 1)] {
        for line in 0..3 {
            for at in 0..n {
                let place = |i: usize| (line * outer + i * inner) * n + at;
                let x = [values[place(0)], values[place(1)], values[place(2)]];
                for out in 0..3 {
                    values[place(out)] = x[0] * factor(out, 0) + x[1] * factor(out, 1) + x[2] * factor(out, 2);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smooth_window_is_a_mean_and_comes_back() {
        let window = [1.0, 1.0, 1.0, 1.0, 1.25, 1.0, 1.0, 1.0, 1.0_f32];
        let mut values: Vec<f32> = window.iter().flat_map(|x| [*x, -2.0 * x]).collect();
        forward(&mut values);
        let rest: f32 = values[2..].iter().step_by(2).map(|x| x * x).sum();
        assert!((values[0] - 9.25 / 3.0).abs() < 1e-6 && rest < 0.06, "{values:?}");
        backward(&mut values);
        for (got, want) in values.chunks_exact(2).zip(window) {
            assert!((got[0] - want).abs() < 1e-6 && (got[1] + 2.0 * want).abs() < 1e-6);
        }
    }
}

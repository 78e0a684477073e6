//! How the learning rate moves over a run.

use crate::config::Schedule;

/// Share of a one-cycle run that warms up.
const WARM_UP: f32 = 0.25;
/// The cycle starts at peak / 25 and ends at peak / 10,000 (about fastai's defaults).
const START: f32 = 1.0 / 25.0;
const END: f32 = 1e-4;

impl Schedule {
    /// Factor on the peak learning rate for step `step` of `total`, counted from 0.
    ///
    /// One cycle (Smith 2018): up to the peak during the first quarter, then down to almost nothing. The pieces are
    /// joined by 3t² - 2t³, which follows the customary half cosine within 1 % and needs no cosine, whose last bits
    /// differ from machine to machine.
    pub fn factor(self, step: u32, total: u32) -> f32 {
        match self {
            Schedule::Constant => 1.0,
            Schedule::OneCycle => {
                let t = if total > 1 { step.min(total - 1) as f32 / (total - 1) as f32 } else { WARM_UP };
                if t < WARM_UP {
                    mix(START, 1.0, t / WARM_UP)
                } else {
                    mix(1.0, END, (t - WARM_UP) / (1.0 - WARM_UP))
                }
            }
        }
    }
}

/// From `a` at t = 0 to `b` at t = 1, level at both ends.
fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * (t * t * (3.0 - 2.0 * t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cycle_rises_and_falls() {
        let f: Vec<f32> = (0..101).map(|s| Schedule::OneCycle.factor(s, 101)).collect();
        assert_eq!(f[0], START);
        assert!((f[25] - 1.0).abs() < 1e-6);
        assert!((f[100] - END).abs() < 1e-6);
        assert!(f[..26].windows(2).all(|w| w[0] < w[1]) && f[25..].windows(2).all(|w| w[0] > w[1]));
        assert_eq!(Schedule::OneCycle.factor(0, 1), 1.0);
    }
}

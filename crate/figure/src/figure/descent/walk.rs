//! A walk down the surface: where a step leads, and how the walk ends.

use lesson::log::Walk;
use serde::{Deserialize, Serialize};

use super::surface::{slope, Place, Sample, Surface};
use crate::kit::random::Random;

/// Steps of a walk that neither rests nor flies off before.
pub const STEPS: usize = 60;
/// A loss above this is lost: the weights are then at some ten times the size of the surface that is drawn.
const LOST: f32 = 200.0;
/// It rests when the loss is this near the lowest one, and steps are this short.
const NEAR: f32 = 0.01;
const SHORT: f32 = 0.01;
/// So many last steps say where a walk with noise stays.
pub const LAST: usize = 15;

/// What a walk is made with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub rate: f32,
    /// Pictures in a batch; all of them if it is as many or more.
    pub batch: usize,
    /// Of the order in which the pictures come.
    pub seed: u32,
}

/// The pictures of step `step`, from 0. Every pass through them has an order of its own; what does not fill a batch waits
/// for the next pass.
fn batch<'a>(samples: &'a [Sample], rule: &Rule, step: usize) -> Vec<&'a Sample> {
    if rule.batch >= samples.len() {
        return samples.iter().collect();
    }
    let size = rule.batch.max(1);
    let steps = samples.len() / size;
    let mut order: Vec<usize> = (0..samples.len()).collect();
    Random::new(rule.seed.wrapping_mul(1009).wrapping_add((step / steps) as u32)).shuffle(&mut order);
    order[step % steps * size..][..size].iter().map(|i| &samples[*i]).collect()
}

/// Where step `step` leads from `w`: against the slope of the batch's loss, times the rate.
pub fn next(samples: &[Sample], rule: &Rule, step: usize, w: Place) -> Place {
    let slope = slope(batch(samples, rule, step).into_iter(), w);
    [w[0] - rule.rate * slope[0], w[1] - rule.rate * slope[1]]
}

/// How the walk ended; none while it goes on.
pub fn outcome(surface: &Surface, samples: &[Sample], rule: &Rule, path: &[Place]) -> Option<Walk> {
    let (&[.., before, now], start) = (path, *path.first()?) else { return None };
    let loss = surface.loss(now);
    if !loss.is_finite() || loss > LOST {
        return Some(Walk::Diverged);
    }
    let whole = rule.batch >= samples.len();
    let short = (now[0] - before[0]).hypot(now[1] - before[1]) < SHORT;
    if whole && short && surface.above(now) < NEAR {
        return Some(Walk::Settled);
    }
    if path.len() <= STEPS {
        return None;
    }
    if whole {
        // On a bowl, steps with all pictures only ever lead higher when the rate is above the limit.
        let climbs = surface.above(now) > surface.above(before);
        return Some(if climbs { Walk::Diverged } else { Walk::OnItsWay });
    }
    let stays = path[path.len() - LAST..].iter().map(|w| surface.loss(*w)).sum::<f32>() / LAST as f32;
    if stays > surface.loss(start) {
        return Some(Walk::Diverged);
    }
    // On average over all orders a walk with small batches is where the walk with all pictures is. If that one has
    // arrived, what is left is jitter.
    let all = Rule { batch: samples.len(), ..*rule };
    let smooth = (0..STEPS).fold(start, |w, step| next(samples, &all, step, w));
    let arrived = surface.above(smooth) < (0.02 * surface.above(start)).max(NEAR);
    Some(if arrived { Walk::Jitters } else { Walk::OnItsWay })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::surface::{tests::pictures, Samples};
    use super::*;

    fn bowl() -> (Vec<Sample>, Surface) {
        let samples = Samples::of(&pictures(200)).all;
        let surface = Surface::of(&samples).unwrap();
        (samples, surface)
    }

    fn walk(rate: f32, batch: usize, seed: u32) -> (Walk, usize) {
        let (samples, surface) = bowl();
        let rule = Rule { rate, batch, seed };
        let mut path = vec![[-1.9, -0.6]];
        loop {
            if let Some(outcome) = outcome(&surface, &samples, &rule, &path) {
                return (outcome, path.len() - 1);
            }
            path.push(next(&samples, &rule, path.len() - 1, *path.last().unwrap()));
        }
    }

    #[test]
    fn with_all_pictures_it_diverges_above_the_limit_and_never_below() {
        let limit = bowl().1.limit();
        for share in [1.02, 1.1, 1.5, 3.0] {
            assert_eq!(walk(share * limit, 200, 0).0, Walk::Diverged, "{share}");
        }
        for share in [0.01, 0.2, 0.5, 0.8, 0.9, 0.98] {
            assert_ne!(walk(share * limit, 200, 0).0, Walk::Diverged, "{share}");
        }
        assert_eq!(walk(0.5 * limit, 200, 0).0, Walk::Settled);
        assert_eq!(walk(0.98 * limit, 200, 0).0, Walk::OnItsWay, "it swings");
        assert_eq!(walk(0.01 * limit, 200, 0), (Walk::OnItsWay, STEPS));
    }

    #[test]
    fn up_to_a_point_a_larger_rate_arrives_sooner_and_then_later() {
        let limit = bowl().1.limit();
        let steps = |share: f32| walk(share * limit, 200, 0).1;
        assert!(steps(0.2) > steps(0.5) && steps(0.93) > steps(0.5), "{} {} {}", steps(0.2), steps(0.5), steps(0.93));
    }

    #[test]
    fn small_batches_jitter_and_do_not_rest() {
        for seed in 0..20 {
            assert_eq!(walk(0.08, 4, seed).0, Walk::Jitters);
            assert_eq!(walk(0.002, 4, seed).0, Walk::OnItsWay);
            assert_eq!(walk(1.5, 1, seed).0, Walk::Diverged);
        }
    }

    #[test]
    fn a_pass_takes_every_picture_once_and_one_seed_is_one_walk() {
        let (samples, _) = bowl();
        let rule = Rule { rate: 0.1, batch: 4, seed: 3 };
        let mut seen: Vec<*const Sample> =
            (0..50).flat_map(|step| batch(&samples, &rule, step)).map(|s| s as *const Sample).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 200);
        let step = |seed| next(&samples, &Rule { seed, ..rule }, 0, [0.0, 0.0]);
        assert_eq!(step(3), step(3));
        assert_ne!(step(3), step(4));
    }

    #[test]
    fn a_walk_of_no_step_has_no_end() {
        let (samples, surface) = bowl();
        let rule = Rule { rate: 0.1, batch: 200, seed: 0 };
        assert_eq!(outcome(&surface, &samples, &rule, &[surface.lowest]), None);
        assert_eq!(outcome(&surface, &samples, &rule, &[]), None);
    }
}

//! Fewer points of a curve, so that it keeps its shape.

/// Positions of at most `most` points of a curve of steps and losses, in their order: all of them where there are not more.
/// `most` is at least 6.
///
/// Largest triangle three buckets: Sveinn Steinarsson, "Downsampling Time Series for Visual Representation", MSc thesis,
/// University of Iceland, 2013, section 4.2. What it may miss is kept beside it: the highest and the lowest point, and the
/// first one that is not finite.
pub fn thin(points: &[(u32, f32)], most: usize) -> Vec<usize> {
    if points.len() <= most {
        return (0..points.len()).collect();
    }
    let finite: Vec<usize> = (0..points.len()).filter(|i| points[*i].1.is_finite()).collect();
    let lost = (0..points.len()).find(|i| !points[*i].1.is_finite());
    let loss = |i: &usize| points[*i].1;
    let high = finite.iter().copied().reduce(|best, i| if loss(&i) > loss(&best) { i } else { best });
    let low = finite.iter().copied().reduce(|best, i| if loss(&i) < loss(&best) { i } else { best });
    let curve: Vec<(f64, f64)> = finite.iter().map(|i| (f64::from(points[*i].0), f64::from(loss(i)))).collect();
    let mut kept: Vec<usize> = triangles(&curve, most - 3).into_iter().map(|i| finite[i]).collect();
    kept.extend([high, low, lost].into_iter().flatten());
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// The first and the last point, and one out of every bucket between: that which spans the largest triangle with the one
/// chosen before and with the mean of the next bucket.
fn triangles(curve: &[(f64, f64)], most: usize) -> Vec<usize> {
    if curve.len() <= most {
        return (0..curve.len()).collect();
    }
    let (last, buckets) = (curve.len() - 1, most - 2);
    // The bucket's first point; buckets share the points between the two ends.
    let begin = |bucket: usize| 1 + bucket * (last - 1) / buckets;
    let mut kept = vec![0];
    let mut from = curve[0];
    for bucket in 0..buckets {
        let next = match bucket + 1 < buckets {
            true => &curve[begin(bucket + 1)..begin(bucket + 2)],
            false => &curve[last..],
        };
        let mean = |of: fn(&(f64, f64)) -> f64| next.iter().map(of).sum::<f64>() / next.len() as f64;
        let to = (mean(|point| point.0), mean(|point| point.1));
        let area = |(x, y): (f64, f64)| ((from.0 - to.0) * (y - from.1) - (from.0 - x) * (to.1 - from.1)).abs();
        let span = begin(bucket)..begin(bucket + 1);
        let best = span.reduce(|best, i| if area(curve[i]) > area(curve[best]) { i } else { best });
        let best = best.unwrap_or(last);
        from = curve[best];
        kept.push(best);
    }
    kept.push(last);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(length: u32, loss: impl Fn(u32) -> f32) -> Vec<(u32, f32)> {
        (1..=length).map(|step| (step, loss(step))).collect()
    }

    #[test]
    fn short_curves_stay() {
        for length in [0, 1, 2, 60] {
            assert_eq!(thin(&curve(length, |s| s as f32), 60), (0..length as usize).collect::<Vec<_>>());
        }
    }

    #[test]
    fn ends_spikes_and_the_first_lost_loss_stay() {
        for length in [61, 62, 100, 1000, 40_000] {
            let spike = length / 3;
            let dip = length / 2;
            let points = curve(length, |step| match step {
                step if step == spike => 9.0,
                step if step == dip => 0.01,
                step if step > length - 5 => f32::NAN,
                step => 1.0 + (step % 7) as f32 * 0.1,
            });
            let kept = thin(&points, 60);
            assert!(kept.len() <= 60 && kept.len() >= 50, "{} of {length}", kept.len());
            assert!(kept.windows(2).all(|two| two[0] < two[1]));
            for step in [1, spike, dip, length - 5, length - 4] {
                assert!(kept.contains(&(step as usize - 1)), "step {step} of {length}");
            }
        }
    }

    #[test]
    fn the_shape_stays() {
        // A fall with a bend: between the points that are kept, straight lines stay close to the curve.
        let points = curve(2000, |step| 0.2 + 2.0 / (1.0 + step as f32 / 20.0));
        let kept = thin(&points, 60);
        for two in kept.windows(2) {
            let ((x0, y0), (x1, y1)) = (points[two[0]], points[two[1]]);
            for (x, y) in &points[two[0]..two[1]] {
                let line = y0 + (y1 - y0) * (x - x0) as f32 / (x1 - x0) as f32;
                assert!((line - y).abs() < 0.25, "step {x}: {line} for {y}");
            }
        }
    }

    #[test]
    fn nothing_but_lost_losses_is_one_point() {
        assert_eq!(thin(&curve(500, |_| f32::NAN), 60), [0]);
        assert!(thin(&curve(500, |_| 1.0), 60).len() <= 60);
    }
}

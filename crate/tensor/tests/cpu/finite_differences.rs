//! The reference's gradients against central differences of the reference itself.
//!
//! Along a direction u the loss changes by L(x + h u) - L(x - h u), and the gradient foretells sum(g (x⁺ - x⁻)). Both
//! are summed in f64, over the x that f32 really holds, so all that is left is the truncation of the differences and
//! the rounding of single outputs. The scale is the norm of the foretold terms: what such a sum of random signs comes to.

use crate::cases::{self, Case, Differences, Values};
use tensor::cpu::Kernels;
use tensor::random::{below, hash};

/// sum(y0 r) in f64.
fn loss(case: &Case, values: &Values) -> f64 {
    let results = case.run(values, Kernels::Reference).unwrap();
    results["y0"].iter().zip(&values["r"]).map(|(y, r)| f64::from(*y) * f64::from(*r)).sum()
}

/// How far gradient and differences are apart along one direction, in units of the scale.
fn off(case: &Case, values: &Values, input: &str, gradient: &[f32], direction: &[f32]) -> f64 {
    let shifted = |sign: f32| {
        let mut shifted = values.clone();
        shifted.insert(input.into(), values[input].iter().zip(direction).map(|(x, u)| x + sign * u).collect());
        shifted
    };
    let (plus, minus) = (shifted(1.0), shifted(-1.0));
    let terms: Vec<f64> = (0..gradient.len())
        .map(|i| f64::from(gradient[i]) * (f64::from(plus[input][i]) - f64::from(minus[input][i])))
        .collect();
    let scale = terms.iter().map(|t| t * t).sum::<f64>().sqrt();
    let change = loss(case, &plus) - loss(case, &minus);
    (change - terms.iter().sum::<f64>()).abs() / scale.max(1e-12)
}

fn check(case: &Case, differences: Differences, failures: &mut Vec<String>) {
    let mut fail = |off: f64, allowed: f64, what: String| {
        // Not `off > ..`: NaN must fail.
        let within = off < allowed;
        if !within {
            failures.push(format!("{}: {what}: off by {off:e} ({}: {allowed:e})", case.name, differences.why));
        }
    };
    let values = case.values(1).unwrap();
    let results = case.run(&values, Kernels::Reference).unwrap();
    for input in case.inputs.iter().filter(|i| i.wanted) {
        let gradient = &results[&format!("d.{}", input.name)];
        let len = gradient.len() as u32;
        assert!(gradient.iter().any(|g| *g != 0.0), "{}: no gradient of {}", case.name, input.name);
        for direction in 0..6 {
            let sign = |i: u32| if hash(direction, i) & 1 == 0 { differences.step } else { -differences.step };
            let u: Vec<f32> = (0..len).map(sign).collect();
            let off = off(case, &values, input.name, gradient, &u);
            fail(off, differences.tolerance, format!("d.{} along {direction}", input.name));
        }
        // Single elements, the ones with a gradient to speak of.
        let largest = gradient.iter().fold(0.0f32, |a, b| a.max(b.abs()));
        let chosen = (0..40).map(|i| below(99, i, len) as usize).filter(|i| gradient[*i].abs() > 0.2 * largest);
        for i in chosen.take(6) {
            let mut u = vec![0.0; len as usize];
            u[i] = differences.step;
            let off = off(case, &values, input.name, gradient, &u);
            // One term has the rounding of many outputs against it.
            fail(off, differences.tolerance * 10.0, format!("d.{}[{i}]", input.name));
        }
    }
}

/// The check has teeth: a gradient that is one per cent off does not pass, nor does one with a single element lost.
#[test]
fn a_wrong_gradient_is_noticed() {
    for case in [cases::elementwise::tanh(&[4, 9]), cases::normalisation::batch_norm([2, 4, 3, 5])] {
        let differences = case.differences.unwrap();
        let values = case.values(1).unwrap();
        let right = case.run(&values, Kernels::Reference).unwrap()["d.x"].clone();
        let u: Vec<f32> = right.iter().map(|g| g.signum() * differences.step).collect();
        let scaled: Vec<f32> = right.iter().map(|g| g * 1.01).collect();
        assert!(off(&case, &values, "x", &scaled, &u) > differences.tolerance, "{}", case.name);
        let mut lost = right.clone();
        lost[7] = 0.0;
        assert!(off(&case, &values, "x", &lost, &u) > differences.tolerance, "{}", case.name);
        assert!(off(&case, &values, "x", &right, &u) < differences.tolerance * 3.0, "{}", case.name);
    }
}

#[test]
fn gradients_agree_with_finite_differences() {
    let (mut checked, mut failures) = (0, vec![]);
    for case in cases::all() {
        if let Some(differences) = case.differences {
            check(&case, differences, &mut failures);
            checked += 1;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(checked > 30, "only {checked} cases have finite differences");
}

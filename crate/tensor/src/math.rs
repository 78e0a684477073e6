//! `exp` and `ln` of our own. The standard library's differ from platform to platform in the last bits; these use
//! only IEEE additions, multiplications and integer operations, so a run is bit-identical natively and in wasm.

/// e^x, with a relative error under 2e-7 between -87 and 88; 0 below, infinity above.
///
/// Range reduction x = n ln 2 + r with |r| <= ln 2 / 2, then the Taylor polynomial of degree 7, whose truncation error
/// there is under 3e-9.
pub fn exp(x: f32) -> f32 {
    if x.is_nan() {
        return x;
    }
    if x > 88.72 {
        return f32::INFINITY;
    }
    if x < -87.33 {
        return 0.0;
    }
    // ln 2 in two parts: the first has few bits, so n * LN2_HIGH is exact.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let n = (x * std::f32::consts::LOG2_E + 0.5).floor();
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    let p = 1.0 / 5040.0;
    let p = p * r + 1.0 / 720.0;
    let p = p * r + 1.0 / 120.0;
    let p = p * r + 1.0 / 24.0;
    let p = p * r + 1.0 / 6.0;
    let p = p * r + 0.5;
    let p = p * r * r + r + 1.0;
    // Two factors, so that neither leaves the range of normal numbers (n goes from -126 to 128).
    let half = (n as i32) / 2;
    p * power_of_two(half) * power_of_two(n as i32 - half)
}

fn power_of_two(n: i32) -> f32 {
    f32::from_bits(((n + 127) as u32) << 23)
}

/// Natural logarithm, with an error under 2e-7 relative (absolute near 1); -infinity at 0, NaN below.
///
/// x = m 2^e with m in [sqrt(1/2), sqrt 2); ln m = 2 artanh(s), s = (m - 1) / (m + 1), as its odd series to s^11.
pub fn ln(x: f32) -> f32 {
    if x.is_nan() || x < 0.0 {
        return f32::NAN;
    }
    if x == 0.0 {
        return f32::NEG_INFINITY;
    }
    if x.is_infinite() {
        return x;
    }
    // Subnormal numbers are scaled into the normal range first.
    let (x, shift) = if x < f32::MIN_POSITIVE { (x * 16_777_216.0, -24) } else { (x, 0) };
    let bits = x.to_bits();
    let mut e = (bits >> 23) as i32 - 127;
    let mut m = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    if m > std::f32::consts::SQRT_2 {
        m *= 0.5;
        e += 1;
    }
    let s = (m - 1.0) / (m + 1.0);
    let s2 = s * s;
    let p = 1.0 / 11.0;
    let p = p * s2 + 1.0 / 9.0;
    let p = p * s2 + 1.0 / 7.0;
    let p = p * s2 + 1.0 / 5.0;
    let p = p * s2 + 1.0 / 3.0;
    let ln_m = 2.0 * s + 2.0 * s * s2 * p;
    (e + shift) as f32 * std::f32::consts::LN_2 + ln_m
}

/// Logistic function 1 / (1 + e^-x).
pub fn sigmoid(x: f32) -> f32 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let e = exp(x);
        e / (1.0 + e)
    }
}

/// Hyperbolic tangent.
pub fn tanh(x: f32) -> f32 {
    // Near zero 1 - e^2x cancels, so its odd series is used there.
    if x.abs() < 0.1 {
        let x2 = x * x;
        return x * (1.0 + x2 * (-1.0 / 3.0 + x2 * (2.0 / 15.0 - x2 * (17.0 / 315.0))));
    }
    let e = exp(-2.0 * x.abs());
    let t = (1.0 - e) / (1.0 + e);
    if x < 0.0 {
        -t
    } else {
        t
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f32, want: f64, what: f64) {
        let scale = want.abs().max(1e-30);
        assert!((f64::from(got) - want).abs() / scale < 4e-7, "f({what}) = {got}, not {want}");
    }

    #[test]
    fn exp_and_ln_agree_with_double_precision() {
        for i in -8700..8800 {
            let x = i as f32 * 0.01;
            close(exp(x), f64::from(x).exp(), f64::from(x));
        }
        for i in 1..10_000 {
            let x = (i as f32) * 0.037;
            let want = f64::from(x).ln();
            assert!((f64::from(ln(x)) - want).abs() < 3e-7 * want.abs().max(1.0), "ln({x})");
        }
        close(ln(1e-40), f64::from(1e-40f32).ln(), 1e-40);
    }

    #[test]
    fn edges() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-1000.0), 0.0);
        assert_eq!(exp(1000.0), f32::INFINITY);
        assert!(exp(f32::NAN).is_nan());
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(0.0), f32::NEG_INFINITY);
        assert!(ln(-1.0).is_nan());
        for i in -400..400 {
            let x = i as f32 * 0.03;
            assert!((f64::from(tanh(x)) - f64::from(x).tanh()).abs() < 3e-7, "tanh({x})");
            assert!((f64::from(sigmoid(x)) - 1.0 / (1.0 + (-f64::from(x)).exp())).abs() < 3e-7, "sigmoid({x})");
        }
    }
}

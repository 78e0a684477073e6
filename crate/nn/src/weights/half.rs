//! IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits.

/// To half precision, to the nearest, ties to even; infinite from 65,520 on.
pub fn from_f32(x: f32) -> u16 {
    let bits = x.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    if magnitude > 0x7f80_0000 {
        return sign | 0x7e00;
    }
    // 65,536 and above.
    if magnitude >= 0x4780_0000 {
        return sign | 0x7c00;
    }
    // Below 2^-14: multiples of 2^-24. 1024 of them are the first normal number, and have its bits.
    if magnitude < 0x3880_0000 {
        let steps = (f32::from_bits(magnitude) * 16_777_216.0).round_ties_even();
        return sign | steps as u16;
    }
    // Rounds away 13 bits; a carry goes into the exponent, as it should.
    let odd = magnitude >> 13 & 1;
    sign | (((magnitude + 0xfff + odd) >> 13) - (112 << 10)) as u16
}

/// From half precision, exactly.
pub fn to_f32(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10 & 0x1f);
    let fraction = u32::from(half & 0x3ff);
    let magnitude = match exponent {
        0 => (fraction as f32 / 16_777_216.0).to_bits(),
        31 => 0x7f80_0000 | fraction << 13,
        _ => (exponent + 112) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives() {
        for half in 0..=u16::MAX {
            let x = to_f32(half);
            if x.is_nan() {
                assert!(to_f32(from_f32(x)).is_nan());
            } else {
                assert_eq!(from_f32(x), half, "{x}");
            }
        }
    }

    #[test]
    fn rounds_to_the_nearest() {
        for low in 0..0x7bffu16 {
            let (a, b) = (f64::from(to_f32(low)), f64::from(to_f32(low + 1)));
            let middle = ((a + b) / 2.0) as f32;
            let even = if low % 2 == 0 { low } else { low + 1 };
            assert_eq!(from_f32(middle), even, "tie at {middle}");
            assert_eq!(from_f32(f32::from_bits(middle.to_bits() - 1)), low);
            assert_eq!(from_f32(f32::from_bits(middle.to_bits() + 1)), low + 1);
            assert_eq!(from_f32(-middle), even | 0x8000);
        }
    }

    #[test]
    fn known_values() {
        assert_eq!(to_f32(0x3c00), 1.0);
        assert_eq!(to_f32(0xc000), -2.0);
        assert_eq!(to_f32(0x7bff), 65504.0);
        assert_eq!(to_f32(0x0001), 2.0f32.powi(-24));
        assert_eq!(from_f32(65519.0), 0x7bff);
        assert_eq!(from_f32(65520.0), 0x7c00);
        assert_eq!(from_f32(1e30), 0x7c00);
        assert_eq!(from_f32(f32::NEG_INFINITY), 0xfc00);
        assert_eq!(from_f32(1e-40), 0);
    }
}

//! Numbers with a fraction: settings as they are, losses as finely as a chart shows them.

use crate::byte::{Reader, Writer};
use crate::Refusal;

/// In the place of a decimal exponent: the 32 bits follow as they are.
const BITS: u32 = 7;
/// A decimal's digits are below this, so that it has at most four bytes.
const MOST_DIGITS: u32 = 1 << 25;

/// Writes a number so that every bit comes back. Short decimals, as people type them, take one to three bytes: the digits as
/// a whole number times 8, plus the number of digits behind the point.
pub fn write_exact(w: &mut Writer, value: f32) {
    let short = (0..BITS).find_map(|places| {
        let digits = (f64::from(value) * tens(places)).round();
        let fits = (0.0..f64::from(MOST_DIGITS)).contains(&digits);
        let digits = if fits { digits as u32 } else { return None };
        (decimal(digits, places).to_bits() == value.to_bits()).then_some(digits << 3 | places)
    });
    match short {
        Some(short) => w.number(short),
        None => {
            w.number(BITS);
            w.bytes(&value.to_le_bytes());
        }
    }
}

/// Reads what [`write_exact`] wrote.
///
/// # Errors
/// It is cut off, or not finite.
pub fn read_exact(r: &mut Reader) -> Result<f32, Refusal> {
    let short = r.number()?;
    let value = match short & 7 {
        BITS if short == BITS => f32::from_le_bytes(r.array()?),
        BITS => return Err(Refusal::Impossible),
        places => decimal(short >> 3, places),
    };
    match value.is_finite() {
        true => Ok(value),
        false => Err(Refusal::Impossible),
    }
}

/// One division of whole numbers, so the same on every machine.
fn decimal(digits: u32, places: u32) -> f32 {
    (f64::from(digits) / tens(places)) as f32
}

fn tens(places: u32) -> f64 {
    f64::from(10u32.pow(places))
}

/// Codes below this are no powers of two: 0 for a loss that is not finite, 1 for zero.
const FIRST: u32 = 2;
/// Bits of the fraction that are kept, of the 23 that there are: a step of 1/64 to 1/128, so 0.8 % off at most.
const FRACTION: u32 = 6;
/// The smallest loss that is told from zero is 2 to the power of this.
const LOW: i32 = -16;
/// Losses of 2 to the power of this and more are all the same.
const HIGH: i32 = 48;
/// The largest code.
pub const MOST_LOSS: u16 = (FIRST + (((HIGH - LOW) as u32) << FRACTION) - 1) as u16;

/// A loss on a scale whose steps are alike in proportion: the exponent and the first bits of the fraction of the number,
/// which is a logarithm in straight pieces and needs no function that machines round differently.
pub fn loss_code(loss: f32) -> u16 {
    if !loss.is_finite() {
        return 0;
    }
    // Zero and what is below it; minus zero would have another bit.
    if loss <= 0.0 {
        return 1;
    }
    let cut = 23 - FRACTION;
    let rounded = loss.to_bits().saturating_add(1 << (cut - 1)) >> cut;
    let lowest = ((127 + LOW) as u32) << FRACTION;
    match rounded.checked_sub(lowest) {
        Some(above) => (above + FIRST).min(u32::from(MOST_LOSS)) as u16,
        None => 1,
    }
}

/// The loss that a code stands for; infinite for 0.
pub fn loss_of(code: u16) -> f32 {
    match u32::from(code).checked_sub(FIRST) {
        Some(above) => f32::from_bits((above + (((127 + LOW) as u32) << FRACTION)) << (23 - FRACTION)),
        None if code == 0 => f32::INFINITY,
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(value: f32) -> (usize, Result<f32, Refusal>) {
        let mut w = Writer::default();
        write_exact(&mut w, value);
        (w.0.len(), read_exact(&mut Reader::new(&w.0)))
    }

    #[test]
    fn usual_settings_are_short_and_every_bit_comes_back() {
        for (value, most) in [(0.0, 1), (0.05, 1), (0.2, 1), (5e-4, 1), (1.0, 1), (0.003, 1), (0.125, 2), (12.5, 2)] {
            let (length, back) = exact(value);
            assert!(length <= most, "{value} took {length}");
            assert_eq!(back.unwrap().to_bits(), value.to_bits());
        }
        let mut bits = 1u32;
        for _ in 0..100_000 {
            bits = bits.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
            let value = f32::from_bits(bits);
            let (length, back) = exact(value);
            assert!(length <= 5);
            match value.is_finite() {
                true => assert_eq!(back.unwrap().to_bits(), bits),
                false => assert_eq!(back, Err(Refusal::Impossible)),
            }
        }
    }

    #[test]
    fn every_loss_code_is_its_own_and_losses_are_close() {
        assert!((0..=MOST_LOSS).all(|code| loss_code(loss_of(code)) == code));
        assert!((1..MOST_LOSS).all(|code| loss_of(code) < loss_of(code + 1)));
        for i in 0..10_000 {
            let loss = i as f32 * 0.000_37 + 2e-5;
            assert!((loss_of(loss_code(loss)) / loss - 1.0).abs() < 0.008, "{loss}");
        }
        assert_eq!([f32::NAN, f32::INFINITY, f32::NEG_INFINITY].map(loss_code), [0; 3]);
        assert_eq!([0.0, -0.0, -1.0, 1e-9].map(loss_code), [1; 4]);
        assert_eq!([f32::MAX, 1e20].map(loss_code), [MOST_LOSS; 2]);
    }
}

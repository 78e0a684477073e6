//! Resizing against a slow one in f64, and what anybody expects of it.

mod file;

use picture::{centre_square_resize, Picture};
use vision::sha256_hex;

/// Catmull and Rom's cubic in f64, one output pixel at a time, all four sums in one loop.
fn slow(picture: &Picture, side: u32) -> Vec<f64> {
    let square = picture.width.min(picture.height);
    let (left, top) = ((picture.width - square) / 2, (picture.height - square) / 2);
    let scale = f64::from(square) / f64::from(side);
    let stretch = scale.max(1.0);
    let weight = |out: u32, pixel: u32| {
        let x = ((f64::from(pixel) + 0.5 - (f64::from(out) + 0.5) * scale) / stretch).abs();
        match x {
            x if x < 1.0 => 1.5 * x.powi(3) - 2.5 * x.powi(2) + 1.0,
            x if x < 2.0 => -0.5 * x.powi(3) + 2.5 * x.powi(2) - 4.0 * x + 2.0,
            _ => 0.0,
        }
    };
    let mut out = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let (mut sums, mut total) = ([0f64; 3], 0.0);
            for j in 0..square {
                for i in 0..square {
                    let w = weight(x, i) * weight(y, j);
                    total += w;
                    let pixel = picture.pixel(left + i, top + j).unwrap();
                    for (sum, value) in sums.iter_mut().zip(pixel) {
                        *sum += w * f64::from(value);
                    }
                }
            }
            out.extend(sums.map(|sum| (sum / total).clamp(0.0, 255.0)));
        }
    }
    out
}

#[test]
fn agrees_with_the_slow_one() {
    for (width, height, side) in
        [(100, 100, 32), (61, 47, 32), (40, 95, 32), (33, 33, 32), (20, 9, 32), (7, 7, 3), (1, 1, 4)]
    {
        let picture = file::busy(width, height);
        let fast = centre_square_resize(&picture, side);
        assert_eq!((fast.width, fast.height), (side, side));
        for (at, (fast, slow)) in fast.rgb.iter().zip(slow(&picture, side)).enumerate() {
            // Half for the rounding, and a hair for the sums in f32.
            assert!((f64::from(*fast) - slow).abs() < 0.51, "{width} x {height} to {side} at {at}: {fast} {slow}");
        }
    }
}

#[test]
fn the_same_size_changes_nothing() {
    let picture = file::busy(32, 32);
    assert_eq!(centre_square_resize(&picture, 32), picture);
}

#[test]
fn the_middle_is_taken() {
    let stripe = |x: u32| if (34..66).contains(&x) { [10, 200, 30] } else { [255, 0, 255] };
    let wide = centre_square_resize(&Picture::from_fn(100, 32, |x, _| stripe(x)), 32);
    assert_eq!(wide, Picture::from_fn(32, 32, |_, _| [10, 200, 30]));
    let tall = centre_square_resize(&Picture::from_fn(32, 100, |_, y| stripe(y)), 32);
    assert_eq!(tall, wide);
}

#[test]
fn one_colour_stays_that_colour() {
    for (width, height) in [(1, 1), (1, 3000), (5, 7), (640, 480), (999, 1001)] {
        let picture = Picture::from_fn(width, height, |_, _| [0, 77, 255]);
        assert_eq!(centre_square_resize(&picture, 32), Picture::from_fn(32, 32, |_, _| [0, 77, 255]));
    }
}

#[test]
fn fine_stripes_become_grey_and_no_pattern() {
    // Taking every tenth pixel of these would give black, white, or broad stripes.
    let stripes = Picture::from_fn(320, 320, |x, _| [if x % 2 == 0 { 0 } else { 255 }; 3]);
    let small = centre_square_resize(&stripes, 32);
    assert!(small.rgb.iter().all(|value| (123..=132).contains(value)), "{:?}", &small.rgb[..96]);
    // At the sides the filter is cut and sees a stripe too many; nowhere else.
    let inner = |x: usize| small.rgb[x * 3];
    assert!((2..30).all(|x| (127..=128).contains(&inner(x))), "{:?}", &small.rgb[..96]);
}

#[test]
fn the_same_bits_everywhere() {
    // Additions and multiplications in a fixed order: a machine that differs here is not to be trusted.
    let small = centre_square_resize(&file::busy(211, 157), 32);
    assert_eq!(sha256_hex(&small.rgb), "a93343090408d44bef2707b802975fa5f22800a901cf10791cfa8d19165c03d5");
}

//! Making pictures smaller (or larger) without jagged edges.

use crate::picture::Picture;

/// How the pixels of one line mix: for each output pixel the first input pixel and the weights.
struct Mix {
    first: usize,
    weights: Vec<f32>,
}

/// The largest square in the middle of the picture, resized to `side` by `side` pixels.
///
/// The filter is Catmull and Rom's cubic, widened by the scale where the picture shrinks, so that
/// every input pixel counts; it works on the sRGB values, as the makers of small picture sets do.
/// Additions and multiplications only: the same bits on every machine. `side` = 0 counts as 1.
pub fn centre_square_resize(picture: &Picture, side: u32) -> Picture {
    let side = side.max(1) as usize;
    let (width, height) = (picture.width as usize, picture.height as usize);
    let square = width.min(height);
    let (left, top) = ((width - square) / 2, (height - square) / 2);
    let row = |y: usize| &picture.rgb[((top + y) * width + left) * 3..][..square * 3];
    if square == side {
        let rgb = (0..side).flat_map(|y| row(y).iter().copied()).collect();
        return Picture { width: side as u32, height: side as u32, rgb };
    }

    let mixes: Vec<Mix> = (0..side).map(|at| mix(at, square, side)).collect();
    // Along the rows first: [square, side, 3].
    let mut narrow = vec![0f32; square * side * 3];
    for (y, line) in narrow.chunks_exact_mut(side * 3).enumerate() {
        let input = row(y);
        for (mix, out) in mixes.iter().zip(line.chunks_exact_mut(3)) {
            for (weight, pixel) in mix.weights.iter().zip(input[mix.first * 3..].chunks_exact(3)) {
                for (out, value) in out.iter_mut().zip(pixel) {
                    *out += weight * f32::from(*value);
                }
            }
        }
    }
    // Then down the columns: [side, side, 3].
    let mut rgb = Vec::with_capacity(side * side * 3);
    let mut line = vec![0f32; side * 3];
    for mix in &mixes {
        line.fill(0.0);
        for (weight, input) in mix.weights.iter().zip(narrow[mix.first * side * 3..].chunks_exact(side * 3)) {
            for (out, value) in line.iter_mut().zip(input) {
                *out += weight * value;
            }
        }
        // The cubic overshoots a little at sharp edges.
        rgb.extend(line.iter().map(|value| (value + 0.5).clamp(0.0, 255.0) as u8));
    }
    Picture { width: side as u32, height: side as u32, rgb }
}

/// The weights of output pixel `at` when `input` pixels become `output`; they add up to 1.
fn mix(at: usize, input: usize, output: usize) -> Mix {
    let scale = input as f32 / output as f32;
    let stretch = scale.max(1.0);
    let centre = (at as f32 + 0.5) * scale;
    let first = (centre - 2.0 * stretch).max(0.0) as usize;
    let last = ((centre + 2.0 * stretch) as usize + 1).min(input);
    let first = first.min(last.saturating_sub(1));
    let mut weights: Vec<f32> =
        (first..last).map(|pixel| catmull_rom((pixel as f32 + 0.5 - centre) / stretch)).collect();
    let sum: f32 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= sum;
    }
    Mix { first, weights }
}

/// Catmull and Rom's cubic, the member B = 0, C = 1/2 of the family of Mitchell and Netravali (1988).
fn catmull_rom(x: f32) -> f32 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

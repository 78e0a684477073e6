//! Pixels for rasters: a ramp for answers of layers, smooth reading between pixels, and blocks.

use crate::scene::Raster;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// The page's sheet and ink (see `web/style/token.css`): answers run from the one to the other.
pub fn ends(dark: bool) -> [Rgb; 2] {
    match dark {
        false => [[0xFB, 0xFA, 0xF7], [0x1B, 0x1D, 0x22]],
        true => [[0x14, 0x16, 0x1A], [0xEC, 0xEA, 0xE4]],
    }
}

/// From `a` (share 0) to `b` (share 1).
pub fn mix(a: Rgb, b: Rgb, share: f32) -> Rgb {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|i| (f32::from(a[i]) + share * (f32::from(b[i]) - f32::from(a[i]))).round() as u8)
}

/// Values of one map, row by row, from the lowest of 0 and the map's minimum to its maximum. A map that is 0 everywhere
/// stays empty.
pub fn ramp(values: &[f32], width: usize, dark: bool) -> Raster {
    let low = values.iter().copied().fold(0.0, f32::min);
    let high = values.iter().copied().fold(0.0, f32::max);
    let [paper, ink] = ends(dark);
    let span = (high - low).max(f32::MIN_POSITIVE);
    let rgb = values.iter().flat_map(|v| mix(paper, ink, (v - low) / span)).collect();
    Raster { width: width as u16, height: (values.len() / width.max(1)) as u16, rgb, smooth: false }
}

/// Reads a grid of `height` × `width` values at a place between its cells: the grid is stretched over the unit square, and
/// cells have their value at their middle (bilinear). Beyond the outermost middles the edge goes on.
pub fn between(values: &[f32], [height, width]: [usize; 2], [y, x]: [f32; 2]) -> f32 {
    let place = |at: f32, size: usize| {
        let at = (at * size as f32 - 0.5).clamp(0.0, size as f32 - 1.0);
        let low = (at as usize).min(size.saturating_sub(2));
        (low, (low + 1).min(size - 1), at - low as f32)
    };
    let ((y0, y1, ty), (x0, x1, tx)) = (place(y, height), place(x, width));
    let row = |y: usize| values[y * width + x0] * (1.0 - tx) + values[y * width + x1] * tx;
    row(y0) * (1.0 - ty) + row(y1) * ty
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramp_goes_from_paper_to_ink_by_day_and_by_night() {
        for dark in [false, true] {
            let [paper, ink] = ends(dark);
            let raster = ramp(&[0.0, 2.0, 1.0, 0.0], 2, dark);
            assert_eq!((raster.width, raster.height), (2, 2));
            assert_eq!((&raster.rgb[..3], &raster.rgb[3..6]), (&paper[..], &ink[..]));
            assert_eq!(raster.rgb[6..9], mix(paper, ink, 0.5));
            assert_eq!(ramp(&[0.0; 4], 2, dark).rgb, [paper; 4].concat(), "nothing found, nothing shown");
        }
    }

    #[test]
    fn between_cells_values_pass_over_evenly() {
        let values = [0.0, 4.0, 8.0, 12.0];
        let at = |y, x| between(&values, [2, 2], [y, x]);
        assert_eq!([at(0.25, 0.25), at(0.25, 0.75), at(0.75, 0.25)], [0.0, 4.0, 8.0], "at the middles");
        assert_eq!([at(0.5, 0.5), at(0.25, 0.5)], [6.0, 2.0]);
        assert_eq!([at(0.0, 0.0), at(1.0, 1.0)], [0.0, 12.0], "the edge goes on");
        assert_eq!(between(&[3.0], [1, 1], [0.9, 0.1]), 3.0);
    }
}

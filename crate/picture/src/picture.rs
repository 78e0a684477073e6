//! A decoded picture.

/// A picture of 8-bit sRGB pixels, without transparency, the right way up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row; at least 1.
    pub width: u32,
    /// Rows; at least 1.
    pub height: u32,
    /// `height * width * 3` bytes: rows from the top, pixels from the left, red then green then blue.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// The picture whose pixel at column `x` and row `y` is `colour(x, y)`.
    pub fn from_fn(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 3]) -> Picture {
        let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
        for y in 0..height {
            for x in 0..width {
                rgb.extend_from_slice(&colour(x, y));
            }
        }
        Picture { width, height, rgb }
    }

    /// The colour at column `x` and row `y`, or `None` outside of the picture.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        self.rgb.get(at..at + 3).map(|p| [p[0], p[1], p[2]])
    }
}

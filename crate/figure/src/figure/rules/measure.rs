//! What a rule can measure in a picture. All of it in per cent of the largest value that a pixel can have.

use crate::message::Lang;

/// Pixels along a side.
const SIDE: usize = 32;
/// The middle: from this row and column on, up to `SIDE` less this.
const MARGIN: usize = 8;

/// Something that is measured, and the thresholds that make sense for it.
pub struct Measure {
    zh: &'static str,
    en: &'static str,
    /// How it is computed.
    zh_how: &'static str,
    en_how: &'static str,
    /// Lowest and highest threshold, step and start, in tenths of a per cent.
    pub low: i16,
    pub high: i16,
    pub step: i16,
    pub start: i16,
    /// The class that it votes for at first, above the threshold.
    pub dog: bool,
}

impl Measure {
    pub fn name(&self, lang: Lang) -> &'static str {
        lang.say(self.zh, self.en)
    }

    pub fn how(&self, lang: Lang) -> &'static str {
        lang.say(self.zh_how, self.en_how)
    }
}

pub const COUNT: usize = 5;

/// In the order of [`of`]. A threshold starts near the median of all pictures of the pack.
pub const ALL: [Measure; COUNT] = [
    Measure {
        zh: "亮度",
        en: "Brightness",
        zh_how: "所有像素的平均亮度",
        en_how: "mean of all pixels",
        low: 100,
        high: 900,
        step: 10,
        start: 460,
        dog: true,
    },
    Measure {
        zh: "偏红",
        en: "Redness",
        zh_how: "红减去蓝，取平均",
        en_how: "red minus blue, on average",
        low: -200,
        high: 400,
        step: 10,
        start: 70,
        dog: false,
    },
    Measure {
        zh: "偏绿",
        en: "Greenness",
        zh_how: "绿减去红和蓝的平均值，比如草地",
        en_how: "green minus the mean of red and blue: grass, say",
        low: -100,
        high: 120,
        step: 5,
        start: 0,
        dog: true,
    },
    Measure {
        zh: "边缘",
        en: "Edges",
        zh_how: "相邻像素的亮度平均差多少",
        en_how: "mean difference in brightness between neighbouring pixels",
        low: 20,
        high: 100,
        step: 2,
        start: 54,
        dog: true,
    },
    Measure {
        zh: "中间更亮",
        en: "Brighter middle",
        zh_how: "中间的亮度减去四周的亮度",
        en_how: "brightness of the middle minus that of the rim",
        low: -400,
        high: 400,
        step: 10,
        start: 20,
        dog: false,
    },
];

/// Measures a picture of 32 × 32 × 3 bytes; 0 where it is not one.
pub fn of(rgb: &[u8]) -> [f32; COUNT] {
    if rgb.len() != SIDE * SIDE * 3 {
        return [0.0; COUNT];
    }
    // Sums of whole numbers are exact, so every device counts the same hits. Grey is r + g + b.
    let grey: Vec<i32> = rgb.chunks_exact(3).map(|p| p.iter().map(|v| i32::from(*v)).sum()).collect();
    let (mut warm, mut green, mut all, mut middle, mut edges) = (0, 0, 0, 0, 0);
    for (i, pixel) in rgb.chunks_exact(3).enumerate() {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(i32::from);
        let (x, y) = (i % SIDE, i / SIDE);
        warm += r - b;
        green += 2 * g - r - b;
        all += grey[i];
        let inside = |at: usize| (MARGIN..SIDE - MARGIN).contains(&at);
        if inside(x) && inside(y) {
            middle += grey[i];
        }
        if x + 1 < SIDE {
            edges += (grey[i + 1] - grey[i]).abs();
        }
        if y + 1 < SIDE {
            edges += (grey[i + SIDE] - grey[i]).abs();
        }
    }
    let mean = |sum: i32, count: usize, full: f32| 100.0 * sum as f32 / (count as f32 * full);
    let inner = (SIDE - 2 * MARGIN) * (SIDE - 2 * MARGIN);
    [
        mean(all, SIDE * SIDE, 765.0),
        mean(warm, SIDE * SIDE, 255.0),
        mean(green, SIDE * SIDE, 510.0),
        mean(edges, 2 * SIDE * (SIDE - 1), 765.0),
        mean(middle, inner, 765.0) - mean(all - middle, SIDE * SIDE - inner, 765.0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(pixel: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
        (0..SIDE * SIDE).flat_map(|i| pixel(i % SIDE, i / SIDE)).collect()
    }

    fn close(found: [f32; COUNT], expected: [f32; COUNT]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-3), "{found:?}, expected {expected:?}");
    }

    #[test]
    fn measures_are_those_computed_by_hand() {
        close(of(&picture(|_, _| [255; 3])), [100.0, 0.0, 0.0, 0.0, 0.0]);
        // 51 is a fifth of 255, 153 three fifths.
        close(of(&picture(|_, _| [153, 51, 0])), [80.0 / 3.0, 60.0, -10.0, 0.0, 0.0]);
        close(of(&picture(|_, _| [0, 255, 0])), [100.0 / 3.0, 0.0, 100.0, 0.0, 0.0]);
        // Stripes one pixel wide: all neighbours beside each other differ, none above each other.
        close(of(&picture(|x, _| [if x % 2 == 0 { 255 } else { 0 }; 3])), [50.0, 0.0, 0.0, 50.0, 0.0]);
        let middle = |x: usize, y: usize| (8..24).contains(&x) && (8..24).contains(&y);
        let found = of(&picture(|x, y| [if middle(x, y) { 255 } else { 0 }; 3]));
        // A quarter of the area; 4 sides of 16 pairs of neighbours among 2 · 32 · 31.
        close(found, [25.0, 0.0, 0.0, 100.0 * 64.0 / 1984.0, 100.0]);
        close(of(&[0; 7]), [0.0; COUNT]);
    }
}

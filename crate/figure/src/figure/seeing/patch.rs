//! Parts of pictures that a channel answers to most strongly, cut out with a bit of what is around them; and the tiles of
//! pictures to choose from.

use crate::kit::format::number;
use crate::message::{Context, Lang, Looked, Picture, Want};
use crate::scene::{Part, Raster, Tile, Tone};

/// Side of a picture in pixels.
pub const SIDE: usize = 32;
/// Picture pixels around a patch.
const AROUND: usize = 4;
/// Side on the page, in CSS pixels. A cut has at most so many pixels; if it were shown smaller, its frame would lose lines.
const CUT: usize = 66;

/// A part of a picture: which one, x, y, width, height in its pixels, and the channel's answer to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    pub picture: u32,
    pub at: [usize; 4],
    pub value: f32,
}

/// The patches of an answer. Where the channel answered 0 there is nothing to see.
pub fn patches(looked: &Looked) -> Vec<Patch> {
    let patch = |row: &[f32]| Patch {
        picture: row[0] as u32,
        at: std::array::from_fn(|i| (row[1 + i].max(0.0) as usize).min(SIDE)),
        value: row[5],
    };
    looked.values.chunks_exact(6).map(patch).filter(|patch| patch.value > 0.0).collect()
}

/// The want for the strongest patches of a channel in the figure's pictures.
pub fn want(context: &Context, layer: &str, channel: usize, first: bool) -> Want {
    Want::Patches { layer: layer.into(), channel: channel as u32, pictures: count(context), first }
}

/// How many pictures a figure looks at.
pub fn count(context: &Context) -> u32 {
    context.setup("pictures", 60.0) as u32
}

/// CSS pixels of width that a figure's parts have, without its border; never so few that nothing can be drawn.
pub fn room(context: &Context) -> f32 {
    f32::from(context.width.clamp(300, 800)) - 34.0
}

/// The row of the strongest patches, or a note why there is none. `title` says what they are.
pub fn row(context: &Context, title: &str, want: &Want) -> Part {
    let lang = context.lang;
    let Some(looked) = context.looked(want) else {
        return Part::Note(lang.say("正在图片里寻找……", "Searching the pictures …").into());
    };
    let found = patches(looked);
    if found.is_empty() {
        let words = lang.say(
            "在这些图片里，它处处都是 0：什么也没找到。",
            "In these pictures it gives 0 everywhere: it found nothing.",
        );
        return Part::Note(words.into());
    }
    // Full rows: of four, or of three on a phone.
    let shown = if room(context) < 420.0 { 9 } else { 8 };
    let tile = |patch: &Patch| {
        let picture = context.pictures.iter().find(|picture| picture.index == patch.picture)?;
        let [x, y, ..] = patch.at;
        Some(Tile {
            id: 0,
            pixels: cut(&picture.rgb, patch.at),
            side: CUT as u16,
            label: match lang {
                Lang::Zh => format!("图片 {} 中 ({x}, {y}) 处的图块，得数 {}", patch.picture + 1, number(patch.value)),
                Lang::En => {
                    format!("patch of picture {} at ({x}, {y}), result {}", patch.picture + 1, number(patch.value))
                }
            },
            caption: number(patch.value),
            tone: Tone::Soft,
            pressed: false,
        })
    };
    Part::Tiles { label: title.into(), tiles: found.iter().filter_map(tile).take(shown).collect() }
}

/// Cuts a square around a part out of a picture, enlarges its pixels, and marks the part with a frame: black outside,
/// white inside, so that it is seen on every ground. A part that is nearly the whole picture gets none.
pub fn cut(rgb: &[u8], [x, y, width, height]: [usize; 4]) -> Raster {
    let side = (width.max(height) + 2 * AROUND).min(SIDE);
    let start = |at: usize, length: usize| (at + length / 2).saturating_sub(side / 2).min(SIDE - side);
    let (left, top) = (start(x, width), start(y, height));
    let zoom = CUT / side;
    let out = side * zoom;
    // Edges of the part in the enlarged cut.
    let edge = |at: usize, start: usize| at.saturating_sub(start).min(side) * zoom;
    let (x0, x1, y0, y1) = (edge(x, left), edge(x + width, left), edge(y, top), edge(y + height, top));
    let framed = (x1 - x0) * (y1 - y0) < out * out * 9 / 10;
    let mut pixels = Vec::with_capacity(3 * out * out);
    for v in 0..out {
        for u in 0..out {
            // How far the pixel is inside the part's border, from 0; negative outside.
            let inside =
                [u as i32 - x0 as i32, x1 as i32 - 1 - u as i32, v as i32 - y0 as i32, y1 as i32 - 1 - v as i32];
            let depth = inside.into_iter().min().unwrap_or(0);
            match depth {
                -1 if framed => pixels.extend([0; 3]),
                0 if framed => pixels.extend([255; 3]),
                _ => {
                    let at = 3 * ((top + v / zoom) * SIDE + left + u / zoom);
                    pixels.extend((at..at + 3).map(|at| rgb.get(at).copied().unwrap_or(0)));
                }
            }
        }
    }
    Raster { width: out as u16, height: out as u16, rgb: pixels, smooth: side > 16 }
}

/// Tiles of pictures to choose from; ids start at `id`, in the order of the pictures. `caption` gives what stands below
/// one, and how it is meant.
pub fn choose(
    context: &Context,
    (id, most): (u16, usize),
    chosen: usize,
    caption: impl Fn(&Picture) -> (String, Tone),
) -> Part {
    let lang = context.lang;
    let tile = |(place, picture): (usize, &Picture)| {
        let class = class(context, picture.label as usize);
        let (caption, tone) = caption(picture);
        Tile {
            id: id + place as u16,
            pixels: whole(picture),
            side: 48,
            label: match lang {
                Lang::Zh => format!("图片 {}，{class} {caption}", picture.index + 1),
                Lang::En => format!("picture {}, {class} {caption}", picture.index + 1),
            },
            caption,
            tone,
            pressed: place == chosen,
        }
    };
    Part::Tiles {
        label: lang.say("选一张图片", "Choose a picture").into(),
        tiles: context.pictures.iter().take(most).enumerate().map(tile).collect(),
    }
}

/// The whole picture.
pub fn whole(picture: &Picture) -> Raster {
    Raster { width: SIDE as u16, height: SIDE as u16, rgb: picture.rgb.clone(), smooth: true }
}

/// Name of a class.
pub fn class(context: &Context, label: usize) -> String {
    context.run.as_ref().and_then(|run| run.classes.get(label)).cloned().unwrap_or_else(|| format!("{}", label + 1))
}

/// What to do where there is nothing to look at; none where there is.
pub fn not_yet(context: &Context) -> Option<Part> {
    let lang = context.lang;
    let words = match &context.run {
        None => lang
            .say("还没有网络。等它准备好，或者先训练一次。", "No network yet. Wait until it is ready, or train once."),
        Some(run) if run.running => lang.say(
            "网络正在训练。等它训练完，再来看它的里面。",
            "It is training. When it has finished you can look inside.",
        ),
        Some(_) if context.pictures.is_empty() => lang.say("正在取图片……", "Fetching the pictures …"),
        Some(_) => return None,
    };
    Some(Part::Note(words.into()))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{answer, trained};
    use super::*;

    fn pixel(raster: &Raster, x: usize, y: usize) -> &[u8] {
        &raster.rgb[3 * (y * usize::from(raster.width) + x)..][..3]
    }

    /// Pixel (x, y) is (x, y, 0).
    fn numbered() -> Vec<u8> {
        (0..SIDE * SIDE).flat_map(|i| [(i % SIDE) as u8, (i / SIDE) as u8, 0]).collect()
    }

    #[test]
    fn a_cut_shows_the_part_in_a_frame_with_what_is_around() {
        // 3 and 2 · 4 around are 11 pixels, six times as large.
        let raster = cut(&numbered(), [10, 12, 3, 3]);
        assert_eq!((raster.width, raster.height, raster.rgb.len()), (66, 66, 66 * 66 * 3));
        assert_eq!(pixel(&raster, 0, 0), [6, 8, 0]);
        assert_eq!(pixel(&raster, 33, 33), [11, 13, 0], "the middle");
        // The part is pixels 24 to 41 of the cut.
        assert_eq!(pixel(&raster, 24, 30), [255; 3]);
        assert_eq!(pixel(&raster, 23, 30), [0; 3]);
        assert_eq!(pixel(&raster, 41, 30), [255; 3]);
        assert_eq!(pixel(&raster, 42, 30), [0; 3]);
        assert_eq!(pixel(&raster, 22, 30), [9, 13, 0]);
    }

    #[test]
    fn at_the_edge_the_cut_stays_within_the_picture_and_a_whole_picture_has_no_frame() {
        let corner = cut(&numbered(), [30, 0, 2, 2]);
        assert_eq!(corner.width, corner.height);
        assert_eq!(pixel(&corner, usize::from(corner.width) - 1, 0), [255; 3], "the frame");
        assert_eq!(pixel(&corner, 0, 0), [22, 0, 0]);
        let all = cut(&numbered(), [0, 0, 32, 32]);
        assert_eq!((all.width, pixel(&all, 0, 0)), (64, &[0, 0, 0][..]));
        assert_eq!(pixel(&all, 63, 63), [31, 31, 0]);
        assert!(cut(&[], [0, 0, 3, 3]).rgb.contains(&255), "a picture that is not there is black");
    }

    #[test]
    fn answers_of_zero_are_no_patches() {
        let context = trained();
        let want = want(&context, "stem.relu", 0, false);
        let mut looked = answer(&want).unwrap();
        let found = patches(&looked);
        assert_eq!(found.len(), 2, "the third value is 0");
        assert_eq!(found[0], Patch { picture: 2, at: [0, 0, 2, 2], value: 5.0 });
        looked.values.iter_mut().skip(5).step_by(6).for_each(|v| *v = 0.0);
        let context = Context { looks: vec![looked], ..context };
        assert!(matches!(row(&context, "", &want), Part::Note(_)));
    }
}

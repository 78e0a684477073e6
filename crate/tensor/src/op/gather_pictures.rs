//! A batch of pictures from pixels that stay on the device: picked, shifted, mirrored and normalised in one launch, so
//! that a step writes a few words a picture and no pixels.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::shape::Shape;

/// Words of a draw: picture index, and in bytes from the lowest: horizontal shift + [`SHIFT`], vertical shift + [`SHIFT`], 1 to
/// mirror left-right. As few as that, since they are all that a step on a GPU is sent of a picture, besides its label.
pub const DRAW_WORDS: usize = 2;

/// Largest shift in pixels.
pub const SHIFT: usize = 4;

/// y[n, r, q, c] = (pixel / 255 - mean[c]) / std[c] of picture draws[n].0 at row r + dy, column q' + dx, where q' is q,
/// or w - 1 - q when mirrored; 0 (the mean colour) where that lies outside the picture.
///
/// Inputs `pixels`: words `[pictures * h * w * 3 / 4]`, RGB bytes packed little-endian (h w 3 a multiple of 4);
/// `draws`: words `[n, 2]`. Output `[n, h, w, 3]`. A picture index past the end gives the last picture.
#[derive(Clone, Debug)]
pub struct GatherPictures {
    pub height: usize,
    pub width: usize,
    pub mean: [f32; 3],
    pub std: [f32; 3],
}

impl Op for GatherPictures {
    fn name(&self) -> &'static str {
        "gather_pictures"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        let bytes = self.height * self.width * 3;
        match inputs {
            [pixels, draws]
                if draws.channels() == DRAW_WORDS
                    && bytes > 0
                    && bytes.is_multiple_of(4)
                    && pixels.len() % (bytes / 4) == 0
                    && !pixels.is_empty() =>
            {
                Ok(vec![Shape::from([draws.len() / DRAW_WORDS, self.height, self.width, 3])])
            }
            _ => Err(misfit("gather_pictures", inputs, "whole pictures and two words a draw are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let (h, w) = (self.height, self.width);
        let bytes: &[u8] = bytemuck::cast_slice(args.inputs[0]);
        let draws: &[u32] = bytemuck::cast_slice(args.inputs[1]);
        let pictures = bytes.len() / (h * w * 3);
        for (y, draw) in args.outputs[0].chunks_exact_mut(h * w * 3).zip(draws.chunks_exact(DRAW_WORDS)) {
            let picture = (draw[0] as usize).min(pictures - 1);
            let pixels = &bytes[picture * h * w * 3..][..h * w * 3];
            let [right, down, mirror, _] = draw[1].to_le_bytes().map(usize::from);
            for row in 0..h {
                for column in 0..w {
                    let from = if mirror != 0 { w - 1 - column } else { column };
                    let r = (row + down).wrapping_sub(SHIFT);
                    let q = (from + right).wrapping_sub(SHIFT);
                    for c in 0..3 {
                        let at = (row * w + column) * 3 + c;
                        y[at] = if r < h && q < w {
                            (f32::from(pixels[(r * w + q) * 3 + c]) / 255.0 - self.mean[c]) / self.std[c]
                        } else {
                            0.0
                        };
                    }
                }
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let draws = shapes.inputs[1].len() / DRAW_WORDS;
        let words = self.height * self.width * 3 / 4;
        Ok(Kernel::new(self.name(), crate::shader!("gather_pictures"))
            .size("PICTURES", shapes.inputs[0].len() / words)
            .size("DRAWS", draws)
            .size("H", self.height)
            .size("W", self.width)
            .size("SHIFT", SHIFT)
            .number("MEAN_R", self.mean[0])
            .number("MEAN_G", self.mean[1])
            .number("MEAN_B", self.mean[2])
            .number("STD_R", self.std[0])
            .number("STD_G", self.std[1])
            .number("STD_B", self.std[2])
            .over(draws * self.height * self.width))
    }
}

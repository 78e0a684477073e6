//! Picture files that anybody may have made: PNG, JPEG and WebP to 8-bit RGB.
//!
//! Colour profiles are not applied and of an animation only the first picture counts.

use std::io::Cursor;

use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::error::{ImageError, LimitErrorKind};
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageFormat};

use crate::picture::Picture;

/// What a picture file may ask of the machine at most. Checked before its pixels are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub bytes: usize,
    /// Width and height.
    pub side: u32,
    /// Width times height.
    pub pixels: u64,
}

impl Default for Limits {
    /// The pictures of any telephone: 40 MiB, 16,384 pixels a side, 52 million pixels. Decoding takes at
    /// most some ten bytes a pixel, so half a gigabyte.
    fn default() -> Limits {
        Limits { bytes: 40 << 20, side: 16_384, pixels: 52_000_000 }
    }
}

/// Bytes that texts and colour profiles inside a PNG may unpack to.
const SIDE_DATA: u64 = 32 << 20;

/// Why a file gives no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// There is not a single byte.
    #[error("the file is empty")]
    Empty,
    /// The first bytes are of no kind of picture that is known here.
    #[error("the file is not a picture (PNG, JPEG and WebP are read)")]
    NotAPicture,
    /// A picture, but of a kind that is not read.
    #[error("{kind} pictures are not read here, only PNG, JPEG and WebP")]
    Unsupported {
        /// The name of the kind, such as HEIC.
        kind: &'static str,
    },
    /// The file has too many bytes.
    #[error("the file has {bytes} bytes, at most {limit} are read")]
    FileTooLarge {
        /// Size of the file.
        bytes: usize,
        /// Largest size.
        limit: usize,
    },
    /// The picture has too many pixels.
    #[error("the picture has {width} x {height} pixels, at most {} a side and {} in all are read", limit.side, limit.pixels)]
    TooLarge {
        /// Columns that the file announces.
        width: u32,
        /// Rows that the file announces.
        height: u32,
        /// What is allowed.
        limit: Limits,
    },
    /// The file begins like a picture and then breaks.
    #[error("the picture is damaged: {reason}")]
    Damaged {
        /// What the decoder found, in English.
        reason: String,
    },
}

/// Decodes a PNG, JPEG or WebP file, turns it the right way up (EXIF) and puts what is transparent on white.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > limits.bytes {
        return Err(PictureError::FileTooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    let input = Cursor::new(bytes);
    match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => {
            let (width, height) = png_size(bytes).ok_or_else(|| damaged("the header of the PNG is incomplete"))?;
            check_size(width, height, limits)?;
            // Also bounds what compressed texts and colour profiles unpack to.
            let mut bounds = image::Limits::no_limits();
            bounds.max_alloc = Some(SIDE_DATA);
            pixels(PngDecoder::with_limits(input, bounds).map_err(refusal)?, limits)
        }
        Ok(ImageFormat::Jpeg) => {
            let decoder = JpegDecoder::new(input).map_err(refusal)?;
            let (width, height) = decoder.dimensions();
            check_size(width, height, limits)?;
            // The decoder fills what is missing with grey. A student should hear of it instead.
            if !jpeg_has_end(bytes) {
                return Err(damaged("the JPEG is cut off"));
            }
            pixels(decoder, limits)
        }
        Ok(ImageFormat::WebP) => pixels(WebPDecoder::new(input).map_err(refusal)?, limits),
        Ok(ImageFormat::Gif) => Err(PictureError::Unsupported { kind: "GIF" }),
        Ok(ImageFormat::Tiff) => Err(PictureError::Unsupported { kind: "TIFF" }),
        Ok(ImageFormat::Bmp) => Err(PictureError::Unsupported { kind: "BMP" }),
        Ok(ImageFormat::Ico) => Err(PictureError::Unsupported { kind: "ICO" }),
        _ => Err(other_kind(bytes)),
    }
}

/// Names the kinds of pictures that `guess_format` does not know of; what a telephone takes may be HEIC.
fn other_kind(bytes: &[u8]) -> PictureError {
    let brand = if bytes.get(4..8) == Some(b"ftyp") { bytes.get(8..12) } else { None };
    match brand {
        Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1") => PictureError::Unsupported { kind: "HEIC" },
        Some(b"avif" | b"avis") => PictureError::Unsupported { kind: "AVIF" },
        _ => PictureError::NotAPicture,
    }
}

/// Decodes the pixels after a last look at the size.
fn pixels(mut decoder: impl ImageDecoder, limits: &Limits) -> Result<Picture, PictureError> {
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits)?;
    let colour = decoder.color_type();
    // What is wrong with the description of the picture does not make its pixels worse.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // At most 8 bytes for each of the pixels that the limits allow.
    let size = usize::try_from(decoder.total_bytes()).map_err(|_| too_large(width, height, limits))?;
    let mut data = vec![0; size];
    decoder.read_image(&mut data).map_err(refusal)?;
    let rgb = to_rgb(data, colour).ok_or_else(|| damaged("unknown colours"))?;
    Ok(orient(Picture { width, height, rgb }, orientation))
}

/// Refuses a size of nothing or of more than the limits.
fn check_size(width: u32, height: u32, limits: &Limits) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(damaged("the picture has no pixels"));
    }
    if width > limits.side || height > limits.side || u64::from(width) * u64::from(height) > limits.pixels {
        return Err(too_large(width, height, limits));
    }
    Ok(())
}

/// Width and height from the header, which is the first thing in every PNG.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}

/// Whether the JPEG goes on to its end marker. Walks over the segments, because a segment may hold a
/// whole little JPEG (a preview) with an end of its own; after the end anything may follow.
fn jpeg_has_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        // The next marker: 0xff and then neither stuffing (0), nor filling (0xff), nor a restart.
        let Some(found) = bytes.get(at..).and_then(|rest| {
            rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff | 0x01 | 0xd0..=0xd7))
        }) else {
            return false;
        };
        at += found + 2;
        if bytes[at - 1] == 0xd9 {
            return true;
        }
        // A segment says its length, which counts the two bytes of the length.
        match bytes.get(at..at + 2) {
            Some(length) => at += usize::from(u16::from_be_bytes([length[0], length[1]])),
            None => return false,
        }
    }
}

/// Any of the decoders' colours to 8-bit RGB, on white. `None` for colours that no decoder here makes.
fn to_rgb(data: Vec<u8>, colour: ColorType) -> Option<Vec<u8>> {
    let over_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    Some(match colour {
        ColorType::Rgb8 => data,
        ColorType::L8 => data.iter().flat_map(|l| [*l; 3]).collect(),
        ColorType::La8 => data.chunks_exact(2).flat_map(|p| [over_white(p[0], p[1]); 3]).collect(),
        ColorType::Rgba8 => {
            let mut rgb = Vec::with_capacity(data.len() / 4 * 3);
            for p in data.chunks_exact(4) {
                rgb.extend_from_slice(&[over_white(p[0], p[3]), over_white(p[1], p[3]), over_white(p[2], p[3])]);
            }
            rgb
        }
        ColorType::L16 => return to_rgb(eight_bits(&data), ColorType::L8),
        ColorType::La16 => return to_rgb(eight_bits(&data), ColorType::La8),
        ColorType::Rgb16 => return to_rgb(eight_bits(&data), ColorType::Rgb8),
        ColorType::Rgba16 => return to_rgb(eight_bits(&data), ColorType::Rgba8),
        _ => return None,
    })
}

/// 16-bit numbers of this machine's byte order to 8 bits, rounded: 65535 to 255.
fn eight_bits(data: &[u8]) -> Vec<u8> {
    data.chunks_exact(2).map(|p| ((u32::from(u16::from_ne_bytes([p[0], p[1]])) + 128) / 257) as u8).collect()
}

/// Turns and mirrors as the camera noted in EXIF.
fn orient(picture: Picture, orientation: Orientation) -> Picture {
    let (w, h) = (picture.width, picture.height);
    let (width, height) = match orientation {
        Orientation::NoTransforms => return picture,
        Orientation::Rotate90 | Orientation::Rotate270 => (h, w),
        Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => (h, w),
        Orientation::Rotate180 | Orientation::FlipHorizontal | Orientation::FlipVertical => (w, h),
    };
    Picture::from_fn(width, height, |x, y| {
        // Where the pixel comes from.
        let (x, y) = match orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (w - 1 - x, y),
            Orientation::Rotate180 => (w - 1 - x, h - 1 - y),
            Orientation::FlipVertical => (x, h - 1 - y),
            Orientation::Rotate90 => (y, h - 1 - x),
            Orientation::Rotate270 => (w - 1 - y, x),
            // Turned by a quarter, then mirrored left to right.
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (w - 1 - y, h - 1 - x),
        };
        picture.pixel(x, y).unwrap_or_default()
    })
}

fn damaged(reason: &str) -> PictureError {
    PictureError::Damaged { reason: reason.into() }
}

fn too_large(width: u32, height: u32, limits: &Limits) -> PictureError {
    PictureError::TooLarge { width, height, limit: *limits }
}

/// What a decoder says. Its words are only read by people, so they are kept short.
fn refusal(error: ImageError) -> PictureError {
    let reason = match &error {
        ImageError::Limits(limit) if limit.kind() == LimitErrorKind::InsufficientMemory => {
            "it would unpack to far more than its pixels".into()
        }
        _ => error.to_string().chars().take(200).collect(),
    };
    PictureError::Damaged { reason }
}

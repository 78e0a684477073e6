//! Good pictures come out right, bad ones are refused with a reason.

mod file;

use image::ExtendedColorType;
use picture::{decode, Limits, Picture, PictureError};

fn open(bytes: &[u8]) -> Result<Picture, PictureError> {
    decode(bytes, &Limits::default())
}

/// Largest difference of any colour of any pixel.
fn difference(a: &Picture, b: &Picture) -> u8 {
    assert_eq!((a.width, a.height), (b.width, b.height));
    a.rgb.iter().zip(&b.rgb).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

#[test]
fn png_and_webp_are_exact() {
    let picture = file::busy(37, 21);
    assert_eq!(open(&file::png(&picture)).unwrap(), picture);
    assert_eq!(open(&file::webp(&picture)).unwrap(), picture);
}

#[test]
fn jpeg_is_close() {
    let picture = Picture::from_fn(64, 48, |x, y| [(x * 4) as u8, (y * 5) as u8, 128]);
    // Quality 95 on a smooth picture.
    assert!(difference(&open(&file::jpeg(&picture)).unwrap(), &picture) <= 8);
}

#[test]
fn grey_becomes_equal_colours() {
    let grey = file::png_of(&[0, 90, 180, 255], 2, 2, ExtendedColorType::L8);
    assert_eq!(open(&grey).unwrap().rgb, [0, 0, 0, 90, 90, 90, 180, 180, 180, 255, 255, 255]);
}

#[test]
fn sixteen_bits_are_rounded_to_eight() {
    let numbers: [u16; 6] = [0, 128, 129, 257 * 100, 257 * 100 + 129, 65535];
    let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_ne_bytes()).collect();
    let rgb = open(&file::png_of(&bytes, 2, 1, ExtendedColorType::Rgb16)).unwrap().rgb;
    assert_eq!(rgb, [0, 0, 1, 100, 101, 255]);
    let grey = open(&file::png_of(&bytes, 6, 1, ExtendedColorType::L16)).unwrap().rgb;
    assert_eq!(grey.iter().copied().step_by(3).collect::<Vec<_>>(), [0, 0, 1, 100, 101, 255]);
}

#[test]
fn what_is_transparent_lies_on_white() {
    let rgba = [10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 200, 128];
    let rgb = open(&file::png_of(&rgba, 3, 1, ExtendedColorType::Rgba8)).unwrap().rgb;
    // 100 * 128 / 255 + 255 * 127 / 255 = 177.2 and so on.
    assert_eq!(rgb, [255, 255, 255, 10, 20, 30, 127, 177, 227]);
    let grey_alpha = open(&file::png_of(&[7, 0, 7, 255], 2, 1, ExtendedColorType::La8)).unwrap().rgb;
    assert_eq!(grey_alpha, [255, 255, 255, 7, 7, 7]);
    let deep: Vec<u8> = [65535u16, 0, 0, 32768].iter().flat_map(|n| n.to_ne_bytes()).collect();
    assert_eq!(open(&file::png_of(&deep, 1, 1, ExtendedColorType::Rgba16)).unwrap().rgb, [255, 127, 127]);
}

/// A PNG of four colours and two bits a pixel, one of the colours transparent.
fn palette_png() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 4, 1);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_palette(vec![1, 2, 3, 40, 50, 60, 200, 100, 0, 9, 9, 9]);
    encoder.set_trns(vec![255, 255, 255, 0]);
    encoder.write_header().unwrap().write_image_data(&[0b00_01_10_11]).unwrap();
    out
}

#[test]
fn palettes_are_looked_up() {
    assert_eq!(open(&palette_png()).unwrap().rgb, [1, 2, 3, 40, 50, 60, 200, 100, 0, 255, 255, 255]);
}

#[test]
fn one_bit_is_black_and_white() {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 3, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header().unwrap().write_image_data(&[0b1010_0000]).unwrap();
    assert_eq!(open(&out).unwrap().rgb, [255, 255, 255, 0, 0, 0, 255, 255, 255]);
}

#[test]
fn of_an_animation_the_first_picture_counts() {
    let (first, second) = (file::busy(6, 4), file::quarters(6, 4));
    let mut apng = Vec::new();
    let mut encoder = png::Encoder::new(&mut apng, 6, 4);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&first.rgb).unwrap();
    writer.write_image_data(&second.rgb).unwrap();
    writer.finish().unwrap();
    assert_eq!(open(&apng).unwrap(), first);
    assert_eq!(open(&file::webp_animation(&[first.clone(), second])).unwrap(), first);
}

#[test]
fn pictures_are_turned_upright() {
    // What each orientation stores of the upright picture: at (x, y) of the file lies which corner.
    let upright = file::quarters(32, 16);
    let (w, h) = (32, 16);
    let stored = |orientation: u8| match orientation {
        2 => Picture::from_fn(w, h, |x, y| upright.pixel(w - 1 - x, y).unwrap()),
        3 => Picture::from_fn(w, h, |x, y| upright.pixel(w - 1 - x, h - 1 - y).unwrap()),
        4 => Picture::from_fn(w, h, |x, y| upright.pixel(x, h - 1 - y).unwrap()),
        // From EXIF 2.3, 4.6.4: row 0 of the file is which side, column 0 is which side.
        5 => Picture::from_fn(h, w, |x, y| upright.pixel(y, x).unwrap()), // left, top
        6 => Picture::from_fn(h, w, |x, y| upright.pixel(w - 1 - y, x).unwrap()), // right, top
        7 => Picture::from_fn(h, w, |x, y| upright.pixel(w - 1 - y, h - 1 - x).unwrap()), // right, bottom
        8 => Picture::from_fn(h, w, |x, y| upright.pixel(y, h - 1 - x).unwrap()), // left, bottom
        _ => upright.clone(),
    };
    for orientation in 0..=9 {
        let picture = open(&file::jpeg_turned(&stored(orientation), orientation)).unwrap();
        assert!(difference(&picture, &upright) <= 12, "orientation {orientation}");
    }
}

#[test]
fn an_empty_file() {
    assert_eq!(open(&[]), Err(PictureError::Empty));
}

#[test]
fn what_is_no_picture() {
    assert_eq!(open(b"hello, I am a text"), Err(PictureError::NotAPicture));
    assert_eq!(open("这不是图片".as_bytes()), Err(PictureError::NotAPicture));
    assert_eq!(open(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(PictureError::NotAPicture));
    assert_eq!(open(&[0; 5000]), Err(PictureError::NotAPicture));
    assert_eq!(open(&[0xff]), Err(PictureError::NotAPicture));
}

#[test]
fn other_pictures_are_named() {
    let kind = |bytes: &[u8]| match open(bytes) {
        Err(PictureError::Unsupported { kind }) => kind,
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(b"GIF89a\x01\0\x01\0"), "GIF");
    assert_eq!(kind(b"BM\x46\0\0\0\0\0"), "BMP");
    assert_eq!(kind(b"II*\0\x08\0\0\0"), "TIFF");
    assert_eq!(kind(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic"), "HEIC");
    assert_eq!(kind(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1"), "AVIF");
}

#[test]
fn a_huge_header_is_refused_by_its_size() {
    let limit = Limits::default();
    let refused = |width, height| Err(PictureError::TooLarge { width, height, limit });
    assert_eq!(open(&file::png_header(20_000, 20_000)), refused(20_000, 20_000));
    assert_eq!(open(&file::png_header(16_000, 16_000)), refused(16_000, 16_000));
    assert_eq!(open(&file::png_header(u32::MAX, u32::MAX)), refused(u32::MAX, u32::MAX));
    let message = open(&file::png_header(20_000, 20_000)).unwrap_err().to_string();
    assert!(message.contains("20000 x 20000") && message.contains("16384"), "{message}");

    // The size in a JPEG stands in its frame header, after length and precision.
    let mut jpeg = file::jpeg(&file::quarters(16, 16));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(open(&jpeg), refused(65_535, 65_535));

    // In a lossless WebP in 2 x 14 bits, less one, after the signature byte of its chunk.
    let mut webp = file::webp(&file::quarters(16, 16));
    webp[21..25].copy_from_slice(&(0x3ffe_u32 | 0x3ffe << 14).to_le_bytes());
    assert_eq!(open(&webp), refused(16_383, 16_383));
}

#[test]
fn no_pixels_at_all() {
    assert!(matches!(open(&file::png_header(0, 7)), Err(PictureError::Damaged { .. })));
}

#[test]
fn a_file_of_too_many_bytes() {
    let png = file::png(&file::busy(20, 20));
    let limits = Limits { bytes: png.len() - 1, ..Limits::default() };
    assert_eq!(decode(&png, &limits), Err(PictureError::FileTooLarge { bytes: png.len(), limit: png.len() - 1 }));
}

#[test]
fn the_limits_are_the_last_that_is_allowed() {
    let png = file::png(&file::busy(30, 20));
    let limits = |side, pixels| Limits { side, pixels, ..Limits::default() };
    assert!(decode(&png, &limits(30, 600)).is_ok());
    assert!(matches!(decode(&png, &limits(29, 600)), Err(PictureError::TooLarge { width: 30, height: 20, .. })));
    assert!(matches!(decode(&png, &limits(30, 599)), Err(PictureError::TooLarge { .. })));
}

#[test]
fn cut_off_anywhere_is_damaged() {
    let picture = file::busy(40, 30);
    for (kind, bytes) in [("png", file::png(&picture)), ("jpeg", file::jpeg(&picture)), ("webp", file::webp(&picture))]
    {
        // Kind and size are in the first bytes; without them it is no picture at all. A PNG has
        // its last pixel 16 bytes before the end: the sum of its data and the end chunk.
        let whole = if kind == "png" { bytes.len() - 16 } else { bytes.len() };
        for length in (16..whole).step_by(7) {
            let result = open(&bytes[..length]);
            assert!(matches!(result, Err(PictureError::Damaged { .. })), "{kind} of {length} bytes: {result:?}");
        }
    }
}

#[test]
fn a_jpeg_may_hold_a_preview_and_a_tail() {
    let picture = file::quarters(48, 32);
    let preview = file::jpeg(&file::busy(8, 8));
    let plain = file::jpeg(&picture);
    let with_preview = [&plain[..2], &file::segment(0xe2, &preview), &plain[2..]].concat();
    assert_eq!(open(&with_preview).unwrap(), open(&plain).unwrap());
    // The end of the preview is not the end of the picture.
    let cut = &with_preview[..with_preview.len() - 40];
    assert!(matches!(open(cut), Err(PictureError::Damaged { .. })));
    // What follows the end (a film, say) does no harm.
    assert_eq!(open(&[&plain[..], &[0xff, 0, 1, 2, 3]].concat()).unwrap(), open(&plain).unwrap());
}

#[test]
fn changed_bytes_never_do_worse_than_an_error() {
    let picture = file::busy(24, 18);
    let files = [
        file::png(&picture),
        file::jpeg_turned(&picture, 6),
        file::webp(&picture),
        file::webp_animation(&[picture.clone(), file::quarters(24, 18)]),
        palette_png(),
    ];
    let limits = Limits { bytes: 1 << 20, side: 500, pixels: 100_000 };
    let mut random = vision::Random::new(3, vision::Stream::Shuffle, 0);
    let (mut opened, mut refused) = (0, 0);
    for round in 0..6000 {
        let mut bytes = files[round % files.len()].clone();
        // Mostly in the front, where the sizes and tables are.
        let reach = if round % 2 == 0 { bytes.len() as u32 } else { 64.min(bytes.len() as u32) };
        for _ in 0..1 + random.below(4) {
            let at = random.below(reach) as usize;
            bytes[at] = random.next_u32() as u8;
        }
        if random.below(4) == 0 {
            bytes.truncate(random.below(bytes.len() as u32) as usize);
        }
        match decode(&bytes, &limits) {
            Ok(picture) => {
                opened += 1;
                assert_eq!(picture.rgb.len(), picture.width as usize * picture.height as usize * 3);
                assert!(u64::from(picture.width) * u64::from(picture.height) <= limits.pixels);
            }
            Err(_) => refused += 1,
        }
    }
    // Both happen, or this test would show nothing.
    assert!(opened > 100 && refused > 1000, "{opened} opened, {refused} refused");
}

//! Picture files made for tests.
#![allow(dead_code)] // Each test program uses some of these.

use image::codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder};
use picture::Picture;

/// Red, green, blue and white quarters with a dark line at the top left: no two orientations look alike.
pub fn quarters(width: u32, height: u32) -> Picture {
    Picture::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => [230, 20, 30],
        (false, true) => [20, 200, 40],
        (true, false) => [30, 40, 220],
        (false, false) => [250, 250, 250],
    })
}

/// A picture with something in every pixel.
pub fn busy(width: u32, height: u32) -> Picture {
    Picture::from_fn(width, height, |x, y| {
        let h = (x.wrapping_mul(0x9e37_79b9) ^ y.wrapping_mul(0x85eb_ca6b)).wrapping_mul(0xc2b2_ae35);
        [(x * 7 % 256) as u8, (h >> 24) as u8, ((x + y) * 3 % 256) as u8]
    })
}

pub fn png(picture: &Picture) -> Vec<u8> {
    png_of(&picture.rgb, picture.width, picture.height, ExtendedColorType::Rgb8)
}

/// A PNG of any colour type; 16-bit numbers in this machine's byte order.
pub fn png_of(data: &[u8], width: u32, height: u32, colour: ExtendedColorType) -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new(&mut out).write_image(data, width, height, colour).unwrap();
    out
}

pub fn jpeg(picture: &Picture) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 95)
        .write_image(&picture.rgb, picture.width, picture.height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

/// A JPEG with an EXIF segment that says how the camera was held (1 to 8).
pub fn jpeg_turned(picture: &Picture, orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    // One entry: tag 0x0112, one number of 16 bits.
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    let plain = jpeg(picture);
    let mut out = plain[..2].to_vec();
    out.extend_from_slice(&segment(0xe1, &exif));
    out.extend_from_slice(&plain[2..]);
    out
}

/// A JPEG segment: marker, length, content.
pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![0xff, marker];
    out.extend_from_slice(&(content.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(content);
    out
}

/// Lossless WebP.
pub fn webp(picture: &Picture) -> Vec<u8> {
    let mut out = Vec::new();
    WebPEncoder::new_lossless(&mut out)
        .write_image(&picture.rgb, picture.width, picture.height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

/// A WebP animation of pictures of one size.
pub fn webp_animation(frames: &[Picture]) -> Vec<u8> {
    let three = |n: u32| n.to_le_bytes()[..3].to_vec();
    let riff_chunk = |name: &[u8; 4], content: &[u8]| {
        let mut out = name.to_vec();
        out.extend_from_slice(&(content.len() as u32).to_le_bytes());
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(2), 0);
        out
    };
    let size = [three(frames[0].width - 1), three(frames[0].height - 1)].concat();
    let mut body = b"WEBP".to_vec();
    // The flag of an animation, then the size of the canvas.
    body.extend(riff_chunk(b"VP8X", &[vec![0x02, 0, 0, 0], size.clone()].concat()));
    body.extend(riff_chunk(b"ANIM", &[0, 0, 0, 0, 0, 0]));
    for frame in frames {
        // Position, size, milliseconds, and the flag that says to replace what was there before.
        // A file is "RIFF", its length and "WEBP", then the one chunk that a frame holds.
        let picture = webp(frame)[12..].to_vec();
        let content = [three(0), three(0), size.clone(), three(100), vec![0b10], picture].concat();
        body.extend(riff_chunk(b"ANMF", &content));
    }
    riff_chunk(b"RIFF", &body)
}

/// A PNG that says it is this large and holds nothing.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes()[..], &[8, 2, 0, 0, 0]].concat();
    out.extend(png_chunk(b"IHDR", &header));
    out
}

/// A PNG chunk with its sum.
pub fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut out = (content.len() as u32).to_be_bytes().to_vec();
    out.extend_from_slice(name);
    out.extend_from_slice(content);
    let mut sum = u32::MAX;
    for byte in &out[4..] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    out.extend_from_slice(&(!sum).to_be_bytes());
    out
}

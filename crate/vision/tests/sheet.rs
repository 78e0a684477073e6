//! The reader of sheets against the `png` crate: same pixels from every filter, and no file that breaks it.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use png::{BitDepth, ColorType, Filter};
use vision::{decode_sheet, sha256_hex, Chunk, Manifest, PackError, Random, SheetError, Stream};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 32;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../public/dataset/cats-dogs")
}

fn manifest() -> Manifest {
    Manifest::parse(&fs::read_to_string(folder().join("manifest.json")).unwrap()).unwrap()
}

/// Opens `png` as a sheet of 20 pictures.
fn open(png: &[u8]) -> Result<Vec<u8>, PackError> {
    let chunk = Chunk {
        file: "made-up.png".into(),
        count: 20,
        bytes: png.len() as u32,
        sha256: sha256_hex(png),
        labels: "01".repeat(10),
    };
    decode_sheet(png, &chunk, &manifest())
}

/// 20 pictures, one after the other, as a sheet has them side by side.
fn pictures(rgb: &[u8]) -> Vec<u8> {
    let (line, row) = (32 * 3, WIDTH as usize * 3);
    (0..20).flat_map(|p| (0..32).flat_map(move |y| rgb[y * row + p * line..][..line].iter().copied())).collect()
}

/// Smooth here and noisy there, so that every filter meets all kinds of neighbours.
fn rgb() -> Vec<u8> {
    let mut random = Random::new(5, Stream::Shuffle, 0);
    (0..WIDTH * HEIGHT * 3).map(|at| if at / 3 % 64 < 32 { (at / 7) as u8 } else { random.next_u32() as u8 }).collect()
}

fn png(filter: Filter, colour: ColorType, depth: BitDepth, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_filter(filter);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    out
}

#[test]
fn every_filter_is_undone() {
    let rgb = rgb();
    for filter in [Filter::NoFilter, Filter::Sub, Filter::Up, Filter::Avg, Filter::Paeth, Filter::Adaptive] {
        let sheet = png(filter, ColorType::Rgb, BitDepth::Eight, &rgb);
        assert!(open(&sheet).unwrap() == pictures(&rgb), "{filter:?}");
    }
}

#[test]
fn the_committed_sheets_read_as_the_png_crate_reads_them() {
    let manifest = manifest();
    for chunk in manifest.splits.iter().flat_map(|split| &split.chunks) {
        let bytes = fs::read(folder().join(&chunk.file)).unwrap();
        let mut reader = png::Decoder::new(Cursor::new(&bytes)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut rgb).unwrap();
        let mut theirs = Vec::new();
        for picture in 0..chunk.count as usize {
            let (row, column) = (picture / 20, picture % 20);
            for y in 0..32 {
                theirs.extend_from_slice(&rgb[((row * 32 + y) * 20 + column) * 96..][..96]);
            }
        }
        assert!(decode_sheet(&bytes, chunk, &manifest).unwrap() == theirs, "{}", chunk.file);
    }
}

#[test]
fn other_pngs_are_refused() {
    let refusal = |png: &[u8]| match open(png).unwrap_err() {
        PackError::Picture { error, .. } => error,
        other => panic!("{other:?}"),
    };
    let grey = png(Filter::Sub, ColorType::Grayscale, BitDepth::Eight, &rgb()[..(WIDTH * HEIGHT) as usize]);
    assert_eq!(refusal(&grey), SheetError::Kind);
    let deep = png(Filter::Sub, ColorType::Rgb, BitDepth::Sixteen, &[rgb(), rgb()].concat());
    assert_eq!(refusal(&deep), SheetError::Kind);
    let good = png(Filter::Sub, ColorType::Rgb, BitDepth::Eight, &rgb());
    assert_eq!(refusal(&good[..good.len() - 20]), SheetError::Truncated);
    assert_eq!(refusal(&good[..20]), SheetError::Truncated);
    assert_eq!(refusal(b"GIF89a"), SheetError::NotPng);
    // More pixels than the header announces are not unpacked, fewer are missed.
    for height in [HEIGHT / 2, HEIGHT * 2] {
        let mut lying = Vec::new();
        let mut encoder = png::Encoder::new(&mut lying, WIDTH, height);
        encoder.set_color(ColorType::Rgb);
        let data = vec![7; (WIDTH * height * 3) as usize];
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
        lying[20..24].copy_from_slice(&HEIGHT.to_be_bytes());
        assert_eq!(refusal(&lying), SheetError::Pixels);
    }
}

#[test]
fn broken_files_are_errors_and_no_panic() {
    let good = png(Filter::Adaptive, ColorType::Rgb, BitDepth::Eight, &rgb());
    let mut random = Random::new(6, Stream::Shuffle, 0);
    let (mut opened, mut refused) = (0, 0);
    for round in 0..3000 {
        let mut bytes = good.clone();
        let reach = if round % 2 == 0 { bytes.len() as u32 } else { 64 };
        for _ in 0..1 + random.below(4) {
            bytes[random.below(reach) as usize] = random.next_u32() as u8;
        }
        if random.below(4) == 0 {
            bytes.truncate(random.below(bytes.len() as u32) as usize);
        }
        match open(&bytes) {
            Ok(pixels) => {
                assert_eq!(pixels.len(), 20 * 32 * 32 * 3);
                opened += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(opened > 0 && refused > 1000, "{opened} opened, {refused} refused");
}

//! Draws the icons of the installed site from `web/icon.svg`: `cargo xtask icons`.

use std::cell::RefCell;
use std::fs;
use std::io::{BufWriter, Cursor};
use std::path::Path;
use std::rc::Rc;

use serde_json::json;
use site::{browse, repository, Setup};

/// Draws an SVG on a canvas of so many pixels; gives its bytes as numbers, red, green, blue, alpha.
const DRAW: &str = r#"
    const [svg, side] = arguments;
    const image = new Image();
    image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, side, side);
    return [...context.getImageData(0, 0, side, side).data];
"#;

/// The drawing's own frame, with round corners, and a square that goes beyond what is shown of it.
const ROUND: &str = r#"viewBox="0 0 32 32"><rect width="32" height="32" rx="7""#;
const SQUARE: &str = r#"><rect x="-16" y="-16" width="64" height="64""#;

/// Part of the drawing that an icon shows: corner and side, in the drawing's units of 1/32. A platform cuts a *maskable* icon
/// to any shape that holds the circle of 80 % of its side (<https://www.w3.org/TR/appmanifest/#icon-masks>): the point of
/// the drawing that is farthest from the middle, 16.7 units, then lies inside. A phone's home screen cuts the corners alone.
const MASKABLE: (f32, f32) = (-5.0, 42.0);
const HOME_SCREEN: (f32, f32) = (-1.0, 34.0);

fn main() {
    let svg = fs::read_to_string(repository().join("web/icon.svg")).unwrap_or_else(|error| panic!("icon.svg: {error}"));
    assert!(svg.contains(ROUND), "web/icon.svg has another frame than this program knows");
    let square = |(corner, side): (f32, f32)| {
        svg.replace(ROUND, &format!("viewBox=\"{corner} {corner} {side} {side}\"{SQUARE}"))
    };
    let icons = [
        ("192.png", svg.clone(), 192_u32),
        ("512.png", svg.clone(), 512),
        ("maskable.png", square(MASKABLE), 512),
        ("180.png", square(HOME_SCREEN), 180),
    ];
    let drawn = Rc::new(RefCell::new(Vec::new()));
    let kept = drawn.clone();
    browse(Setup::default(), move |page| async move {
        page.open("").await;
        for (name, svg, side) in icons {
            let pixels = page.call(DRAW, vec![json!(svg), json!(side)]).await;
            let pixels = pixels.as_array().into_iter().flatten().filter_map(|byte| u8::try_from(byte.as_u64()?).ok());
            kept.borrow_mut().push((name, side, pixels.collect::<Vec<u8>>()));
        }
    });
    for (name, side, pixels) in drawn.take() {
        let path = repository().join("public/app").join(name);
        let bytes = write(&path, side, &pixels).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        println!("{bytes:>7} B  {}", path.display());
    }
}

fn write(path: &Path, side: u32, pixels: &[u8]) -> Result<usize, Box<dyn std::error::Error>> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = png::Encoder::new(BufWriter::new(&mut bytes), side, side);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    // Without alpha where nothing shows through: a home screen would put black behind it.
    let opaque = pixels.chunks_exact(4).all(|pixel| pixel[3] == 255);
    encoder.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
    let rgb: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(if opaque { &rgb } else { pixels })?;
    writer.finish()?;
    let bytes = bytes.into_inner();
    fs::write(path, &bytes)?;
    Ok(bytes.len())
}

//! Sheets: many little pictures on one PNG, which compresses and arrives better than many files.

use sha2::{Digest, Sha256};

use crate::pack::{Chunk, Manifest, PackError};
use crate::sheet_png;

/// Width and height in pixels of a sheet with `count` pictures.
pub fn sheet_size(count: u32, side: u32, columns: u32) -> (u32, u32) {
    (columns * side, count.div_ceil(columns.max(1)) * side)
}

/// The SHA-256 sum in lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Opens a chunk of a checked manifest: `count * 32 * 32 * 3` bytes, picture after picture.
///
/// Size and sum of the file are checked before anything is decoded. Errors name the chunk.
pub fn decode_sheet(bytes: &[u8], chunk: &Chunk, manifest: &Manifest) -> Result<Vec<u8>, PackError> {
    let name = || chunk.file.clone();
    if bytes.len() != chunk.bytes as usize {
        return Err(PackError::ChunkSize { chunk: name(), found: bytes.len(), expected: chunk.bytes });
    }
    let found = sha256_hex(bytes);
    if found != chunk.sha256 {
        return Err(PackError::Sha256 { chunk: name(), found, expected: chunk.sha256.clone() });
    }
    let expected = sheet_size(chunk.count, manifest.side, manifest.columns);
    let damaged = |error| PackError::Picture { chunk: name(), error };
    let found = sheet_png::size(bytes).map_err(damaged)?;
    if found != expected {
        return Err(PackError::SheetSize { chunk: name(), found, expected });
    }
    let rgb = sheet_png::pixels(bytes, found).map_err(damaged)?;
    let (side, columns) = (manifest.side as usize, manifest.columns as usize);
    let line = side * 3;
    let mut pictures = Vec::with_capacity(chunk.count as usize * side * line);
    for picture in 0..chunk.count as usize {
        let (row, column) = (picture / columns, picture % columns);
        for y in 0..side {
            let at = ((row * side + y) * columns + column) * line;
            pictures.extend_from_slice(&rgb[at..at + line]);
        }
    }
    Ok(pictures)
}

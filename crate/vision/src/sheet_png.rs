//! Reading the one kind of PNG that sheets are: 8-bit RGB, not interlaced.
//!
//! The general decoder of the `png` crate costs a visitor 35 KB more: a third of it is a table for checksums that
//! say nothing here, where a sheet's SHA-256 is known before it is opened. Inflating, the hard part, is `fdeflate`'s.

/// Why a sheet cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// The first bytes are not those of a PNG.
    #[error("not a PNG")]
    NotPng,
    /// A chunk of the PNG is missing or goes on after the end of the file.
    #[error("the PNG is cut off")]
    Truncated,
    /// A PNG, but not of 8-bit RGB without interlacing.
    #[error("a sheet is a PNG of 8-bit RGB, not interlaced")]
    Kind,
    /// The pixels do not unpack to what the header announces.
    #[error("the PNG's pixels are damaged")]
    Pixels,
}

const BYTES_PER_PIXEL: usize = 3;

/// Width and height of a sheet: its header alone.
pub fn size(png: &[u8]) -> Result<(u32, u32), SheetError> {
    let rest = png.strip_prefix(b"\x89PNG\r\n\x1a\n").ok_or(SheetError::NotPng)?;
    let (name, header, _) = chunk(rest)?;
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    // Depth 8, colour type RGB, and the only values there are of compression and filter; no interlacing.
    if name != b"IHDR" || header.len() != 13 || header[8..] != [8, 2, 0, 0, 0] {
        return Err(SheetError::Kind);
    }
    Ok((number(0), number(4)))
}

/// The pixels of a sheet whose [`size`] has been found right: `height * width * 3` bytes.
pub fn pixels(png: &[u8], (width, height): (u32, u32)) -> Result<Vec<u8>, SheetError> {
    let mut rest = png.get(8..).ok_or(SheetError::NotPng)?;
    let mut packed = Vec::with_capacity(png.len());
    loop {
        let (name, content, next) = chunk(rest)?;
        match name {
            b"IDAT" => packed.extend_from_slice(content),
            b"IEND" => break,
            _ => {}
        }
        rest = next;
    }
    let row = width as usize * BYTES_PER_PIXEL;
    // Before every row stands the number of its filter.
    let size = (row + 1) * height as usize;
    let filtered = fdeflate::decompress_to_vec_bounded(&packed, size).map_err(|_| SheetError::Pixels)?;
    if filtered.len() != size {
        return Err(SheetError::Pixels);
    }
    let mut out = vec![0; row * height as usize];
    let mut above = vec![0; row];
    for (from, to) in filtered.chunks_exact(row + 1).zip(out.chunks_exact_mut(row)) {
        unfilter(from[0], &from[1..], &above, to)?;
        above.copy_from_slice(to);
    }
    Ok(out)
}

/// A chunk's name, its content, and what follows its checksum.
type Chunk<'a> = (&'a [u8], &'a [u8], &'a [u8]);

/// The first chunk of `bytes`.
fn chunk(bytes: &[u8]) -> Result<Chunk<'_>, SheetError> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or(SheetError::Truncated)?;
    let (name, rest) = rest.split_at_checked(4).ok_or(SheetError::Truncated)?;
    let (content, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(SheetError::Truncated)?;
    let (_, rest) = rest.split_at_checked(4).ok_or(SheetError::Truncated)?;
    Ok((name, content, rest))
}

/// Undoes a row's filter: every byte was stored as its difference from a guess. PNG specification, section 9.
fn unfilter(filter: u8, from: &[u8], above: &[u8], to: &mut [u8]) -> Result<(), SheetError> {
    for at in 0..from.len() {
        let before = at.checked_sub(BYTES_PER_PIXEL);
        let (left, corner) = before.map_or((0, 0), |before| (to[before], above[before]));
        let guess = match filter {
            0 => 0,
            1 => left,
            2 => above[at],
            3 => ((u16::from(left) + u16::from(above[at])) / 2) as u8,
            4 => paeth(left, above[at], corner),
            _ => return Err(SheetError::Pixels),
        };
        to[at] = from[at].wrapping_add(guess);
    }
    Ok(())
}

/// Of left, above and corner the one nearest to `left + above - corner`; the earlier one where two are as near.
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(above), i16::from(corner));
    let guess = a + b - c;
    let (da, db, dc) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        above
    } else {
        corner
    }
}

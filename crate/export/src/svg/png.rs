//! Writing small PNG pictures, stored without compression: photographs of 32 × 32 pixels hardly get smaller.
//! PNG (third edition) at <https://www.w3.org/TR/png-3/>, zlib in RFC 1950, stored blocks in RFC 1951, 3.2.4.

/// A picture of red, green and blue bytes as a PNG; `rgb` holds `width * height * 3` of them.
pub fn png(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(rgb.len() + height as usize);
    for line in rgb.chunks_exact((width * 3).max(1) as usize) {
        // No filter.
        lines.push(0);
        lines.extend_from_slice(line);
    }
    let mut head = Vec::from(width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    // Eight bits, red green blue, the only compression and filter method, not interlaced.
    head.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut out = Vec::from(*b"\x89PNG\r\n\x1a\n");
    chunk(&mut out, b"IHDR", &head);
    chunk(&mut out, b"IDAT", &stored(&lines));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let from = out.len();
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    let sum = crc32(&out[from..]);
    out.extend_from_slice(&sum.to_be_bytes());
}

/// A zlib stream of stored blocks.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let length = block.len() as u16;
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1u32, 0u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend_from_slice(&(b << 16 | a).to_be_bytes());
    out
}

/// Bit by bit: a table would be longer than what is summed.
fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

/// For `data:` addresses (RFC 4648).
pub fn base64(data: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(data.len().div_ceil(3) * 4);
    for three in data.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_letters() {
        // Check values: "123456789" for CRC-32, "Wikipedia" for Adler-32, RFC 4648 section 10 for the letters.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(stored(b"Wikipedia")[16..], 0x11e6_0398u32.to_be_bytes());
        for (plain, letters) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), letters);
        }
    }

    #[test]
    fn another_reader_sees_the_same_pixels() {
        for (width, height) in [(1, 1), (32, 32), (300, 100)] {
            let rgb: Vec<u8> = (0..width * height * 3).map(|i| (i * 7 % 251) as u8).collect();
            let file = png(width, height, &rgb);
            let mut reader = ::png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
            let mut read = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut read).unwrap();
            assert_eq!(read, rgb);
        }
    }
}

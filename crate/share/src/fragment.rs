//! A fragment: `s`, the version of what it holds in decimal, a dot, and the bytes in base64url (RFC 4648, section 5, without
//! padding). The last four bytes are the CRC-32 of everything in front of them, `s` and version included, so that nothing
//! is read of a link that a chat has cut off or changed.

use crate::Refusal;

/// Longest fragment that is read, in bytes.
pub const MOST_TEXT: usize = 32 << 10;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Characters of a fragment with a body of so many bytes, in a version of one digit.
pub fn length(body: usize) -> usize {
    3 + ((body + 4) * 4).div_ceil(3)
}

/// The most bytes of a body whose fragment has at most so many characters; the other way round of [`length`].
pub fn most_body(characters: usize) -> usize {
    (characters.saturating_sub(3) * 3 / 4).saturating_sub(4)
}

/// The fragment with this body.
pub fn write(version: u32, body: &[u8]) -> String {
    let mut text = format!("s{version}.");
    let sum = crc32(text.bytes().chain(body.iter().copied())).to_le_bytes();
    let bytes = [body, &sum].concat();
    text.reserve(length(body.len()));
    for three in bytes.chunks(3) {
        let word = three.iter().enumerate().fold(0, |word, (i, byte)| word | u32::from(*byte) << (16 - 8 * i));
        for i in 0..=three.len() {
            text.push(char::from(ALPHABET[(word >> (18 - 6 * i)) as usize & 63]));
        }
    }
    text
}

/// The version that a fragment says it has. Looks at nothing behind the dot.
///
/// # Errors
/// [`Refusal::NotOurs`]; [`Refusal::Newer`] where it is above `newest`.
pub fn version(fragment: &str, newest: u32) -> Result<u32, Refusal> {
    let digits = fragment.strip_prefix('s').and_then(|rest| rest.split_once('.')).ok_or(Refusal::NotOurs)?.0;
    if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::NotOurs);
    }
    // More digits than a number has are still a higher version.
    match digits.parse() {
        Ok(version) if version <= newest => Ok(version),
        _ => Err(Refusal::Newer),
    }
}

/// The body of a fragment that [`version`] has been read of.
///
/// # Errors
/// [`Refusal::TooLong`]; [`Refusal::Damaged`] where the bytes are not those that were written.
pub fn body(fragment: &str) -> Result<Vec<u8>, Refusal> {
    if fragment.len() > MOST_TEXT {
        return Err(Refusal::TooLong);
    }
    let (head, text) = fragment.split_once('.').ok_or(Refusal::Damaged)?;
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.as_bytes().chunks(4) {
        let mut word = 0;
        for byte in four {
            word = word << 6 | value(*byte).ok_or(Refusal::Damaged)?;
        }
        // Of two or three characters, the last bits belong to no byte; written, they are zeros.
        let bits = 6 * four.len();
        let spare = bits % 8;
        if spare == 6 || word & ((1 << spare) - 1) != 0 {
            return Err(Refusal::Damaged);
        }
        let word = word >> spare;
        bytes.extend((0..bits / 8).rev().map(|i| (word >> (8 * i)) as u8));
    }
    let (rest, sum) = bytes.split_last_chunk::<4>().ok_or(Refusal::Damaged)?;
    let front = head.bytes().chain([b'.']);
    if crc32(front.chain(rest.iter().copied())) != u32::from_le_bytes(*sum) {
        return Err(Refusal::Damaged);
    }
    bytes.truncate(bytes.len() - 4);
    Ok(bytes)
}

fn value(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(value.into())
}

/// CRC-32 as in gzip (RFC 1952, section 8), a bit at a time: links are short, and a table would be 1 KB.
fn crc32(bytes: impl Iterator<Item = u8>) -> u32 {
    let sum = bytes.fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| sum >> 1 ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_known_one() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(crc32(b"123456789".iter().copied()), 0xcbf4_3926);
    }

    #[test]
    fn bodies_of_all_lengths_come_back() {
        for length in 0..70 {
            let bytes: Vec<u8> = (0..length).map(|i| (i * 37 + length) as u8).collect();
            let text = write(1, &bytes);
            assert_eq!(text.len(), super::length(bytes.len()));
            assert_eq!(version(&text, 1), Ok(1));
            assert_eq!(body(&text), Ok(bytes));
            let most = most_body(text.len());
            assert!(super::length(most) <= text.len() && super::length(most + 1) > text.len());
        }
        assert_eq!(most_body(0), 0);
    }

    #[test]
    fn letters_are_those_of_base64url() {
        // RFC 4648, section 10, in the alphabet of section 5; the sum's letters are behind.
        for (bytes, letters) in [("foobar", "Zm9vYmFy"), ("foo", "Zm9v")] {
            let text = write(1, bytes.as_bytes());
            assert_eq!(&text[..3 + letters.len()], format!("s1.{letters}"));
        }
        assert_eq!(&write(1, &[0xfb, 0xff, 0xbf])[..7], "s1.-_-_");
    }

    #[test]
    fn what_is_not_ours_and_what_is_newer_is_told_apart() {
        for text in
            ["", "s", "s.", "s1", "settings", "1.AAAA", "S1.AAAA", "s01.AAAA", "s0.AA", "s-1.A", "s1a.AA", "s１.A"]
        {
            assert_eq!(version(text, 1), Err(Refusal::NotOurs), "{text}");
        }
        for text in ["s2.", "s3.<script>", "s4294967296.A", &format!("s{}.", "9".repeat(1000))] {
            assert_eq!(version(text, 1), Err(Refusal::Newer), "{text}");
        }
        assert_eq!(version("s1.", 1), Ok(1));
    }

    #[test]
    fn letters_that_were_not_written_are_refused() {
        let text = write(1, b"1");
        for other in [format!("{text}="), format!("{text}."), format!("{text} "), format!("{text}A"), "s1.".into()] {
            assert_eq!(body(&other), Err(Refusal::Damaged), "{other}");
        }
        // Bits behind the last byte.
        let spare = write(1, b"12");
        let last = spare.chars().last().unwrap();
        let next = ALPHABET[ALPHABET.iter().position(|c| char::from(*c) == last).unwrap() + 1];
        assert_eq!(spare.len() % 4, 3, "as many letters as leave spare bits");
        assert_eq!(body(&format!("{}{}", &spare[..spare.len() - 1], char::from(next))), Err(Refusal::Damaged));
        let long = write(1, &vec![7; MOST_TEXT]);
        assert_eq!(body(&long), Err(Refusal::TooLong));
    }
}

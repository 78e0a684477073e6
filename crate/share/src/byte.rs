//! Bytes as links are made of: numbers of 7 bits a byte, smallest first (LEB128). All versions of the format rest on this,
//! so it never changes.

use crate::Refusal;

/// Puts values one behind the other.
#[derive(Debug, Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// A number in one to five bytes.
    pub fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    /// A number of either sign; small ones are short (zigzag).
    pub fn signed(&mut self, number: i32) {
        self.number(((number << 1) ^ (number >> 31)) as u32);
    }
}

/// Takes values from the front. Nothing is allocated for a length before so much is there.
#[derive(Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader(bytes)
    }

    /// The next byte.
    ///
    /// # Errors
    /// Nothing is left.
    pub fn byte(&mut self) -> Result<u8, Refusal> {
        let (first, rest) = self.0.split_first().ok_or(Refusal::Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    /// The next bytes.
    ///
    /// # Errors
    /// Fewer are left.
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], Refusal> {
        let (first, rest) = self.0.split_at_checked(length).ok_or(Refusal::Damaged)?;
        self.0 = rest;
        Ok(first)
    }

    /// As many bytes as the array has.
    ///
    /// # Errors
    /// Fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        self.bytes(N)?.try_into().map_err(|_| Refusal::Damaged)
    }

    /// A number as [`Writer::number`] puts it, in no more bytes than it needs.
    ///
    /// # Errors
    /// It is cut off, longer than needed, or over 32 bits.
    pub fn number(&mut self) -> Result<u32, Refusal> {
        let mut number = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            let bits = u32::from(byte & 0x7f);
            if bits > u32::MAX >> shift || (byte == 0 && shift > 0) {
                return Err(Refusal::Damaged);
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Refusal::Damaged)
    }

    /// A number of at most `most`.
    ///
    /// # Errors
    /// See [`Reader::number`]; it is larger.
    pub fn at_most(&mut self, most: u32) -> Result<u32, Refusal> {
        let number = self.number()?;
        if number > most {
            return Err(Refusal::Impossible);
        }
        Ok(number)
    }

    /// A number as [`Writer::signed`] puts it.
    ///
    /// # Errors
    /// See [`Reader::number`].
    pub fn signed(&mut self) -> Result<i32, Refusal> {
        let number = self.number()?;
        Ok((number >> 1) as i32 ^ -((number & 1) as i32))
    }

    /// That nothing is left.
    ///
    /// # Errors
    /// Something is.
    pub fn end(&self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Damaged)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u32::MAX / 2, u32::MAX] {
            let mut writer = Writer::default();
            writer.number(number);
            writer.signed(number as i32);
            let mut reader = Reader::new(&writer.0);
            assert_eq!(reader.number(), Ok(number));
            assert_eq!(reader.signed(), Ok(number as i32));
            assert_eq!(reader.end(), Ok(()));
            assert_eq!(Reader::new(&writer.0).end(), Err(Refusal::Damaged));
        }
    }

    #[test]
    fn a_number_has_one_spelling() {
        for bytes in [&[][..], &[0x80], &[0x80, 0], &[0xff; 5], &[0xff, 0xff, 0xff, 0xff, 0x1f], &[0xff; 9]] {
            assert_eq!(Reader::new(bytes).number(), Err(Refusal::Damaged), "{bytes:?}");
        }
        assert_eq!(Reader::new(&[9]).at_most(8), Err(Refusal::Impossible));
        assert_eq!(Reader::new(&[9]).bytes(usize::MAX), Err(Refusal::Damaged));
    }
}

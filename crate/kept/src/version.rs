//! Versions written as digits, in front of files and of progress in lessons.

/// Whether these digits are a version after `newest`; what is no number as it is written is none.
pub(crate) fn is_after(digits: &[u8], newest: &str) -> bool {
    let number = digits.iter().all(u8::is_ascii_digit) && !digits.starts_with(b"0");
    // Of two numbers the one with more digits is larger.
    number && (digits.len(), digits) > (newest.len(), newest.as_bytes())
}

//! The little that the build has to know of wasm's binary format: sections, numbers and texts.

/// Numbers of sections.
pub const CUSTOM: u8 = 0;
pub const IMPORTS: u8 = 2;
pub const EXPORTS: u8 = 7;
pub const CODE: u8 = 10;

/// What stands before the first section.
pub const HEAD: usize = 8;

/// The sections of a module, by number, in their order; none where it is cut off.
pub fn sections(wasm: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut sections = Vec::new();
    let mut at = HEAD;
    while at < wasm.len() {
        let (size, start) = number(wasm, at + 1)?;
        let end = start.checked_add(size)?;
        sections.push((wasm[at], wasm.get(start..end)?));
        at = end;
    }
    Some(sections)
}

pub fn push_section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    push_number(out, content.len());
    out.extend_from_slice(content);
}

/// An unsigned LEB128 number at `at`, and where it ends.
pub fn number(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let (mut value, mut shift) = (0usize, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some((value, at));
        }
        shift += 7;
    }
}

pub fn push_number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub fn text(bytes: &[u8], at: usize) -> Option<(&str, usize)> {
    let (length, start) = number(bytes, at)?;
    let end = start.checked_add(length)?;
    Some((std::str::from_utf8(bytes.get(start..end)?).ok()?, end))
}

pub fn push_text(out: &mut Vec<u8>, text: &str) {
    push_number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

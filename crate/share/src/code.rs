//! QR codes.
//!
//! By the crate `qrcodegen` of Project Nayuki: MIT, one file of 1300 lines, no dependencies, no unsafe code, complete for years
//! and kept together with its siblings in other languages. `qrcode` (MIT or Apache-2.0) and `fast_qr` (MIT) are good too and
//! several times as much code, for they also draw pictures or bring tables to be faster.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use crate::Sheet;

/// The largest code: 117 modules a side, 125 with the quiet zone. On a dialog of a phone, 375 points wide, a module is then
/// three points large, which cameras still tell apart at arm's length; finer ones fail on projectors.
const LARGEST: u8 = 25;
/// The most bytes that it holds with low error correction (ISO/IEC 18004, table 7).
pub const MOST_BYTES: usize = 1273;

/// A text as a QR code, the smallest that holds it. Low error correction, for nothing rubs off a screen and larger modules
/// help more; where a code of that size has room for more correction it has it. Base64url has small letters, so bytes.
/// None where the text is too long.
pub fn draw(text: &str) -> Option<Sheet> {
    let segments = [QrSegment::make_bytes(text.as_bytes())];
    let code =
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, Version::MIN, Version::new(LARGEST), None, true)
            .ok()?;
    let side = code.size();
    let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).map(|(x, y)| code.get_module(x, y)).collect();
    Some(Sheet { size: side as u32, dark })
}

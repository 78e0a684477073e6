//! Any text as a fragment, and any bytes as the body of one whose checksum is right: without the latter, nothing behind
//! the checksum would be reached.

#![no_main]

#[path = "../../tests/common/holds.rs"]
mod holds;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| holds::any_bytes(bytes));

//! Any bytes as a change of weights.

#![no_main]

#[path = "../../tests/common/holds.rs"]
mod holds;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| holds::any_change(bytes));

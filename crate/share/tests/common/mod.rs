//! What the tests share.
// Each test uses a part of it.
#![allow(dead_code)]

pub mod any;
pub mod holds;
pub mod run;

//! The exports of `share.wasm`.

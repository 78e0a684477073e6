//! The exports of `figure.wasm`, the module of `crate/figure`: a request in, a reply out, both postcard. Plain numbers, so
//! that no glue is needed. A crate of its own, since the page takes types of `figure` and must not export what the module
//! does.
//!
//! 1. [`room`] makes room for a request and says where; the caller writes it there.
//! 2. [`ask`] answers it and gives the reply's length, 0 where the request cannot be read or names no figure.
//! 3. [`answer`] says where the reply is.

use std::cell::RefCell;

use figure::registry;
use figure::verdict::{verdicts, Question};
use serde::Serialize;

/// No request is larger.
const MOST_BYTES: usize = 16 << 20;

thread_local! {
    static REQUEST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static REPLY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a request of `length` bytes; gives its address, null where it is too long.
#[no_mangle]
pub extern "C" fn room(length: usize) -> *mut u8 {
    if length > MOST_BYTES {
        return std::ptr::null_mut();
    }
    REQUEST.with_borrow_mut(|request| {
        request.resize(length, 0);
        request.as_mut_ptr()
    })
}

/// Answers the request. Gives the reply's length in bytes; 0 for a request that makes no sense.
#[no_mangle]
pub extern "C" fn ask() -> usize {
    keep(postcard::from_bytes(&REQUEST.take()).ok().and_then(|request| registry::answer(&request)))
}

/// The same for a [`Question`] about tasks.
#[no_mangle]
pub extern "C" fn judge() -> usize {
    keep(postcard::from_bytes::<Question>(&REQUEST.take()).ok().map(|question| verdicts(&question)))
}

fn keep<T: Serialize>(reply: Option<T>) -> usize {
    let reply = reply.and_then(|reply| postcard::to_allocvec(&reply).ok()).unwrap_or_default();
    let length = reply.len();
    REPLY.set(reply);
    length
}

/// Address of the reply. Valid until the next call.
#[no_mangle]
pub extern "C" fn answer() -> *const u8 {
    REPLY.with_borrow(|reply| reply.as_ptr())
}

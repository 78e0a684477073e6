//! The exports of `share.wasm`: a request in, a reply out, both postcard. Plain numbers, so that no glue is needed. A crate of
//! its own, since the page takes types of `share` and must not export what the module does.
//!
//! 1. [`room`] makes room for a request and says where; the caller writes it there.
//! 2. [`ask`] answers a [`share::Request`] by a [`share::Answer`] and gives its length, 0 where the request cannot be read.
//!    [`save`] does the same for files of a run, [`pack`] and [`unpack`] for the file of everything that is kept,
//!    and [`words`] for the words of what is drawn around all that.
//! 3. [`answer`] says where the reply is.

use std::cell::RefCell;

use export::{Kind, Work};
use kept::{archive, progress, Entry, Refusal};
use serde::Serialize;
use share::Request;

/// No request is larger: what is kept of a run of the largest network that settings describe is 87 MB with its start.
const MOST_BYTES: usize = 128 << 20;

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
    keep(postcard::from_bytes::<Request>(&REQUEST.take()).ok().map(|request| share::answer(&request)))
}

/// Makes the file that an [`export::Work`] and an [`export::Kind`] ask for.
#[no_mangle]
pub extern "C" fn save() -> usize {
    keep(postcard::from_bytes::<(Work, Kind)>(&REQUEST.take()).ok().map(|(work, kind)| export::save(&work, kind)))
}

/// Makes one file of everything that is kept, a list of [`kept::Entry`].
#[no_mangle]
pub extern "C" fn pack() -> usize {
    keep(postcard::from_bytes::<Vec<Entry>>(&REQUEST.take()).ok().map(|entries| archive::write(&entries)))
}

/// Reads such a file, or one of progress in lessons: a list of entries, or why it is refused.
#[no_mangle]
pub extern "C" fn unpack() -> usize {
    keep(postcard::from_bytes::<Vec<u8>>(&REQUEST.take()).ok().map(|file| match archive::read(&file) {
        Err(Refusal::NotOurs) => progress::read(&file),
        read => read,
    }))
}

/// Gives the words of the parts of the page that use this module: [`words::later`].
#[no_mangle]
pub extern "C" fn words() -> usize {
    keep(Some(words::later()))
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

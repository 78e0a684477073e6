//! The wasm module's exports: bytes in, a small picture or a reason out. Plain numbers, so that no glue is needed.
//!
//! 1. [`room`] makes room for a file and says where; the caller writes it there.
//! 2. [`open`] decodes it and gives a [`Status`].
//! 3. [`answer`] and [`answer_length`] say where the pixels are, or the words of a refusal (UTF-8).

use std::cell::RefCell;

use crate::{centre_square_resize, decode, Limits, PictureError};

/// What became of a file. The numbers are the module's interface: they stay what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Status {
    /// The answer is `side * side * 3` bytes of red, green, blue.
    Opened = 0,
    /// Nothing in the file.
    Empty = 1,
    /// Not a kind of picture that is read.
    Unknown = 2,
    /// Too many pixels or bytes.
    TooLarge = 3,
    /// Begins well but cannot be decoded.
    Damaged = 4,
}

impl From<&PictureError> for Status {
    fn from(error: &PictureError) -> Status {
        match error {
            PictureError::Empty => Status::Empty,
            PictureError::NotAPicture | PictureError::Unsupported { .. } => Status::Unknown,
            PictureError::FileTooLarge { .. } | PictureError::TooLarge { .. } => Status::TooLarge,
            PictureError::Damaged { .. } => Status::Damaged,
        }
    }
}

thread_local! {
    static FILE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a file of `length` bytes; gives its address. Null where the file is larger than any that is read,
/// which [`open`] then refuses.
#[no_mangle]
pub extern "C" fn room(length: usize) -> *mut u8 {
    if length > Limits::default().bytes {
        return std::ptr::null_mut();
    }
    FILE.with_borrow_mut(|file| {
        file.resize(length, 0);
        file.as_mut_ptr()
    })
}

/// Decodes the file, cuts out the largest square in its middle and makes it `side` pixels wide. Gives a [`Status`].
#[no_mangle]
pub extern "C" fn open(side: u32) -> u32 {
    let file = FILE.take();
    let (status, answer) = match decode(&file, &Limits::default()) {
        Ok(picture) => (Status::Opened, centre_square_resize(&picture, side).rgb),
        Err(error) => (Status::from(&error), error.to_string().into_bytes()),
    };
    ANSWER.set(answer);
    status as u32
}

/// Address of the answer. Valid until the next [`open`].
#[no_mangle]
pub extern "C" fn answer() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}

/// Bytes of the answer.
#[no_mangle]
pub extern "C" fn answer_length() -> usize {
    ANSWER.with_borrow(Vec::len)
}

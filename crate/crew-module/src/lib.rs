//! The exports of `crew.wasm`: a member of a crew (`train::crew`) in a worker of its own, driven by `web/crew.js`. Plain
//! numbers, so that no glue is needed.
//!
//! 1. [`room`] makes room for so many bytes and says where; the caller writes them there.
//! 2. [`setup`] takes a [`Setup`] (postcard), [`open`] the pictures' bytes for the member of this number.
//! 3. A step: [`regions`] takes what outlives a step, where the member does not have it; [`begin`] takes the inputs.
//! 4. [`go_on`] works up to the next meeting, gives how many numbers the member brings, 0 at the end of the step;
//!    [`part`] says where they are. [`meet`] takes what the others bring, one after the other.
//!
//! What takes something gives 1, or 0 where it makes no sense; what comes then makes none either.

use std::cell::RefCell;

use train::crew::{Member, Setup};

/// No message is larger: all pictures of the dataset, and the regions of the largest network that settings describe.
const MOST_BYTES: usize = 256 << 20;

thread_local! {
    /// Numbers, so that bytes lie where numbers may; the last one may be cut off.
    static MESSAGE: RefCell<(Vec<f32>, usize)> = const { RefCell::new((Vec::new(), 0)) };
    static SETUP: RefCell<Option<Setup>> = const { RefCell::new(None) };
    static MEMBER: RefCell<Option<Member>> = const { RefCell::new(None) };
}

/// Makes room for a message of `length` bytes; gives its address, null where it is too long.
#[no_mangle]
pub extern "C" fn room(length: usize) -> *mut f32 {
    if length > MOST_BYTES {
        return std::ptr::null_mut();
    }
    MESSAGE.with_borrow_mut(|(message, bytes)| {
        message.resize(length.div_ceil(4), 0.0);
        *bytes = length;
        message.as_mut_ptr()
    })
}

fn with_member(f: impl FnOnce(&mut Member, &[f32]) -> Option<()>) -> u32 {
    let done = MEMBER.with_borrow_mut(|member| {
        let member = member.as_mut()?;
        MESSAGE.with_borrow(|(message, _)| f(member, message))
    });
    done.is_some().into()
}

/// Takes the setup.
#[no_mangle]
pub extern "C" fn setup() -> u32 {
    let setup = MESSAGE
        .with_borrow(|(message, bytes)| postcard::from_bytes::<Setup>(&bytemuck::cast_slice(message)[..*bytes]).ok());
    let read = setup.is_some();
    SETUP.set(setup);
    read.into()
}

/// Takes the pictures, and becomes the member of this number.
#[no_mangle]
pub extern "C" fn open(index: usize) -> u32 {
    // The pictures are the largest message by far: their room is given back.
    let (message, bytes) = MESSAGE.take();
    let pixels = &bytemuck::cast_slice(&message)[..bytes];
    let member = SETUP.take().and_then(|setup| Member::new(&setup, index, pixels).ok());
    let made = member.is_some();
    MEMBER.set(member);
    made.into()
}

/// Takes over what outlives a step.
#[no_mangle]
pub extern "C" fn regions() -> u32 {
    with_member(|member, values| member.put_regions(values).ok())
}

/// Begins a step.
#[no_mangle]
pub extern "C" fn begin() -> u32 {
    with_member(|member, values| member.begin(values).ok())
}

/// Works up to the next meeting.
#[no_mangle]
pub extern "C" fn go_on() -> usize {
    MEMBER.with_borrow_mut(|member| {
        let met = member.as_mut().is_some_and(Member::go_on);
        member.as_ref().filter(|_| met).map_or(0, |member| member.part().len())
    })
}

/// Where the numbers are that the member brings. Valid until the next call.
#[no_mangle]
pub extern "C" fn part() -> *const f32 {
    MEMBER.with_borrow(|member| member.as_ref().map_or(std::ptr::null(), |member| member.part().as_ptr()))
}

/// Takes what the others bring, so many numbers each.
#[no_mangle]
pub extern "C" fn meet() -> u32 {
    with_member(|member, values| {
        let each = member.part().len().max(1);
        member.meet(values.chunks_exact(each).map(<[f32]>::to_vec).collect());
        Some(())
    })
}

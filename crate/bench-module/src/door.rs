//! The exports of `bench.wasm`: plain numbers, so that no glue is needed. One piece of work is loaded at a time.
//!
//! 1. [`room`] makes room for bytes and says where; the caller writes them there.
//! 2. `load_*` loads work, taking what was written; gives 1, or 0 where that can't be.
//! 3. [`put`] writes input `a` (0), `b` (1) or `picture` (2) from the room.
//! 4. [`run`] computes once; [`result`] and [`result_length`] say where the result is.

use std::cell::RefCell;

use nn::Weights;

use crate::shapes::Convolution;
use crate::steps::Steps;
use crate::work::{model, Direction, Work};

/// Bytes of the pictures, labels, weights and inputs, by number.
const ROOMS: usize = 4;
const PIXELS: usize = 0;
const LABELS: usize = 1;
const WEIGHTS: usize = 2;
const INPUT: usize = 3;

enum Loaded {
    Work(Work),
    Steps(Steps),
}

#[derive(Default)]
struct Page {
    /// Words, so that numbers lie on their boundaries.
    rooms: [Vec<f32>; ROOMS],
    loaded: Option<Loaded>,
    result: Vec<f32>,
}

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
}

/// Makes room number `which` (pixels 0, labels 1, weights 2, input 3) of so many words; gives its address.
#[no_mangle]
pub extern "C" fn room(which: usize, words: usize) -> *mut f32 {
    PAGE.with_borrow_mut(|page| match page.rooms.get_mut(which) {
        Some(room) => {
            room.clear();
            room.resize(words, 0.0);
            room.as_mut_ptr()
        }
        None => std::ptr::null_mut(),
    })
}

fn load(make: impl FnOnce(&Page) -> Result<Loaded, tensor::Error>) -> u32 {
    PAGE.with_borrow_mut(|page| {
        page.loaded = make(page).ok();
        page.loaded.is_some().into()
    })
}

/// Loads a product of two square matrices.
#[no_mangle]
pub extern "C" fn load_matmul(n: usize) -> u32 {
    load(|_| Work::matmul(n).map(Loaded::Work))
}

/// Loads a convolution: forward 0, data gradient 1, filter gradient 2.
#[no_mangle]
pub extern "C" fn load_convolution(
    batch: usize,
    side: usize,
    c_in: usize,
    c_out: usize,
    kernel: usize,
    stride: usize,
    direction: usize,
) -> u32 {
    let convolution = Convolution { batch, side, c_in, c_out, kernel, stride };
    let direction = [Direction::Forward, Direction::Data, Direction::Filter][direction.min(2)];
    load(|_| Work::convolution(convolution, direction).map(Loaded::Work))
}

/// The network's weights from room 2: parameters, then statistics.
fn weights(page: &Page, width: usize) -> Result<Weights, tensor::Error> {
    let count = model(width)?.parameter_arena().len();
    let values = &page.rooms[WEIGHTS];
    let (parameters, statistics) = values.split_at(count.min(values.len()));
    Ok(Weights { parameters: parameters.to_vec(), statistics: statistics.to_vec() })
}

/// Loads training steps, with the pixels, labels and weights that were written.
#[no_mangle]
pub extern "C" fn load_steps(width: usize, batch: usize) -> u32 {
    load(|page| {
        let weights = weights(page, width)?;
        let pixels: &[u8] = bytemuck::cast_slice(&page.rooms[PIXELS]);
        Steps::new(width, batch, pixels, &page.rooms[LABELS], &weights).map(Loaded::Steps)
    })
}

/// Loads a forward pass, with the weights that were written.
#[no_mangle]
pub extern "C" fn load_forward(width: usize, batch: usize) -> u32 {
    load(|page| Work::forward(width, batch, &weights(page, width)?).map(Loaded::Work))
}

/// Writes an input from room 3; gives 1, or 0 where it does not fit.
#[no_mangle]
pub extern "C" fn put(which: usize) -> u32 {
    PAGE.with_borrow_mut(|page| {
        let name = ["a", "b", "picture"][which.min(2)];
        match &mut page.loaded {
            Some(Loaded::Work(work)) => work.write(name, &page.rooms[INPUT]).is_ok().into(),
            _ => 0,
        }
    })
}

/// Computes once; gives 1, or 0 where nothing is loaded.
#[no_mangle]
pub extern "C" fn run() -> u32 {
    PAGE.with_borrow_mut(|page| match &mut page.loaded {
        Some(Loaded::Work(work)) => {
            work.run();
            1
        }
        Some(Loaded::Steps(steps)) => steps.run().is_ok().into(),
        None => 0,
    })
}

/// Number of values of the result: the output of the last run, or the losses of the steps so far.
#[no_mangle]
pub extern "C" fn result_length() -> usize {
    PAGE.with_borrow_mut(|page| {
        page.result = match &page.loaded {
            Some(Loaded::Work(work)) => work.output().unwrap_or_default().to_vec(),
            Some(Loaded::Steps(steps)) => steps.losses(),
            None => Vec::new(),
        };
        page.result.len()
    })
}

/// Address of the result that [`result_length`] has counted.
#[no_mangle]
pub extern "C" fn result() -> *const f32 {
    PAGE.with_borrow(|page| page.result.as_ptr())
}

/// Kernel launches of a training step.
#[no_mangle]
pub extern "C" fn launches() -> usize {
    PAGE.with_borrow(|page| match &page.loaded {
        Some(Loaded::Steps(steps)) => steps.launches(),
        _ => 0,
    })
}

//! Vectors of f32 and the choice among them. Kernels are written once over [`Lanes`]; vectors run across outputs and
//! never across a sum, and multiplication and addition stay apart, so every width gives the same bits.

#[cfg(target_arch = "wasm32")]
#[path = "wasm.rs"]
mod chosen;
#[cfg(target_arch = "x86_64")]
#[path = "x86.rs"]
mod chosen;
#[cfg(target_arch = "aarch64")]
#[path = "neon.rs"]
mod chosen;
#[cfg(any(test, not(any(target_arch = "wasm32", target_arch = "x86_64", target_arch = "aarch64"))))]
pub mod plain;

/// A vector of [`Lanes::N`] numbers.
pub trait Lanes: Copy {
    const N: usize;
    /// Whether a register tile has twice as many rows: there are 32 registers, and one holds a whole panel.
    const TALL: bool;
    /// As many numbers as a register tile is wide: a panel.
    type Panel: Lanes;
    /// # Safety
    /// `p` must be readable for `N` numbers, and the processor must have the vectors' instructions.
    unsafe fn load(p: *const f32) -> Self;
    /// # Safety
    /// `p` must be writable for `N` numbers, and the processor must have the vectors' instructions.
    unsafe fn store(self, p: *mut f32);
    fn splat(x: f32) -> Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    /// `self` where `gate` is above zero, elsewhere zero.
    fn where_positive(self, gate: Self) -> Self;
}

/// Work that can be compiled for any vector.
pub trait Job {
    fn run<V: Lanes>(self);
}

/// Implements [`Lanes`] for a vector of the processor by its instructions to load, store, fill, add, subtract and multiply, and
/// by an expression for `where_positive`.
#[allow(unused_macros)] // where there is none
macro_rules! vector {
    ($vector:ty, $n:literal, panel = $panel:ty, tall = $tall:literal;
     [$load:path, $store:path, $splat:path, $add:path, $sub:path, $mul:path];
     |$x:ident, $gate:ident| $where_positive:expr) => {
        #[allow(unused_unsafe)] // some instructions are safe to call where every processor has them
        impl Lanes for $vector {
            const N: usize = $n;
            const TALL: bool = $tall;
            type Panel = $panel;
            #[inline(always)]
            unsafe fn load(p: *const f32) -> Self {
                unsafe { $load(p.cast()) }
            }
            #[inline(always)]
            unsafe fn store(self, p: *mut f32) {
                unsafe { $store(p.cast(), self) }
            }
            #[inline(always)]
            fn splat(x: f32) -> Self {
                unsafe { $splat(x) }
            }
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                unsafe { $add(self, other) }
            }
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                unsafe { $sub(self, other) }
            }
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                unsafe { $mul(self, other) }
            }
            #[inline(always)]
            fn where_positive(self, gate: Self) -> Self {
                let ($x, $gate) = (self, gate);
                unsafe { $where_positive }
            }
        }
    };
}
#[allow(unused_imports)]
use vector;

/// Numbers of the widest panel, and of the widest vector.
pub const MAX_PANEL: usize = 16;

/// Two vectors as one, for panels.
#[derive(Clone, Copy)]
pub struct Pair<V>(V, V);

impl<V: Lanes> Lanes for Pair<V> {
    const N: usize = 2 * V::N;
    const TALL: bool = false;
    type Panel = Self;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self {
        unsafe { Pair(V::load(p), V::load(p.add(V::N))) }
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32) {
        unsafe {
            self.0.store(p);
            self.1.store(p.add(V::N));
        }
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        let x = V::splat(x);
        Pair(x, x)
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Pair(self.0.add(other.0), self.1.add(other.1))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Pair(self.0.sub(other.0), self.1.sub(other.1))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Pair(self.0.mul(other.0), self.1.mul(other.1))
    }
    #[inline(always)]
    fn where_positive(self, gate: Self) -> Self {
        Pair(self.0.where_positive(gate.0), self.1.where_positive(gate.1))
    }
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64", target_arch = "aarch64")))]
mod chosen {
    use super::{plain::Plain, Job};

    pub fn dispatch<J: Job>(job: J) {
        job.run::<Plain>();
    }
}

/// Runs the job with the widest vectors of this machine.
pub fn dispatch<J: Job>(job: J) {
    chosen::dispatch(job);
}

/// Numbers of a vector and of a panel.
fn widths() -> (usize, usize) {
    struct Widths<'a>(&'a mut (usize, usize));
    impl Job for Widths<'_> {
        #[inline(always)]
        fn run<V: Lanes>(self) {
            *self.0 = (V::N, V::Panel::N);
        }
    }
    let mut widths = (0, 0);
    dispatch(Widths(&mut widths));
    widths
}

/// Outputs that a register tile is wide with the chosen vectors. Packed weights come in panels of this width.
pub fn panel() -> usize {
    widths().1
}

/// Bits of the vectors that kernels use on this machine. On x86-64 `EPOCH_VECTORS` in the environment limits them, to 128 at
/// the least.
pub fn vector_bits() -> usize {
    widths().0 * 32
}

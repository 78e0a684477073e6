//! SIMD128: four numbers.

use std::arch::wasm32::*;

use super::{Job, Lanes, Pair};

impl Lanes for v128 {
    const N: usize = 4;
    type Panel = Pair<Self>;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self {
        unsafe { v128_load(p.cast()) }
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32) {
        unsafe { v128_store(p.cast(), self) }
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        f32x4_splat(x)
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        f32x4_add(self, other)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        f32x4_sub(self, other)
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        f32x4_mul(self, other)
    }
    #[inline(always)]
    fn where_positive(self, gate: Self) -> Self {
        v128_and(self, f32x4_gt(gate, f32x4_splat(0.0)))
    }
}

pub fn dispatch<J: Job>(job: J) {
    job.run::<v128>();
}

//! SIMD128: four numbers.

use std::arch::wasm32::*;

use super::{vector, Job, Lanes, Pair};

vector! {
    v128, 4, panel = Pair<v128>, tall = false;
    [v128_load, v128_store, f32x4_splat, f32x4_add, f32x4_sub, f32x4_mul];
    |x, gate| v128_and(x, f32x4_gt(gate, f32x4_splat(0.0)))
}

pub fn dispatch<J: Job>(job: J) {
    job.run::<v128>();
}

//! NEON, which every 64-bit ARM processor has: four numbers.

use std::arch::aarch64::*;

use super::{vector, Job, Lanes, Pair};

vector! {
    float32x4_t, 4, panel = Pair<float32x4_t>, tall = false;
    [vld1q_f32, vst1q_f32, vdupq_n_f32, vaddq_f32, vsubq_f32, vmulq_f32];
    |x, gate| vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(x), vcgtzq_f32(gate)))
}

pub fn dispatch<J: Job>(job: J) {
    job.run::<float32x4_t>();
}

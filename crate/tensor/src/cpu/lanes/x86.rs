//! AVX-512 and AVX2 where the processor has them: sixteen or eight numbers.

use std::arch::x86_64::*;
use std::sync::OnceLock;

use super::{Job, Lanes, Pair, Plain};

/// Bits of the widest vector that may be used, where this is set: for tests of all widths on one machine.
const LIMIT: &str = "EPOCH_VECTORS";

#[derive(Clone, Copy)]
struct Avx512(__m512);

#[derive(Clone, Copy)]
struct Avx2(__m256);

// SAFETY of every intrinsic here: the vectors are only named by `dispatch`, which has asked for their instructions.
impl Lanes for Avx512 {
    const N: usize = 16;
    const TALL: bool = true;
    type Panel = Self;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self {
        unsafe { Avx512(_mm512_loadu_ps(p)) }
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32) {
        unsafe { _mm512_storeu_ps(p, self.0) }
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        unsafe { Avx512(_mm512_set1_ps(x)) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_add_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_sub_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        unsafe { Avx512(_mm512_mul_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn where_positive(self, gate: Self) -> Self {
        unsafe { Avx512(_mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(gate.0, _mm512_setzero_ps()), self.0)) }
    }
}

impl Lanes for Avx2 {
    const N: usize = 8;
    type Panel = Pair<Self>;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self {
        unsafe { Avx2(_mm256_loadu_ps(p)) }
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32) {
        unsafe { _mm256_storeu_ps(p, self.0) }
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        unsafe { Avx2(_mm256_set1_ps(x)) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_add_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_sub_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        unsafe { Avx2(_mm256_mul_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn where_positive(self, gate: Self) -> Self {
        unsafe { Avx2(_mm256_and_ps(self.0, _mm256_cmp_ps::<_CMP_GT_OQ>(gate.0, _mm256_setzero_ps()))) }
    }
}

#[target_feature(enable = "avx512f")]
fn with_avx512<J: Job>(job: J) {
    job.run::<Avx512>();
}

#[target_feature(enable = "avx2")]
fn with_avx2<J: Job>(job: J) {
    job.run::<Avx2>();
}

/// Bits of the vectors that are used. Chosen once: weights that lie in panels are read with the vectors that laid them out.
fn bits() -> usize {
    static BITS: OnceLock<usize> = OnceLock::new();
    *BITS.get_or_init(|| {
        let limit = std::env::var(LIMIT).ok().and_then(|bits| bits.parse().ok()).unwrap_or(usize::MAX);
        match () {
            () if limit >= 512 && is_x86_feature_detected!("avx512f") => 512,
            () if limit >= 256 && is_x86_feature_detected!("avx2") => 256,
            () => 128,
        }
    })
}

pub fn dispatch<J: Job>(job: J) {
    match bits() {
        // SAFETY: `bits` has asked the processor.
        512 => unsafe { with_avx512(job) },
        256 => unsafe { with_avx2(job) },
        _ => job.run::<Plain>(),
    }
}

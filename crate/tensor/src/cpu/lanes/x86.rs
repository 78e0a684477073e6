//! AVX-512 and AVX2 where the processor has them: sixteen or eight numbers; otherwise SSE2, which all have: four.

use std::arch::x86_64::*;
use std::sync::OnceLock;

use super::{vector, Job, Lanes, Pair};

/// Bits of the widest vector that may be used, where this is set: for tests of all widths on one machine.
const LIMIT: &str = "EPOCH_VECTORS";

// SAFETY of every instruction here: its vector is only named by `dispatch`, which has asked for it; all processors have SSE2.
vector! {
    __m512, 16, panel = __m512, tall = true;
    [_mm512_loadu_ps, _mm512_storeu_ps, _mm512_set1_ps, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps];
    |x, gate| _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(gate, _mm512_setzero_ps()), x)
}

vector! {
    __m256, 8, panel = Pair<__m256>, tall = false;
    [_mm256_loadu_ps, _mm256_storeu_ps, _mm256_set1_ps, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps];
    |x, gate| _mm256_and_ps(x, _mm256_cmp_ps::<_CMP_GT_OQ>(gate, _mm256_setzero_ps()))
}

vector! {
    __m128, 4, panel = Pair<__m128>, tall = false;
    [_mm_loadu_ps, _mm_storeu_ps, _mm_set1_ps, _mm_add_ps, _mm_sub_ps, _mm_mul_ps];
    |x, gate| _mm_and_ps(x, _mm_cmpgt_ps(gate, _mm_setzero_ps()))
}

#[target_feature(enable = "avx512f")]
fn with_avx512<J: Job>(job: J) {
    job.run::<__m512>();
}

#[target_feature(enable = "avx2")]
fn with_avx2<J: Job>(job: J) {
    job.run::<__m256>();
}

/// Bits of the vectors that are used. Chosen once: weights that lie in panels are read with the vectors that laid them out.
fn bits() -> usize {
    static BITS: OnceLock<usize> = OnceLock::new();
    *BITS.get_or_init(|| {
        let limit = std::env::var(LIMIT).ok().and_then(|bits| bits.parse().ok()).unwrap_or(usize::MAX);
        if limit >= 512 && is_x86_feature_detected!("avx512f") {
            512
        } else if limit >= 256 && is_x86_feature_detected!("avx2") {
            256
        } else {
            128
        }
    })
}

pub fn dispatch<J: Job>(job: J) {
    match bits() {
        // SAFETY: `bits` has asked the processor.
        512 => unsafe { with_avx512(job) },
        256 => unsafe { with_avx2(job) },
        _ => job.run::<__m128>(),
    }
}

//! What this processor can do with vectors of four numbers when multiplying and adding are two instructions: the limit of
//! what the engine can do in a browser, where it may use no wider ones and fuses nothing.

use std::arch::x86_64::{_mm_add_ps, _mm_cvtss_f32, _mm_mul_ps, _mm_set1_ps};
use std::hint::black_box;
use std::time::Instant;

/// Sums that grow side by side, so that none waits for another's result.
const CHAINS: usize = 12;
const TURNS: usize = 10_000_000;

/// GFLOP/s of one thread, the best of some tries.
pub fn peak() -> f64 {
    let once = || {
        let mut sums: [_; CHAINS] = std::array::from_fn(|i| set(black_box(i as f32)));
        let (factor, addend) = (set(black_box(0.999)), set(black_box(0.001)));
        let start = Instant::now();
        for _ in 0..TURNS {
            for sum in &mut sums {
                // SAFETY: every x86-64 processor has SSE.
                *sum = unsafe { _mm_add_ps(_mm_mul_ps(*sum, factor), addend) };
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        for sum in sums {
            // SAFETY: as above.
            black_box(unsafe { _mm_cvtss_f32(sum) });
        }
        (TURNS * CHAINS * 8) as f64 / seconds / 1e9
    };
    (0..10).map(|_| once()).fold(0.0, f64::max)
}

fn set(value: f32) -> std::arch::x86_64::__m128 {
    // SAFETY: as above.
    unsafe { _mm_set1_ps(value) }
}

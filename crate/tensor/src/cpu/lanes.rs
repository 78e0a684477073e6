//! Vectors of f32 and the choice among them. Kernels are written once over [`Lanes`]; vectors run across outputs and
//! never across a sum, and multiplication and addition stay apart, so every width gives the same bits.

/// A vector of [`Lanes::N`] numbers.
pub trait Lanes: Copy {
    const N: usize;
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

/// Widest panel of outputs that any vector works on at once, in numbers: two vectors.
pub const MAX_PANEL: usize = 16;

#[cfg(target_arch = "wasm32")]
mod chosen {
    use super::{Job, Lanes};
    use std::arch::wasm32::*;

    impl Lanes for v128 {
        const N: usize = 4;
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

    pub fn panel() -> usize {
        2 * v128::N
    }
}

#[cfg(target_arch = "x86_64")]
mod chosen {
    use super::{Job, Lanes, Plain};
    use std::arch::x86_64::*;

    #[derive(Clone, Copy)]
    struct Avx(__m256);

    // SAFETY of every intrinsic here: `Avx` is only named by `dispatch`, which has asked for AVX2.
    impl Lanes for Avx {
        const N: usize = 8;
        #[inline(always)]
        unsafe fn load(p: *const f32) -> Self {
            unsafe { Avx(_mm256_loadu_ps(p)) }
        }
        #[inline(always)]
        unsafe fn store(self, p: *mut f32) {
            unsafe { _mm256_storeu_ps(p, self.0) }
        }
        #[inline(always)]
        fn splat(x: f32) -> Self {
            unsafe { Avx(_mm256_set1_ps(x)) }
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            unsafe { Avx(_mm256_add_ps(self.0, other.0)) }
        }
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            unsafe { Avx(_mm256_sub_ps(self.0, other.0)) }
        }
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            unsafe { Avx(_mm256_mul_ps(self.0, other.0)) }
        }
        #[inline(always)]
        fn where_positive(self, gate: Self) -> Self {
            unsafe { Avx(_mm256_and_ps(self.0, _mm256_cmp_ps::<_CMP_GT_OQ>(gate.0, _mm256_setzero_ps()))) }
        }
    }

    #[target_feature(enable = "avx2")]
    fn with_avx2<J: Job>(job: J) {
        job.run::<Avx>();
    }

    pub fn dispatch<J: Job>(job: J) {
        if is_x86_feature_detected!("avx2") {
            // SAFETY: just asked.
            unsafe { with_avx2(job) }
        } else {
            job.run::<Plain>();
        }
    }

    pub fn panel() -> usize {
        2 * if is_x86_feature_detected!("avx2") { Avx::N } else { Plain::N }
    }
}

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
mod chosen {
    use super::{Job, Lanes, Plain};

    pub fn dispatch<J: Job>(job: J) {
        job.run::<Plain>();
    }

    pub fn panel() -> usize {
        2 * Plain::N
    }
}

/// Four numbers in plain Rust, for the compiler to put into whatever the processor has.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Plain([f32; 4]);

#[cfg(not(target_arch = "wasm32"))]
impl Lanes for Plain {
    const N: usize = 4;
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self {
        Plain(unsafe { p.cast::<[f32; 4]>().read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, p: *mut f32) {
        unsafe { p.cast::<[f32; 4]>().write_unaligned(self.0) }
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        Plain([x; 4])
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Plain(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Plain(std::array::from_fn(|i| self.0[i] - other.0[i]))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Plain(std::array::from_fn(|i| self.0[i] * other.0[i]))
    }
    #[inline(always)]
    fn where_positive(self, gate: Self) -> Self {
        Plain(std::array::from_fn(|i| if gate.0[i] > 0.0 { self.0[i] } else { 0.0 }))
    }
}

/// Runs the job with the widest vectors of this machine.
pub fn dispatch<J: Job>(job: J) {
    chosen::dispatch(job);
}

/// Outputs that a register tile is wide: two of the chosen vectors. Packed weights come in panels of this width.
pub fn panel() -> usize {
    chosen::panel()
}

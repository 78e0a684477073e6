//! Four numbers in plain Rust, for processors that nobody wrote vectors for.

use super::{Lanes, Pair};

#[derive(Clone, Copy)]
pub struct Plain([f32; 4]);

impl Lanes for Plain {
    const N: usize = 4;
    const TALL: bool = false;
    type Panel = Pair<Self>;
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
        let (Plain([a, b, c, d]), Plain([e, f, g, h])) = (self, other);
        Plain([a + e, b + f, c + g, d + h])
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let (Plain([a, b, c, d]), Plain([e, f, g, h])) = (self, other);
        Plain([a - e, b - f, c - g, d - h])
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let (Plain([a, b, c, d]), Plain([e, f, g, h])) = (self, other);
        Plain([a * e, b * f, c * g, d * h])
    }
    #[inline(always)]
    fn where_positive(self, gate: Self) -> Self {
        let (Plain([a, b, c, d]), Plain([e, f, g, h])) = (self, gate);
        let cut = |x, gate| if gate > 0.0 { x } else { 0.0 };
        Plain([cut(a, e), cut(b, f), cut(c, g), cut(d, h)])
    }
}

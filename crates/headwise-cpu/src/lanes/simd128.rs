//! WebAssembly's fixed-width SIMD.

use core::arch::wasm32::{
    f32x4, f32x4_add, f32x4_div, f32x4_extract_lane, f32x4_lt, f32x4_mul, f32x4_pmax, f32x4_splat,
    f32x4_sub, i32x4_shl, i32x4_shuffle, v128, v128_andnot, v128_bitselect,
};

use super::Lanes;

/// One `v128`.
#[derive(Clone, Copy, Debug)]
pub struct Simd128(pub(super) v128);

impl Lanes for Simd128 {
    const NAME: &'static str = "simd128";
    const ROWS: usize = 4;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self(f32x4_splat(x))
    }

    // Four reads of neighbours: the compiler makes them one v128.load.
    #[inline(always)]
    fn load(&[a, b, c, d]: &[f32; 4]) -> Self {
        Self(f32x4(a, b, c, d))
    }

    // Likewise one v128.store.
    #[inline(always)]
    fn store(self, to: &mut [f32; 4]) {
        *to = [
            f32x4_extract_lane::<0>(self.0),
            f32x4_extract_lane::<1>(self.0),
            f32x4_extract_lane::<2>(self.0),
            f32x4_extract_lane::<3>(self.0),
        ];
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(f32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(f32x4_div(self.0, other.0))
    }

    #[inline(always)]
    fn with_sign_of(self, other: Self) -> Self {
        Self(v128_bitselect(other.0, self.0, f32x4_splat(-0.0)))
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, term: Self) -> Self {
        self.mul(factor).add(term)
    }

    // pmax is one instruction on x86; max is several, for the sake of NaN and -0.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }

    #[inline(always)]
    fn zero_where_below(self, x: Self, bound: Self) -> Self {
        Self(v128_andnot(self.0, f32x4_lt(x.0, bound.0)))
    }

    #[inline(always)]
    fn bits_to_exponent(self) -> Self {
        Self(i32x4_shl(self.0, 23))
    }

    /// Pairs of rows are interleaved, then pairs of pairs.
    #[inline(always)]
    fn transpose([a, b, c, d]: [Self; 4]) -> [Self; 4] {
        let pairs = |x: Self, y: Self| {
            let low = i32x4_shuffle::<0, 4, 1, 5>(x.0, y.0);
            (low, i32x4_shuffle::<2, 6, 3, 7>(x.0, y.0))
        };
        let ((ab_low, ab_high), (cd_low, cd_high)) = (pairs(a, b), pairs(c, d));
        [
            Self(i32x4_shuffle::<0, 1, 4, 5>(ab_low, cd_low)),
            Self(i32x4_shuffle::<2, 3, 6, 7>(ab_low, cd_low)),
            Self(i32x4_shuffle::<0, 1, 4, 5>(ab_high, cd_high)),
            Self(i32x4_shuffle::<2, 3, 6, 7>(ab_high, cd_high)),
        ]
    }

    /// A transposition in two rounds with an addition after each.
    #[inline(always)]
    fn sums([a, b, c, d]: [Self; 4]) -> Self {
        let halves = |x: Self, y: Self| {
            let low = i32x4_shuffle::<0, 4, 1, 5>(x.0, y.0);
            let high = i32x4_shuffle::<2, 6, 3, 7>(x.0, y.0);
            f32x4_add(low, high)
        };
        // [a0+a2, b0+b2, a1+a3, b1+b3] and the same of c and d.
        let (ab, cd) = (halves(a, b), halves(c, d));
        Self(f32x4_add(
            i32x4_shuffle::<0, 1, 4, 5>(ab, cd),
            i32x4_shuffle::<2, 3, 6, 7>(ab, cd),
        ))
    }
}

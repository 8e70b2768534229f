//! WebAssembly's relaxed SIMD: what the machine does fastest, here its fused multiply-add.

use core::arch::wasm32::f32x4_relaxed_madd;

use super::{Lanes, Simd128};

/// [`Simd128`] with a multiplication and an addition in one instruction.
#[derive(Clone, Copy, Debug)]
pub struct Relaxed(Simd128);

impl Lanes for Relaxed {
    const NAME: &'static str = "relaxed-simd";
    // Nothing holds the product between the two operations: its registers make room for two rows.
    const ROWS: usize = 6;

    #[inline(always)]
    fn mul_add(self, factor: Self, term: Self) -> Self {
        Self(Simd128(f32x4_relaxed_madd(self.0.0, factor.0.0, term.0.0)))
    }

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self(Simd128::splat(x))
    }

    #[inline(always)]
    fn load(from: &[f32; 4]) -> Self {
        Self(Simd128::load(from))
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 4]) {
        self.0.store(to);
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0.add(other.0))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(self.0.sub(other.0))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(self.0.mul(other.0))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(self.0.div(other.0))
    }

    #[inline(always)]
    fn with_sign_of(self, other: Self) -> Self {
        Self(self.0.with_sign_of(other.0))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    #[inline(always)]
    fn zero_where_below(self, x: Self, bound: Self) -> Self {
        Self(self.0.zero_where_below(x.0, bound.0))
    }

    #[inline(always)]
    fn bits_to_exponent(self) -> Self {
        Self(self.0.bits_to_exponent())
    }

    #[inline(always)]
    fn transpose(rows: [Self; 4]) -> [Self; 4] {
        Simd128::transpose(rows.map(|row| row.0)).map(Self)
    }

    #[inline(always)]
    fn sums(vectors: [Self; 4]) -> Self {
        Self(Simd128::sums(vectors.map(|vector| vector.0)))
    }
}

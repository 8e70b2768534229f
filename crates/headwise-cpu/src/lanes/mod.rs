//! Four f32 side by side: the only arithmetic that the kernels use.
//!
//! | lanes | where | a * b + c |
//! |---|---|---|
//! | [`Portable`] | everywhere; the compiler makes vectors of it where the machine has them | as the target does it |
//! | `Simd128` | wasm32 with `+simd128` | rounded twice |
//! | `Relaxed` | wasm32 with `+relaxed-simd` | rounded once where the machine can |
//!
//! WebAssembly cannot ask at run time: the target features of a build decide, and [`Best`] names
//! their choice.

use std::fmt::Debug;

mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
mod relaxed;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

pub use portable::Portable;
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
pub use relaxed::Relaxed;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::Simd128;

/// The fastest lanes of this build.
#[cfg(all(target_arch = "wasm32", target_feature = "relaxed-simd"))]
pub type Best = Relaxed;
/// The fastest lanes of this build.
#[cfg(all(
    target_arch = "wasm32",
    target_feature = "simd128",
    not(target_feature = "relaxed-simd")
))]
pub type Best = Simd128;
/// The fastest lanes of this build.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub type Best = Portable;

/// Four f32. Every method works lane by lane unless it says otherwise.
///
/// Implementations agree bit for bit, NaN aside, in all but [`Lanes::mul_add`] and the order of the
/// additions in [`Lanes::sums`].
pub trait Lanes: Copy + Debug {
    /// What reports call these lanes.
    const NAME: &'static str;

    /// Rows of the register tile: as many as leave no accumulator of `[ROWS, 8]` in memory. 4 or 6.
    const ROWS: usize;

    /// x in every lane.
    fn splat(x: f32) -> Self;

    /// Reads four neighbours.
    fn load(from: &[f32; 4]) -> Self;

    /// Writes four neighbours.
    fn store(self, to: &mut [f32; 4]);

    /// `self + other`.
    fn add(self, other: Self) -> Self;

    /// `self - other`.
    fn sub(self, other: Self) -> Self;

    /// `self * other`.
    fn mul(self, other: Self) -> Self;

    /// `self / other`.
    fn div(self, other: Self) -> Self;

    /// The magnitude of `self` with the sign of `other`.
    fn with_sign_of(self, other: Self) -> Self;

    /// `self * factor + term`, rounded once or twice.
    fn mul_add(self, factor: Self, term: Self) -> Self;

    /// The larger of the two. Of a NaN and a number it may give either: the compiler turns every
    /// maximum into the machine's own where relaxed SIMD is on.
    fn max(self, other: Self) -> Self;

    /// 0 where `x < bound`, else `self`; a NaN is not below anything.
    fn zero_where_below(self, x: Self, bound: Self) -> Self;

    /// The number whose bits are those of `self` moved up by 23, past the mantissa: the lowest bits of
    /// `self` become sign and exponent.
    fn bits_to_exponent(self) -> Self;

    /// Four columns of four rows: lane r of the c-th is lane c of row r.
    #[inline(always)]
    fn transpose(rows: [Self; 4]) -> [Self; 4] {
        let rows = rows.map(|row| {
            let mut lanes = [0.0; 4];
            row.store(&mut lanes);
            lanes
        });
        std::array::from_fn(|column| Self::load(&rows.map(|row| row[column])))
    }

    /// The sum of each of four vectors: `[sum a, sum b, sum c, sum d]`.
    fn sums(vectors: [Self; 4]) -> Self {
        let [a, b, c, d] = vectors.map(|vector| {
            let mut lanes = [0.0; 4];
            vector.store(&mut lanes);
            lanes
        });
        let sum = |lanes: [f32; 4]| (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
        Self::load(&[sum(a), sum(b), sum(c), sum(d)])
    }

    /// All four lanes folded by `fold`.
    fn reduce(self, fold: impl Fn(f32, f32) -> f32) -> f32 {
        let mut lanes = [0.0; 4];
        self.store(&mut lanes);
        fold(fold(lanes[0], lanes[2]), fold(lanes[1], lanes[3]))
    }
}

//! 2^x for the weights of a softmax, in some dozen operations and without a branch.
//!
//! ```text
//! n = round(x),  f = x - n in [-1/2, 1/2]
//! 2^x = 2^f 2^n
//! ```
//!
//! 1. Adding 3 * 2^22 leaves a sum whose last place is 1: the addition itself rounds to the nearest
//!    integer, where a conversion would be several instructions.
//! 2. Adding 127 as well makes the low bits of that sum n + 127: the biased exponent of 2^n, which a
//!    shift moves into place.
//! 3. An integer M added to that constant divides the result by 2^M at no cost: a softmax whose origin
//!    is an integer subtracts it so ([`Shifted`]).
//! 4. 2^f is a polynomial of degree 5 with the least relative error among those that are 1 at 0, so
//!    that integers are exact. It is evaluated by halves (Estrin), which shortens the chain of operations
//!    that wait for each other from five to three for one multiplication more.
//! 5. Where x < -126 the result is replaced by +0: it would not be a normal number, and step 2 goes
//!    wrong soon after. Hidden keys, whose score is minus infinity, so get weight 0 without a mask. A
//!    comparison, not a maximum: it lets NaN through on every machine.
//! 6. The halves are multiplied, not joined by integer addition, so that a NaN stays one.

use std::f32::consts::{LN_2, LOG2_E};

use crate::lanes::Lanes;

/// 3 * 2^22 + 127.
const ROUND_AND_BIAS: f32 = 12_583_039.0;

/// Below this 2^x is 0.
const FLOOR: f32 = -126.0;

/// Of f, f^2, ... f^5: from Remez' exchange over [-1/2, 1/2]; relative error 9.2e-8, and 1.1e-7 after
/// the coefficients were rounded to f32.
#[expect(clippy::approx_constant, reason = "the first is near ln 2 and not it")]
const COEFFICIENTS: [f32; 5] = [
    0.693_147,
    0.240_222_42,
    0.055_507_336,
    0.009_671_513,
    0.001_326_472_7,
];

/// 2^x in each lane, for x < 127.5. Relative error at most 2.5e-7, exact at integers; 0 for x < -126,
/// minus infinity included; NaN for NaN.
#[inline(always)]
pub fn exp2<L: Lanes>(x: L) -> L {
    let bias = L::splat(ROUND_AND_BIAS);
    let rounded = x.add(bias);
    let f = x.sub(rounded.sub(bias));
    polynomial(f)
        .mul(rounded.bits_to_exponent())
        .zero_where_below(x, L::splat(FLOOR))
}

/// [`exp2`] of one number.
#[inline]
pub fn exp2_one<L: Lanes>(x: f32) -> f32 {
    let mut lanes = [0.0; 4];
    exp2(L::splat(x)).store(&mut lanes);
    lanes[0]
}

/// `2^x - 1` in each lane, for x < 127.5, with a relative error below 1e-6 also where x is small; -1 for
/// x < -126, minus infinity included; NaN for NaN.
#[inline(always)]
pub fn expm1_2<L: Lanes>(x: L) -> L {
    let (bias, floor) = (L::splat(ROUND_AND_BIAS), L::splat(FLOOR));
    let rounded = x.add(bias);
    let f = x.sub(rounded.sub(bias));
    let [c1, c2, c3, c4, c5] = COEFFICIENTS.map(L::splat);
    // 2^f - 1 and 2^n: (2^f - 1) 2^n + (2^n - 1) loses nothing where n = 0, and little elsewhere.
    let part = c5
        .mul_add(f, c4)
        .mul_add(f, c3)
        .mul_add(f, c2)
        .mul_add(f, c1)
        .mul(f)
        .zero_where_below(x, floor);
    let whole = rounded.bits_to_exponent().zero_where_below(x, floor);
    part.mul_add(whole, whole.sub(L::splat(1.0)))
}

/// `e^s / 2^M` for an integer M of each lane, |M| <= 2^21, and scores s <= (M + 127) ln 2.
#[derive(Clone, Copy, Debug)]
pub struct Shifted<L> {
    /// 3 * 2^22 + 127 - M.
    bias: L,
    /// The score below which the result is 0.
    floor: L,
}

impl<L: Lanes> Shifted<L> {
    /// Of the integers `origins`.
    #[inline(always)]
    pub fn new(origins: &[f32; 4]) -> Self {
        let origins = L::load(origins);
        Self {
            bias: L::splat(ROUND_AND_BIAS).sub(origins),
            floor: L::splat(FLOOR).add(origins).mul(L::splat(LN_2)),
        }
    }

    /// `e^scores / 2^M`. Relative error as of [`exp2`] and of the product s log2 e, where that is not
    /// fused into the operations after it.
    #[inline(always)]
    pub fn exp(self, scores: L) -> L {
        let unit = L::splat(LOG2_E);
        let rounded = scores.mul_add(unit, self.bias);
        let f = scores.mul_add(unit, self.bias.sub(rounded));
        polynomial(f)
            .mul(rounded.bits_to_exponent())
            .zero_where_below(scores, self.floor)
    }
}

/// 2^f for f in [-1/2, 1/2].
#[inline(always)]
fn polynomial<L: Lanes>(f: L) -> L {
    let [c1, c2, c3, c4, c5] = COEFFICIENTS.map(L::splat);
    let square = f.mul(f);
    let high = c5.mul_add(f, c4);
    let middle = c3.mul_add(f, c2);
    let low = c1.mul_add(f, L::splat(1.0));
    high.mul_add(square, middle).mul_add(square, low)
}

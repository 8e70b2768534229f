//! 2^x for the weights of a softmax, in a dozen operations and without a branch.
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
//! 3. 2^f is a polynomial of degree 5 with the least relative error among those that are 1 at 0, so
//!    that the largest score of a row has weight exactly 1.
//! 4. Where x < -126 the result is replaced by +0: it would not be a normal number, and step 2 goes
//!    wrong soon after. Hidden keys, whose score is minus infinity, so get weight 0 without a mask. A
//!    comparison, not a maximum: it lets NaN through on every machine.
//! 5. The halves are multiplied, not joined by integer addition, so that a NaN stays one.

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
    let rounded = x.add(L::splat(ROUND_AND_BIAS));
    let f = x.sub(rounded.sub(L::splat(ROUND_AND_BIAS)));
    let [c1, c2, c3, c4, c5] = COEFFICIENTS.map(L::splat);
    let power = c5
        .mul_add(f, c4)
        .mul_add(f, c3)
        .mul_add(f, c2)
        .mul_add(f, c1)
        .mul_add(f, L::splat(1.0));
    power
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

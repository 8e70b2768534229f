//! The softcap `c tanh(s / c)`, without a branch.
//!
//! ```text
//! E = exp(-2 |x|) - 1,   tanh |x| = -E / (2 + E)
//! ```
//!
//! E is taken from [`expm1_2`], not from a difference with 1: scores far below the cap keep all their
//! bits, which a softmax over small scores with a large cap needs.

use std::f32::consts::LOG2_E;

use crate::exp2::expm1_2;
use crate::lanes::Lanes;
use crate::pack::Row8;

/// Caps scores a key a row, each lane another query.
pub(crate) fn cap_strip<L: Lanes>(cap: f32, scores: &mut [Row8]) {
    for four in scores.iter_mut().flat_map(|row| &mut row.0) {
        capped(cap, L::load(four)).store(four);
    }
}

/// Caps the scores of one row, whose number is a multiple of 4.
pub(crate) fn cap_row<L: Lanes>(cap: f32, scores: &mut [f32]) {
    for four in scores.as_chunks_mut().0 {
        capped(cap, L::load(four)).store(four);
    }
}

/// `cap tanh(scores / cap)`; NaN of NaN, the cap itself of infinities.
#[inline(always)]
fn capped<L: Lanes>(cap: f32, scores: L) -> L {
    let size = scores.with_sign_of(L::splat(0.0));
    let power = expm1_2(size.mul(L::splat(-2.0 * LOG2_E / cap)));
    // Both numbers are negative or 0: the quotient is the tangent of the size.
    let tangent = power.div(L::splat(-2.0).sub(power));
    tangent.mul(L::splat(cap)).with_sign_of(scores)
}

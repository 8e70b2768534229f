//! The online softmax, a tile of scores at a time.
//!
//! ```text
//! m' = max(m, max_j s_j)
//! l' = exp(m - m') l + sum_j exp(s_j - m')
//! O' = exp(m - m') O + sum_j exp(s_j - m') v_j        the sum is the caller's
//! ```
//!
//! Dao 2023, algorithm 1, lines 9 and 10; see `headwise_core::online_softmax` for the recurrence
//! alone. It comes in two layouts: [`strip`] has a row in each lane, for tiles of many queries; [`row`]
//! has one row along the lanes, for decoding. The code departs from the recurrence in four places.
//!
//! 1. O and l are multiplied only when m moved: most tiles of a long row do not move it.
//! 2. While m = -inf, scores are compared with 0 instead: every exponential is then 0 and none NaN.
//! 3. The maximum may pass over NaN, and then be any number: whether a row is NaN, or has seen no key,
//!    is told by l alone.
//! 4. In strips, an integer power of two near exp(m) stands for it, see [`strip::Origin`].

pub(crate) mod row;
pub(crate) mod strip;

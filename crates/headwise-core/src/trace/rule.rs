//! Rules: a small closed algebra that says how a cell follows from other cells.
//!
//! Four shapes cover attention. *Contract* is a [`Expr::Sum`] over a [`Expr::Multiply`] of reads;
//! *map* is arithmetic on reads at the same place; *reduce* is a [`Expr::Sum`] or
//! [`Expr::Maximum`]; *gather* is a [`Expr::Read`] whose [`Index`] moves. A rule is data, so one
//! evaluator in Rust and one in TypeScript derive every cell of every tensor again, and the same
//! tree prints the formula with live numbers and names the cells that light up under the pointer.

use serde::{Deserialize, Serialize};

/// How each cell of a tensor is computed: `tensor[vars...] = body`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Rule {
    /// One index variable for each axis of the tensor, such as `["h", "i", "j"]`.
    pub vars: Vec<String>,
    /// The value at those indices.
    pub body: Expr,
}

/// A number computed from cells. Evaluated in f64.
///
/// [`build`](super::build) has short constructors and operators for writing one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Expr {
    /// Given from outside (the reader's arrays, word numbers, switches): there is nothing to derive.
    Input,
    /// A fixed number of the run.
    Constant {
        /// The number.
        value: f64,
        /// How formulas write it, as TeX (`1/\sqrt{d_k}`), or "" for a plain number.
        symbol: String,
    },
    /// A cell of another tensor (or an earlier cell of the same one).
    Read {
        /// Name of the tensor.
        tensor: String,
        /// One index for each of its axes.
        at: Vec<Index>,
    },
    /// The sum of the terms.
    Add {
        /// What is added, in order.
        terms: Vec<Expr>,
    },
    /// The product of the factors.
    Multiply {
        /// What is multiplied, in order.
        factors: Vec<Expr>,
    },
    /// `left - right`.
    Subtract {
        /// The minuend.
        left: Box<Expr>,
        /// The subtrahend.
        right: Box<Expr>,
    },
    /// `left / right`; 0 where `right` is 0, as in a row of weights with every key masked.
    Divide {
        /// The numerator.
        left: Box<Expr>,
        /// The denominator.
        right: Box<Expr>,
    },
    /// `exp(of - shift)`; 0 where `of` is minus infinity, whatever the shift is.
    ExpShifted {
        /// The exponent before the shift: a masked score.
        of: Box<Expr>,
        /// What is taken off so that nothing overflows: the row's maximum.
        shift: Box<Expr>,
    },
    /// Square root.
    SquareRoot {
        /// The radicand, at least 0.
        of: Box<Expr>,
    },
    /// Hyperbolic tangent (softcap).
    Tanh {
        /// The argument.
        of: Box<Expr>,
    },
    /// The nearest whole number; of two, the one further from 0.
    Round {
        /// What is rounded.
        of: Box<Expr>,
    },
    /// Natural logarithm; minus infinity of 0.
    Logarithm {
        /// At least 0.
        of: Box<Expr>,
    },
    /// Sine.
    Sine {
        /// The angle in radians.
        of: Box<Expr>,
    },
    /// Cosine.
    Cosine {
        /// The angle in radians.
        of: Box<Expr>,
    },
    /// `base ^ exponent`.
    Power {
        /// The base, greater than 0.
        base: Box<Expr>,
        /// The exponent.
        exponent: Box<Expr>,
    },
    /// The sum of `body` for `var` from 0 to `extent` (exclusive).
    Sum {
        /// The index variable that the sum binds.
        var: String,
        /// How many terms.
        extent: Index,
        /// One term.
        body: Box<Expr>,
    },
    /// The largest `body` for `var` from 0 to `extent` (exclusive); minus infinity when there is none.
    Maximum {
        /// The index variable that the maximum binds.
        var: String,
        /// How many candidates.
        extent: Index,
        /// One candidate.
        body: Box<Expr>,
    },
    /// `then` where `left is right` holds, else `otherwise`. Only the branch taken is evaluated.
    Select {
        /// The left side of the comparison.
        left: Box<Expr>,
        /// The comparison.
        is: Comparison,
        /// The right side of the comparison.
        right: Box<Expr>,
        /// The value where it holds.
        then: Box<Expr>,
        /// The value where it does not.
        otherwise: Box<Expr>,
    },
    /// An index as a number (positions, causal comparisons).
    Number {
        /// The index.
        index: Index,
    },
    /// Minus infinity: a masked score.
    NegativeInfinity,
    /// A seeded draw with mean 0 and variance 1, the same integers in every implementation: see
    /// [`crate::draw`].
    Draw {
        /// The seed of the run.
        seed: u32,
        /// Which table is drawn: streams are independent.
        stream: u32,
        /// Which cell of the table, less than 2^32.
        counter: Index,
    },
}

/// The condition of a [`Expr::Select`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Comparison {
    /// `left <= right`.
    AtMost,
    /// `left == right`.
    Equal,
}

/// A place along an axis, computed from index variables: whole numbers only, never negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Index {
    /// An index variable of the rule or of an enclosing reduction.
    Var {
        /// Its name, such as `h`.
        name: String,
    },
    /// A fixed place.
    Fixed {
        /// The place.
        value: u32,
    },
    /// The sum of the terms.
    Plus {
        /// What is added.
        terms: Vec<Index>,
    },
    /// `of - by`, where it is not below 0.
    Minus {
        /// The index.
        of: Box<Index>,
        /// What is taken off.
        by: u32,
    },
    /// `of * by`.
    Times {
        /// The index.
        of: Box<Index>,
        /// The factor.
        by: u32,
    },
    /// `floor(of / by)`: which head a column belongs to.
    Quotient {
        /// The index.
        of: Box<Index>,
        /// The divisor, at least 1.
        by: u32,
    },
    /// `of mod by`: the column inside its head.
    Remainder {
        /// The index.
        of: Box<Index>,
        /// The divisor, at least 1.
        by: u32,
    },
    /// The whole number stored in a cell: which row of a table.
    Lookup {
        /// Name of the tensor that holds it.
        tensor: String,
        /// One index for each of its axes.
        at: Vec<Index>,
    },
}

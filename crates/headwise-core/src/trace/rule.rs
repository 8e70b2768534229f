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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Expr {
    /// Given from outside (the reader's arrays, word numbers, switches): there is nothing to derive.
    Input,
    /// A fixed number of the run, named as formulas write it (`1/\sqrt{d_k}`), or "" for a plain number.
    Constant { value: f64, symbol: String },
    /// A cell of another tensor (or an earlier cell of the same one).
    Read { tensor: String, at: Vec<Index> },
    /// The sum of the terms.
    Add { terms: Vec<Expr> },
    /// The product of the factors.
    Multiply { factors: Vec<Expr> },
    /// `left - right`.
    Subtract { left: Box<Expr>, right: Box<Expr> },
    /// `left / right`; 0 where `right` is 0, as in a row of weights with every key masked.
    Divide { left: Box<Expr>, right: Box<Expr> },
    /// `exp(of - shift)`; 0 where `of` is minus infinity, whatever the shift is.
    ExpShifted { of: Box<Expr>, shift: Box<Expr> },
    /// Square root.
    SquareRoot { of: Box<Expr> },
    /// Hyperbolic tangent (softcap).
    Tanh { of: Box<Expr> },
    /// Sine of an angle in radians.
    Sine { of: Box<Expr> },
    /// Cosine of an angle in radians.
    Cosine { of: Box<Expr> },
    /// `base ^ exponent`, base > 0.
    Power { base: Box<Expr>, exponent: Box<Expr> },
    /// The sum of `body` for `var` from 0 to `extent` (exclusive).
    Sum { var: String, extent: Index, body: Box<Expr> },
    /// The largest `body` for `var` from 0 to `extent` (exclusive); minus infinity when there is none.
    Maximum { var: String, extent: Index, body: Box<Expr> },
    /// `then` where the condition holds, else `otherwise`.
    Select { left: Box<Expr>, is: Comparison, right: Box<Expr>, then: Box<Expr>, otherwise: Box<Expr> },
    /// An index as a number (positions, causal comparisons).
    Number { index: Index },
    /// Minus infinity: a masked score.
    NegativeInfinity,
    /// A seeded draw with mean 0 and variance 1, the same integers in every implementation: see [`crate::draw`].
    Draw { seed: u32, stream: u32, counter: Index },
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

/// A place along an axis, computed from index variables: whole numbers only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Index {
    /// An index variable of the rule or of an enclosing reduction.
    Var { name: String },
    /// A fixed place.
    Fixed { value: u32 },
    /// The sum of the terms.
    Plus { terms: Vec<Index> },
    /// `of * by`.
    Times { of: Box<Index>, by: u32 },
    /// `floor(of / by)`: which head a column belongs to.
    Quotient { of: Box<Index>, by: u32 },
    /// `of mod by`: the column inside its head.
    Remainder { of: Box<Index>, by: u32 },
    /// The whole number stored in a cell: which row of a table.
    Lookup { tensor: String, at: Vec<Index> },
}

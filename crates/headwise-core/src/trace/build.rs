//! Short constructors and operators, so that a rule in code reads like the formula on paper.
//!
//! ```
//! use headwise_core::trace::build::{fixed, read, rule, sum, var};
//!
//! // Two query heads share one key head.
//! let scores = rule(
//!     ["h", "i", "j"],
//!     sum(
//!         "d",
//!         fixed(8),
//!         read("qHeads", [var("h"), var("i"), var("d")])
//!             * read("kHeads", [var("h") / 2, var("j"), var("d")]),
//!     ),
//! );
//! assert_eq!(
//!     scores.to_text("scores"),
//!     "scores[h,i,j] = sum_d qHeads[h,i,d] * kHeads[h div 2,j,d]"
//! );
//! ```

mod operators;

use super::{Comparison, Expr, Index, Rule};

/// `tensor[vars...] = body`.
pub fn rule<'a>(vars: impl AsRef<[&'a str]>, body: Expr) -> Rule {
    rule_of(vars.as_ref(), body)
}

/// Compiled once, however many variables there are.
fn rule_of(vars: &[&str], body: Expr) -> Rule {
    Rule {
        vars: vars.iter().map(|&name| name.to_owned()).collect(),
        body,
    }
}

/// The rule of a tensor that was given from outside, with one variable an axis.
pub fn input<'a>(vars: impl AsRef<[&'a str]>) -> Rule {
    rule(vars, Expr::Input)
}

/// An index variable.
pub fn var(name: &str) -> Index {
    Index::Var {
        name: name.to_owned(),
    }
}

/// A fixed place or a fixed extent.
///
/// # Panics
/// When `value` does not fit 32 bits: no axis of a trace is that long.
pub fn fixed(value: usize) -> Index {
    Index::Fixed {
        value: narrow(value),
    }
}

/// The whole number stored in a cell, as an index.
pub fn lookup(tensor: &str, at: impl Into<Vec<Index>>) -> Index {
    Index::Lookup {
        tensor: tensor.to_owned(),
        at: at.into(),
    }
}

/// A cell of another tensor.
pub fn read(tensor: &str, at: impl Into<Vec<Index>>) -> Expr {
    Expr::Read {
        tensor: tensor.to_owned(),
        at: at.into(),
    }
}

/// A cell of another tensor at the places that variables have.
pub fn entry(tensor: &str, vars: &[&str]) -> Expr {
    let at: Vec<Index> = vars.iter().map(|name| var(name)).collect();
    read(tensor, at)
}

/// A number that formulas write as itself.
pub fn plain(value: f64) -> Expr {
    constant(value, "")
}

/// A number that formulas write as `symbol` (TeX).
pub fn constant(value: f64, symbol: &str) -> Expr {
    Expr::Constant {
        value,
        symbol: symbol.to_owned(),
    }
}

/// An index as a number.
pub fn number(index: Index) -> Expr {
    Expr::Number { index }
}

/// The sum of `body` for `var` from 0 to `extent`, exclusive.
pub fn sum(var: &str, extent: Index, body: Expr) -> Expr {
    Expr::Sum {
        var: var.to_owned(),
        extent,
        body: Box::new(body),
    }
}

/// The largest `body` for `var` from 0 to `extent`, exclusive.
pub fn maximum(var: &str, extent: Index, body: Expr) -> Expr {
    Expr::Maximum {
        var: var.to_owned(),
        extent,
        body: Box::new(body),
    }
}

/// `exp(of - shift)`, 0 where `of` is minus infinity.
pub fn exp_shifted(of: Expr, shift: Expr) -> Expr {
    Expr::ExpShifted {
        of: Box::new(of),
        shift: Box::new(shift),
    }
}

/// Square root.
pub fn square_root(of: Expr) -> Expr {
    Expr::SquareRoot { of: Box::new(of) }
}

/// Hyperbolic tangent.
pub fn tanh(of: Expr) -> Expr {
    Expr::Tanh { of: Box::new(of) }
}

/// The nearest whole number, halves away from 0.
pub fn round(of: Expr) -> Expr {
    Expr::Round { of: Box::new(of) }
}

/// Natural logarithm.
pub fn logarithm(of: Expr) -> Expr {
    Expr::Logarithm { of: Box::new(of) }
}

/// Sine of an angle in radians.
pub fn sine(of: Expr) -> Expr {
    Expr::Sine { of: Box::new(of) }
}

/// Cosine of an angle in radians.
pub fn cosine(of: Expr) -> Expr {
    Expr::Cosine { of: Box::new(of) }
}

/// `base ^ exponent`.
pub fn power(base: Expr, exponent: Expr) -> Expr {
    Expr::Power {
        base: Box::new(base),
        exponent: Box::new(exponent),
    }
}

/// `then` where `left is right`, else `otherwise`.
pub fn select(left: Expr, is: Comparison, right: Expr, then: Expr, otherwise: Expr) -> Expr {
    Expr::Select {
        left: Box::new(left),
        is,
        right: Box::new(right),
        then: Box::new(then),
        otherwise: Box::new(otherwise),
    }
}

/// A seeded draw: see [`crate::draw::draw`].
pub fn draw(seed: u32, stream: u32, counter: Index) -> Expr {
    Expr::Draw {
        seed,
        stream,
        counter,
    }
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).expect("the places of a trace fit 32 bits")
}

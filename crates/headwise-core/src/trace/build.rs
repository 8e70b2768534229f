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
//!
//! What is being built is a pointer: it is passed on and put together in a fraction of the code that
//! moving the enums themselves takes, and readers download that code.

mod operators;

use super::{Comparison, Expr, Index, Rule};
use std::fmt;

/// An expression that is being built.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula(Box<Expr>);

/// An index that is being built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(Box<Index>);

impl Formula {
    fn new(expr: Expr) -> Self {
        Self(Box::new(expr))
    }
}

impl Place {
    fn new(index: Index) -> Self {
        Self(Box::new(index))
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// `tensor[vars...] = body`.
pub fn rule<'a>(vars: impl AsRef<[&'a str]>, body: Formula) -> Rule {
    rule_of(vars.as_ref(), body)
}

/// Compiled once, however many variables there are.
fn rule_of(vars: &[&str], body: Formula) -> Rule {
    Rule {
        vars: vars.iter().map(|&name| name.to_owned()).collect(),
        body: *body.0,
    }
}

/// The rule of a tensor that was given from outside, with one variable an axis.
pub fn input<'a>(vars: impl AsRef<[&'a str]>) -> Rule {
    rule(vars, given())
}

/// An index variable.
pub fn var(name: &str) -> Place {
    Place::new(Index::Var {
        name: name.to_owned(),
    })
}

/// A fixed place or a fixed extent.
///
/// # Panics
/// When `value` does not fit 32 bits: no axis of a trace is that long.
pub fn fixed(value: usize) -> Place {
    Place::new(Index::Fixed {
        value: narrow(value),
    })
}

/// The whole number stored in a cell, as an index.
pub fn lookup(tensor: &str, at: impl Into<Vec<Place>>) -> Place {
    lookup_at(tensor, at.into())
}

/// Compiled once, however many places there are.
fn lookup_at(tensor: &str, at: Vec<Place>) -> Place {
    Place::new(Index::Lookup {
        tensor: tensor.to_owned(),
        at: indices(at),
    })
}

/// A cell of another tensor.
pub fn read(tensor: &str, at: impl Into<Vec<Place>>) -> Formula {
    read_at(tensor, at.into())
}

/// Compiled once, however many places there are.
fn read_at(tensor: &str, at: Vec<Place>) -> Formula {
    Formula::new(Expr::Read {
        tensor: tensor.to_owned(),
        at: indices(at),
    })
}

/// A cell of another tensor at the places that variables have.
pub fn entry(tensor: &str, vars: &[&str]) -> Formula {
    let at: Vec<Place> = vars.iter().map(|name| var(name)).collect();
    read(tensor, at)
}

/// What was given from outside.
pub fn given() -> Formula {
    Formula::new(Expr::Input)
}

/// Minus infinity: a masked score.
pub fn negative_infinity() -> Formula {
    Formula::new(Expr::NegativeInfinity)
}

/// The sum of any number of terms.
pub fn total(terms: impl Into<Vec<Formula>>) -> Formula {
    let terms = expressions(terms.into());
    Formula::new(Expr::Add { terms })
}

/// The product of any number of factors.
pub fn product(factors: impl Into<Vec<Formula>>) -> Formula {
    let factors = expressions(factors.into());
    Formula::new(Expr::Multiply { factors })
}

/// A number that formulas write as itself.
pub fn plain(value: f64) -> Formula {
    constant(value, "")
}

/// A number that formulas write as `symbol` (TeX).
pub fn constant(value: f64, symbol: &str) -> Formula {
    Formula::new(Expr::Constant {
        value,
        symbol: symbol.to_owned(),
    })
}

/// An index as a number.
pub fn number(index: Place) -> Formula {
    Formula::new(Expr::Number { index: *index.0 })
}

/// The sum of `body` for `var` from 0 to `extent`, exclusive.
pub fn sum(var: &str, extent: Place, body: Formula) -> Formula {
    Formula::new(Expr::Sum {
        var: var.to_owned(),
        extent: *extent.0,
        body: body.0,
    })
}

/// The largest `body` for `var` from 0 to `extent`, exclusive.
pub fn maximum(var: &str, extent: Place, body: Formula) -> Formula {
    Formula::new(Expr::Maximum {
        var: var.to_owned(),
        extent: *extent.0,
        body: body.0,
    })
}

/// `exp(of - shift)`, 0 where `of` is minus infinity.
pub fn exp_shifted(of: Formula, shift: Formula) -> Formula {
    Formula::new(Expr::ExpShifted {
        of: of.0,
        shift: shift.0,
    })
}

/// Square root.
pub fn square_root(of: Formula) -> Formula {
    Formula::new(Expr::SquareRoot { of: of.0 })
}

/// Hyperbolic tangent.
pub fn tanh(of: Formula) -> Formula {
    Formula::new(Expr::Tanh { of: of.0 })
}

/// The nearest whole number, halves away from 0.
pub fn round(of: Formula) -> Formula {
    Formula::new(Expr::Round { of: of.0 })
}

/// Natural logarithm.
pub fn logarithm(of: Formula) -> Formula {
    Formula::new(Expr::Logarithm { of: of.0 })
}

/// Sine of an angle in radians.
pub fn sine(of: Formula) -> Formula {
    Formula::new(Expr::Sine { of: of.0 })
}

/// Cosine of an angle in radians.
pub fn cosine(of: Formula) -> Formula {
    Formula::new(Expr::Cosine { of: of.0 })
}

/// `base ^ exponent`.
pub fn power(base: Formula, exponent: Formula) -> Formula {
    Formula::new(Expr::Power {
        base: base.0,
        exponent: exponent.0,
    })
}

/// `then` where `left is right`, else `otherwise`.
pub fn select(
    left: Formula,
    is: Comparison,
    right: Formula,
    then: Formula,
    otherwise: Formula,
) -> Formula {
    Formula::new(Expr::Select {
        left: left.0,
        is,
        right: right.0,
        then: then.0,
        otherwise: otherwise.0,
    })
}

/// A seeded draw: see [`crate::draw::draw`].
pub fn draw(seed: u32, stream: u32, counter: Place) -> Formula {
    Formula::new(Expr::Draw {
        seed,
        stream,
        counter: *counter.0,
    })
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).expect("the places of a trace fit 32 bits")
}

fn expressions(parts: Vec<Formula>) -> Vec<Expr> {
    parts.into_iter().map(|part| *part.0).collect()
}

fn indices(places: Vec<Place>) -> Vec<Index> {
    places.into_iter().map(|place| *place.0).collect()
}

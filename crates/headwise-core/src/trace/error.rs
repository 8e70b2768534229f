//! What can be wrong with a rule.

use std::fmt;

/// A rule that cannot be evaluated, or a trace whose parts disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleError {
    /// No tensor has this name.
    UnknownTensor {
        /// The name.
        tensor: String,
    },
    /// Two tensors have this name.
    RepeatedTensor {
        /// The name.
        tensor: String,
    },
    /// A tensor's variables, axes and data do not describe one array.
    Inconsistent {
        /// The tensor.
        tensor: String,
        /// What disagrees.
        reason: String,
    },
    /// An index names a variable that nothing binds.
    UnboundVariable {
        /// The variable.
        name: String,
    },
    /// An index lies outside a tensor, or has the wrong number of axes.
    OutOfRange {
        /// The tensor that was read.
        tensor: String,
        /// Where (in a check of the whole rule: the furthest place it can reach).
        at: Vec<u64>,
        /// The extents of its axes.
        shape: Vec<usize>,
    },
    /// A rule reads a cell that is not computed before its own.
    NotYetComputed {
        /// The tensor that was read.
        tensor: String,
    },
    /// A lookup met a cell that holds no whole number from 0, or a counter exceeds 32 bits.
    NotAnIndex {
        /// Where the number came from.
        tensor: String,
    },
    /// More is taken off an index than it is.
    BelowZero,
    /// An index is divided by 0.
    DividedByZero,
    /// [`Expr::Input`](super::Expr::Input) inside an expression: a cell is given or computed, never both.
    PartlyGiven,
}

impl fmt::Display for RuleError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTensor { tensor } => write!(out, "no tensor is named `{tensor}`"),
            Self::RepeatedTensor { tensor } => write!(out, "two tensors are named `{tensor}`"),
            Self::Inconsistent { tensor, reason } => write!(out, "`{tensor}`: {reason}"),
            Self::UnboundVariable { name } => write!(out, "nothing binds the index `{name}`"),
            Self::OutOfRange { tensor, at, shape } => {
                write!(out, "`{tensor}` of shape {shape:?} is read at {at:?}")
            }
            Self::NotYetComputed { tensor } => {
                write!(out, "`{tensor}` is read before it is computed")
            }
            Self::NotAnIndex { tensor } => {
                write!(
                    out,
                    "a number of `{tensor}` is used as an index and is none"
                )
            }
            Self::BelowZero => write!(out, "an index falls below 0"),
            Self::DividedByZero => write!(out, "an index is divided by 0"),
            Self::PartlyGiven => write!(out, "an input stands inside an expression"),
        }
    }
}

impl std::error::Error for RuleError {}

//! Arithmetic on rules and on places.

use super::narrow;
use crate::trace::{Expr, Index};
use std::ops;

impl ops::Add for Expr {
    type Output = Expr;

    fn add(self, right: Expr) -> Expr {
        Expr::Add {
            terms: vec![self, right],
        }
    }
}

impl ops::Sub for Expr {
    type Output = Expr;

    fn sub(self, right: Expr) -> Expr {
        Expr::Subtract {
            left: Box::new(self),
            right: Box::new(right),
        }
    }
}

impl ops::Mul for Expr {
    type Output = Expr;

    fn mul(self, right: Expr) -> Expr {
        Expr::Multiply {
            factors: vec![self, right],
        }
    }
}

impl ops::Div for Expr {
    type Output = Expr;

    fn div(self, right: Expr) -> Expr {
        Expr::Divide {
            left: Box::new(self),
            right: Box::new(right),
        }
    }
}

impl ops::Add for Index {
    type Output = Index;

    fn add(self, right: Index) -> Index {
        Index::Plus {
            terms: vec![self, right],
        }
    }
}

impl ops::Sub<usize> for Index {
    type Output = Index;

    fn sub(self, by: usize) -> Index {
        Index::Minus {
            of: Box::new(self),
            by: narrow(by),
        }
    }
}

impl ops::Mul<usize> for Index {
    type Output = Index;

    fn mul(self, by: usize) -> Index {
        Index::Times {
            of: Box::new(self),
            by: narrow(by),
        }
    }
}

/// Whole division; by 1 it leaves the index as it is, which keeps multi-head rules free of `div 1`.
impl ops::Div<usize> for Index {
    type Output = Index;

    fn div(self, by: usize) -> Index {
        if by == 1 {
            return self;
        }
        Index::Quotient {
            of: Box::new(self),
            by: narrow(by),
        }
    }
}

impl ops::Rem<usize> for Index {
    type Output = Index;

    fn rem(self, by: usize) -> Index {
        Index::Remainder {
            of: Box::new(self),
            by: narrow(by),
        }
    }
}

//! Arithmetic on rules and on places.

use super::{Formula, Place, indices, narrow, product, total};
use crate::trace::{Expr, Index};
use std::ops;

impl ops::Add for Formula {
    type Output = Formula;

    fn add(self, right: Formula) -> Formula {
        total([self, right])
    }
}

impl ops::Sub for Formula {
    type Output = Formula;

    fn sub(self, right: Formula) -> Formula {
        Formula::new(Expr::Subtract {
            left: self.0,
            right: right.0,
        })
    }
}

impl ops::Mul for Formula {
    type Output = Formula;

    fn mul(self, right: Formula) -> Formula {
        product([self, right])
    }
}

impl ops::Div for Formula {
    type Output = Formula;

    fn div(self, right: Formula) -> Formula {
        Formula::new(Expr::Divide {
            left: self.0,
            right: right.0,
        })
    }
}

impl ops::Add for Place {
    type Output = Place;

    fn add(self, right: Place) -> Place {
        let terms = indices(vec![self, right]);
        Place::new(Index::Plus { terms })
    }
}

impl ops::Sub<usize> for Place {
    type Output = Place;

    fn sub(self, by: usize) -> Place {
        Place::new(Index::Minus {
            of: self.0,
            by: narrow(by),
        })
    }
}

impl ops::Mul<usize> for Place {
    type Output = Place;

    fn mul(self, by: usize) -> Place {
        Place::new(Index::Times {
            of: self.0,
            by: narrow(by),
        })
    }
}

/// Whole division; by 1 it leaves the index as it is, which keeps multi-head rules free of `div 1`.
impl ops::Div<usize> for Place {
    type Output = Place;

    fn div(self, by: usize) -> Place {
        if by == 1 {
            return self;
        }
        Place::new(Index::Quotient {
            of: self.0,
            by: narrow(by),
        })
    }
}

impl ops::Rem<usize> for Place {
    type Output = Place;

    fn rem(self, by: usize) -> Place {
        Place::new(Index::Remainder {
            of: self.0,
            by: narrow(by),
        })
    }
}

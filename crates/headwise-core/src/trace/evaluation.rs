//! The walk down one rule at one cell.

use super::evaluate::{Cell, Evaluator};
use super::{Comparison, Expr, Index, RuleError};
use crate::draw::draw;

/// One cell being evaluated: what its variables are bound to and who is told of its reads.
pub(super) struct Evaluation<'e, 't, F> {
    /// Where names and cells are found.
    pub(super) evaluator: &'e Evaluator<'t>,
    /// The cell.
    pub(super) own: Cell,
    /// Variables in the order of binding: of the rule, then of the reductions around this point.
    pub(super) bound: Vec<(&'t str, u64)>,
    /// Told of each cell that is read, in order.
    pub(super) on_read: F,
}

impl<'t, F: FnMut(Cell)> Evaluation<'_, 't, F> {
    /// The value of an expression.
    pub(super) fn number(&mut self, expr: &'t Expr) -> Result<f64, RuleError> {
        Ok(match expr {
            Expr::Input => return Err(RuleError::PartlyGiven),
            Expr::Constant { value, .. } => *value,
            Expr::Read { tensor, at } => self.read(tensor, at)?,
            Expr::Add { terms } => {
                let mut total = 0.0;
                for term in terms {
                    total += self.number(term)?;
                }
                total
            }
            Expr::Multiply { factors } => {
                let mut product = 1.0;
                for factor in factors {
                    product *= self.number(factor)?;
                }
                product
            }
            Expr::Subtract { left, right } => self.number(left)? - self.number(right)?,
            Expr::Divide { left, right } => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                if right == 0.0 { 0.0 } else { left / right }
            }
            Expr::ExpShifted { of, shift } => {
                let (of, shift) = (self.number(of)?, self.number(shift)?);
                if of == f64::NEG_INFINITY {
                    0.0
                } else {
                    (of - shift).exp()
                }
            }
            Expr::SquareRoot { of } => self.number(of)?.sqrt(),
            Expr::Tanh { of } => self.number(of)?.tanh(),
            Expr::Round { of } => self.number(of)?.round(),
            Expr::Logarithm { of } => self.number(of)?.ln(),
            Expr::Sine { of } => self.number(of)?.sin(),
            Expr::Cosine { of } => self.number(of)?.cos(),
            Expr::Power { base, exponent } => self.number(base)?.powf(self.number(exponent)?),
            Expr::Sum { var, extent, body } => {
                self.reduce(var, extent, body, 0.0, |total, term| total + term)?
            }
            Expr::Maximum { var, extent, body } => {
                self.reduce(var, extent, body, f64::NEG_INFINITY, f64::max)?
            }
            Expr::Select {
                left,
                is,
                right,
                then,
                otherwise,
            } => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                let holds = match is {
                    Comparison::AtMost => left <= right,
                    Comparison::Equal => left == right,
                };
                self.number(if holds { then } else { otherwise })?
            }
            Expr::Number { index } => self.index(index)? as f64,
            Expr::NegativeInfinity => f64::NEG_INFINITY,
            Expr::Draw {
                seed,
                stream,
                counter,
            } => {
                let counter = u32::try_from(self.index(counter)?);
                let counter = counter.map_err(|_| RuleError::NotAnIndex {
                    tensor: self.evaluator.name(self.own.0).to_owned(),
                })?;
                draw(*seed, *stream, counter)
            }
        })
    }

    fn reduce(
        &mut self,
        var: &'t str,
        extent: &'t Index,
        body: &'t Expr,
        start: f64,
        combine: impl Fn(f64, f64) -> f64,
    ) -> Result<f64, RuleError> {
        let extent = self.index(extent)?;
        let mut result = start;
        for value in 0..extent {
            self.bound.push((var, value));
            result = combine(result, self.number(body)?);
            self.bound.pop();
        }
        Ok(result)
    }

    fn read(&mut self, tensor: &str, at: &'t [Index]) -> Result<f64, RuleError> {
        let place = self.evaluator.place(tensor)?;
        let at: Vec<u64> = at
            .iter()
            .map(|index| self.index(index))
            .collect::<Result<_, _>>()?;
        let cell = (place, self.evaluator.offset(place, &at)?);
        // Tensors stand in the order of computation and cells in row-major order, so a rule that
        // only looks back can never go round in a circle.
        if cell >= self.own {
            return Err(RuleError::NotYetComputed {
                tensor: tensor.to_owned(),
            });
        }
        (self.on_read)(cell);
        self.evaluator.stored(cell)
    }

    fn index(&mut self, index: &'t Index) -> Result<u64, RuleError> {
        Ok(match index {
            Index::Var { name } => self.variable(name)?,
            Index::Fixed { value } => u64::from(*value),
            Index::Plus { terms } => {
                let mut total = 0_u64;
                for term in terms {
                    total = total.saturating_add(self.index(term)?);
                }
                total
            }
            Index::Minus { of, by } => {
                let of = self.index(of)?;
                of.checked_sub(u64::from(*by)).ok_or(RuleError::BelowZero)?
            }
            Index::Times { of, by } => self.index(of)?.saturating_mul(u64::from(*by)),
            Index::Quotient { of, by } => {
                let of = self.index(of)?;
                of.checked_div(u64::from(*by))
                    .ok_or(RuleError::DividedByZero)?
            }
            Index::Remainder { of, by } => {
                let of = self.index(of)?;
                of.checked_rem(u64::from(*by))
                    .ok_or(RuleError::DividedByZero)?
            }
            Index::Lookup { tensor, at } => {
                let number = self.read(tensor, at)?;
                whole(number).ok_or_else(|| RuleError::NotAnIndex {
                    tensor: tensor.clone(),
                })?
            }
        })
    }

    /// The innermost binding of the variable.
    fn variable(&self, name: &str) -> Result<u64, RuleError> {
        let binding = self.bound.iter().rev().find(|(bound, _)| *bound == name);
        let value = binding.map(|&(_, value)| value);
        value.ok_or_else(|| RuleError::UnboundVariable {
            name: name.to_owned(),
        })
    }
}

/// The number as an index, when it is a whole number from 0 to 2^32.
pub(super) fn whole(number: f64) -> Option<u64> {
    let in_range = (0.0..=f64::from(u32::MAX)).contains(&number);
    (in_range && number.fract() == 0.0).then_some(number as u64)
}

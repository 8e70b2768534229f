//! The evaluator: derives a cell again from the cells its rule reads.

use super::{Comparison, Expr, Index, RuleError, Trace};
use crate::draw::draw;
use std::collections::HashMap;

/// The value of `tensor[index]` by its rule, in f64, from the stored cells of its sources.
///
/// A cell that was given from outside has the value it holds.
///
/// # Errors
/// [`RuleError`] when the tensor or the cell does not exist, or the rule is not well formed.
pub fn evaluate(trace: &Trace, tensor: &str, index: &[usize]) -> Result<f64, RuleError> {
    Evaluator::new(trace).evaluate(tensor, index)
}

/// Evaluates many cells of one trace: resolves the names once.
pub struct Evaluator<'t> {
    trace: &'t Trace,
    places: HashMap<&'t str, usize>,
    shapes: Vec<Vec<usize>>,
}

/// A cell: the place of its tensor in the trace, and its row-major offset there.
pub(super) type Cell = (usize, usize);

impl<'t> Evaluator<'t> {
    /// An evaluator over this trace.
    pub fn new(trace: &'t Trace) -> Self {
        let names = trace.tensors.iter().enumerate();
        Self {
            trace,
            places: names
                .map(|(place, tensor)| (tensor.name.as_str(), place))
                .collect(),
            shapes: trace.tensors.iter().map(super::Tensor::shape).collect(),
        }
    }

    /// As the function [`evaluate`].
    ///
    /// # Errors
    /// As the function [`evaluate`].
    pub fn evaluate(&self, tensor: &str, index: &[usize]) -> Result<f64, RuleError> {
        self.evaluate_reading(tensor, index, |_| ())
    }

    /// Evaluates and reports each cell that is read, in the order of reading.
    pub(super) fn evaluate_reading(
        &self,
        tensor: &str,
        index: &[usize],
        on_read: impl FnMut(Cell),
    ) -> Result<f64, RuleError> {
        let place = self.place(tensor)?;
        let rule = &self.trace.tensors[place].rule;
        let at: Vec<u64> = index.iter().map(|&i| i as u64).collect();
        let own = (place, self.offset(place, &at)?);
        let names = rule.vars.iter().map(String::as_str);
        let mut evaluation = Evaluation {
            evaluator: self,
            own,
            bound: names.zip(at).collect(),
            on_read,
        };
        match &rule.body {
            Expr::Input => Ok(self.stored(own)),
            body => evaluation.number(body),
        }
    }

    /// The stored number of a cell.
    pub(super) fn stored(&self, (place, offset): Cell) -> f64 {
        f64::from(self.trace.tensors[place].data[offset])
    }

    pub(super) fn name(&self, place: usize) -> &'t str {
        &self.trace.tensors[place].name
    }

    fn place(&self, tensor: &str) -> Result<usize, RuleError> {
        let place = self.places.get(tensor).copied();
        place.ok_or_else(|| RuleError::UnknownTensor {
            tensor: tensor.to_owned(),
        })
    }

    fn offset(&self, place: usize, at: &[u64]) -> Result<usize, RuleError> {
        let shape = &self.shapes[place];
        let inside = at.len() == shape.len() && at.iter().zip(shape).all(|(&i, &n)| i < n as u64);
        if !inside {
            return Err(RuleError::OutOfRange {
                tensor: self.name(place).to_owned(),
                at: at.to_vec(),
                shape: shape.clone(),
            });
        }
        let row_major = |offset, (&i, &n): (&u64, &usize)| offset * n + i as usize;
        Ok(at.iter().zip(shape).fold(0, row_major))
    }
}

/// One cell being evaluated: what its variables are bound to and who is told of its reads.
struct Evaluation<'e, 't, F> {
    evaluator: &'e Evaluator<'t>,
    own: Cell,
    bound: Vec<(&'t str, u64)>,
    on_read: F,
}

impl<'t, F: FnMut(Cell)> Evaluation<'_, 't, F> {
    fn number(&mut self, expr: &'t Expr) -> Result<f64, RuleError> {
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
        let cell = (place, self.offset(place, at)?);
        // Tensors stand in the order of computation and cells in row-major order, so a rule that
        // only looks back can never go round in a circle.
        if cell >= self.own {
            return Err(RuleError::NotYetComputed {
                tensor: tensor.to_owned(),
            });
        }
        (self.on_read)(cell);
        Ok(self.evaluator.stored(cell))
    }

    /// The row-major offset of a place. This is the innermost loop of a derivation, so the indices
    /// are gathered for the message only when one is wrong.
    fn offset(&mut self, place: usize, at: &'t [Index]) -> Result<usize, RuleError> {
        let evaluator = self.evaluator;
        let shape = &evaluator.shapes[place];
        let mut inside = at.len() == shape.len();
        let mut offset = 0_usize;
        for (index, &extent) in at.iter().zip(shape) {
            let index = self.index(index)?;
            inside &= index < extent as u64;
            if inside {
                offset = offset * extent + index as usize;
            }
        }
        if inside {
            return Ok(offset);
        }
        let at: Vec<u64> = at
            .iter()
            .map(|index| self.index(index))
            .collect::<Result<_, _>>()?;
        evaluator.offset(place, &at)
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

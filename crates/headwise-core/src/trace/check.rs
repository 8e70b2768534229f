//! Whether a trace is whole: every rule can be evaluated at every cell, and steps name real tensors.
//!
//! The check bounds each index by interval arithmetic, so it looks at every rule once and not at
//! every cell.

use super::evaluation::whole;
use super::{Expr, Index, RuleError, Tensor, Trace};
use std::collections::HashMap;

impl Trace {
    /// Checks that names are distinct, data fits its axes, every rule has one variable an axis,
    /// reads tensors that stand before its own, and stays inside them, and steps name real tensors.
    ///
    /// # Errors
    /// The first [`RuleError`] found, in the order of the tensors.
    pub fn check(&self) -> Result<(), RuleError> {
        let mut before: HashMap<&str, &Tensor> = HashMap::new();
        for tensor in &self.tensors {
            check_form(tensor)?;
            // A tensor may read its own earlier cells, which only an evaluation can tell apart.
            if before.insert(&tensor.name, tensor).is_some() {
                return Err(RuleError::RepeatedTensor {
                    tensor: tensor.name.clone(),
                });
            }
            let vars = tensor.rule.vars.iter().map(String::as_str);
            let largest = tensor
                .axes
                .iter()
                .map(|axis| (axis.extent as u64).checked_sub(1));
            let mut check = RuleCheck {
                before: &before,
                all: self,
                bound: vars.zip(largest).collect(),
            };
            if tensor.rule.body != Expr::Input && !tensor.data.is_empty() {
                check.expr(&tensor.rule.body)?;
            }
        }
        let named = self
            .steps
            .iter()
            .flat_map(|step| step.reads.iter().chain(&step.writes));
        match named
            .into_iter()
            .find(|name| !before.contains_key(name.as_str()))
        {
            Some(name) => Err(RuleError::UnknownTensor {
                tensor: name.clone(),
            }),
            None => Ok(()),
        }
    }
}

fn check_form(tensor: &Tensor) -> Result<(), RuleError> {
    let inconsistent = |reason: String| {
        Err(RuleError::Inconsistent {
            tensor: tensor.name.clone(),
            reason,
        })
    };
    let (vars, axes) = (&tensor.rule.vars, tensor.axes.len());
    if vars.len() != axes {
        return inconsistent(format!("{} variables for {axes} axes", vars.len()));
    }
    if let Some(repeated) = vars
        .iter()
        .enumerate()
        .find(|(i, var)| vars[..*i].contains(var))
    {
        return inconsistent(format!("the variable `{}` names two axes", repeated.1));
    }
    let cells: usize = tensor.axes.iter().map(|axis| axis.extent).product();
    if tensor.data.len() != cells {
        return inconsistent(format!("{} numbers for {cells} cells", tensor.data.len()));
    }
    Ok(())
}

struct RuleCheck<'t, 'b> {
    before: &'b HashMap<&'t str, &'t Tensor>,
    all: &'t Trace,
    /// The largest value of each variable; none when its range is empty.
    bound: Vec<(&'t str, Option<u64>)>,
}

impl<'t> RuleCheck<'t, '_> {
    fn expr(&mut self, expr: &'t Expr) -> Result<(), RuleError> {
        match expr {
            Expr::Input => Err(RuleError::PartlyGiven),
            Expr::Constant { .. } | Expr::NegativeInfinity => Ok(()),
            Expr::Read { tensor, at } => self.read(tensor, at).map(drop),
            Expr::Add { terms: parts } | Expr::Multiply { factors: parts } => {
                parts.iter().try_for_each(|part| self.expr(part))
            }
            Expr::Subtract { left, right }
            | Expr::Divide { left, right }
            | Expr::ExpShifted {
                of: left,
                shift: right,
            }
            | Expr::Power {
                base: left,
                exponent: right,
            } => {
                self.expr(left)?;
                self.expr(right)
            }
            Expr::SquareRoot { of }
            | Expr::Tanh { of }
            | Expr::Round { of }
            | Expr::Logarithm { of }
            | Expr::Sine { of }
            | Expr::Cosine { of } => self.expr(of),
            Expr::Sum { var, extent, body } | Expr::Maximum { var, extent, body } => {
                let Some(largest) = self.largest(extent)?.checked_sub(1) else {
                    return Ok(());
                };
                self.bound.push((var, Some(largest)));
                let checked = self.expr(body);
                self.bound.pop();
                checked
            }
            Expr::Select {
                left,
                right,
                then,
                otherwise,
                ..
            } => {
                let parts = [left, right, then, otherwise];
                parts.into_iter().try_for_each(|part| self.expr(part))
            }
            Expr::Number { index } => self.largest(index).map(drop),
            Expr::Draw { counter, .. } => match self.largest(counter)? {
                fits if fits <= u64::from(u32::MAX) => Ok(()),
                _ => Err(RuleError::NotAnIndex {
                    tensor: "draw".to_owned(),
                }),
            },
        }
    }

    /// The tensor that is read, once every place that `at` can reach is known to lie in it.
    fn read(&mut self, name: &str, at: &'t [Index]) -> Result<&'t Tensor, RuleError> {
        let Some(&tensor) = self.before.get(name) else {
            let tensor = name.to_owned();
            return Err(match self.all.tensor(name) {
                Some(_) => RuleError::NotYetComputed { tensor },
                None => RuleError::UnknownTensor { tensor },
            });
        };
        let furthest: Vec<u64> = at
            .iter()
            .map(|index| self.largest(index))
            .collect::<Result<_, _>>()?;
        let shape = tensor.shape();
        let mut pairs = furthest.iter().zip(&shape);
        if furthest.len() == shape.len() && pairs.all(|(&far, &extent)| far < extent as u64) {
            Ok(tensor)
        } else {
            Err(RuleError::OutOfRange {
                tensor: name.to_owned(),
                at: furthest,
                shape,
            })
        }
    }

    /// The largest value that the index can take. All operations are monotone except the
    /// remainder, which is bounded by its divisor.
    fn largest(&mut self, index: &'t Index) -> Result<u64, RuleError> {
        match index {
            Index::Var { name } => {
                let binding = self.bound.iter().rev().find(|(bound, _)| bound == name);
                let largest = binding.and_then(|&(_, largest)| largest);
                largest.ok_or_else(|| RuleError::UnboundVariable { name: name.clone() })
            }
            Index::Fixed { value } => Ok(u64::from(*value)),
            Index::Plus { terms } => {
                let add = |total: u64, term| Ok(total.saturating_add(self.largest(term)?));
                terms.iter().try_fold(0, add)
            }
            // The branch of a condition that is not taken may be below 0: that is seen when it is read.
            Index::Minus { of, by } => Ok(self.largest(of)?.saturating_sub(u64::from(*by))),
            Index::Times { of, by } => Ok(self.largest(of)?.saturating_mul(u64::from(*by))),
            Index::Quotient { by: 0, .. } | Index::Remainder { by: 0, .. } => {
                Err(RuleError::DividedByZero)
            }
            Index::Quotient { of, by } => Ok(self.largest(of)? / u64::from(*by)),
            Index::Remainder { of, by } => Ok(self.largest(of)?.min(u64::from(*by) - 1)),
            Index::Lookup { tensor, at } => {
                let cells = self
                    .read(tensor, at)?
                    .data
                    .iter()
                    .map(|&cell| whole(f64::from(cell)));
                let largest = cells.collect::<Option<Vec<u64>>>();
                let largest = largest.and_then(|cells| cells.into_iter().max());
                largest.ok_or_else(|| RuleError::NotAnIndex {
                    tensor: tensor.clone(),
                })
            }
        }
    }
}

//! The tensors that a rule names: listing them, and calling them otherwise.

use super::{Expr, Index, Rule};

impl Rule {
    /// The tensors that the rule names, each once, in the order of first mention.
    pub fn tensors(&self) -> Vec<&str> {
        let mut named: Vec<&str> = Vec::new();
        names(&self.body, &mut |tensor| {
            if !named.contains(&tensor.as_str()) {
                named.push(tensor);
            }
        });
        named
    }

    /// Calls every tensor that the rule reads by another name.
    pub fn rename(&mut self, name: &impl Fn(&str) -> String) {
        names_mut(&mut self.body, &mut |tensor| *tensor = name(tensor));
    }
}

/// Visits the name of every tensor that is read, to see it or to change it: the same walk for both.
macro_rules! walk {
    ($expr:ident, $index:ident, $cell:ident $(, $mutable:tt)?) => {
        fn $expr<'e>(expr: &'e $($mutable)? Expr, visit: &mut impl FnMut(&'e $($mutable)? String)) {
            match expr {
                Expr::Input | Expr::Constant { .. } | Expr::NegativeInfinity => {}
                Expr::Read { tensor, at } => $cell(tensor, at, visit),
                Expr::Add { terms: parts } | Expr::Multiply { factors: parts } => {
                    parts.into_iter().for_each(|part| $expr(part, visit));
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
                    $expr(left, visit);
                    $expr(right, visit);
                }
                Expr::SquareRoot { of }
                | Expr::Tanh { of }
                | Expr::Round { of }
                | Expr::Logarithm { of }
                | Expr::Sine { of }
                | Expr::Cosine { of } => $expr(of, visit),
                Expr::Sum { extent, body, .. } | Expr::Maximum { extent, body, .. } => {
                    $index(extent, visit);
                    $expr(body, visit);
                }
                Expr::Select {
                    left,
                    right,
                    then,
                    otherwise,
                    ..
                } => {
                    for part in [left, right, then, otherwise] {
                        $expr(part, visit);
                    }
                }
                Expr::Number { index } | Expr::Draw { counter: index, .. } => $index(index, visit),
            }
        }

        fn $index<'e>(index: &'e $($mutable)? Index, visit: &mut impl FnMut(&'e $($mutable)? String)) {
            match index {
                Index::Var { .. } | Index::Fixed { .. } => {}
                Index::Plus { terms } => terms.into_iter().for_each(|term| $index(term, visit)),
                Index::Minus { of, .. }
                | Index::Times { of, .. }
                | Index::Quotient { of, .. }
                | Index::Remainder { of, .. } => $index(of, visit),
                Index::Lookup { tensor, at } => $cell(tensor, at, visit),
            }
        }

        /// What chooses the cell first.
        fn $cell<'e>(
            tensor: &'e $($mutable)? String,
            at: &'e $($mutable)? [Index],
            visit: &mut impl FnMut(&'e $($mutable)? String),
        ) {
            at.into_iter().for_each(|index| $index(index, visit));
            visit(tensor);
        }
    };
}

walk!(names, names_of_index, names_of_cell);
walk!(names_mut, names_of_index_mut, names_of_cell_mut, mut);

#[cfg(test)]
mod tests {
    use crate::trace::build::{fixed, lookup, maximum, number, read, rule, select, sum, var};
    use crate::trace::{Comparison, Rule};

    #[test]
    fn a_tensor_is_renamed_wherever_it_is_read() {
        let about = |name: &str| -> Rule {
            let cell = || read(name, [lookup(name, [var("i")]) * 2 + fixed(1)]);
            let chosen = select(
                cell(),
                Comparison::Equal,
                number(lookup(name, [var("i")]) % 3),
                sum("j", lookup(name, [var("i")]) / 2, cell() * cell()),
                maximum("j", fixed(2), cell() / cell() - cell()),
            );
            rule(["i"], chosen + read("other", [var("i")]))
        };
        let mut renamed = about("old");
        renamed.rename(&|name| {
            if name == "old" {
                "new".to_owned()
            } else {
                name.to_owned()
            }
        });
        assert_eq!(renamed, about("new"));
    }
}

//! Rules about tensors of other names.

use super::{Expr, Index, Rule};

impl Rule {
    /// Calls every tensor that the rule reads by another name.
    pub fn rename(&mut self, name: &impl Fn(&str) -> String) {
        rename_expr(&mut self.body, name);
    }
}

fn rename_expr(expr: &mut Expr, name: &impl Fn(&str) -> String) {
    match expr {
        Expr::Input | Expr::Constant { .. } | Expr::NegativeInfinity => {}
        Expr::Read { tensor, at } => rename_cell(tensor, at, name),
        Expr::Add { terms: parts } | Expr::Multiply { factors: parts } => {
            parts.iter_mut().for_each(|part| rename_expr(part, name));
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
            rename_expr(left, name);
            rename_expr(right, name);
        }
        Expr::SquareRoot { of }
        | Expr::Tanh { of }
        | Expr::Round { of }
        | Expr::Logarithm { of }
        | Expr::Sine { of }
        | Expr::Cosine { of } => {
            rename_expr(of, name);
        }
        Expr::Sum { extent, body, .. } | Expr::Maximum { extent, body, .. } => {
            rename_index(extent, name);
            rename_expr(body, name);
        }
        Expr::Select {
            left,
            right,
            then,
            otherwise,
            ..
        } => {
            for part in [left, right, then, otherwise] {
                rename_expr(part, name);
            }
        }
        Expr::Number { index } | Expr::Draw { counter: index, .. } => rename_index(index, name),
    }
}

fn rename_index(index: &mut Index, name: &impl Fn(&str) -> String) {
    match index {
        Index::Var { .. } | Index::Fixed { .. } => {}
        Index::Plus { terms } => terms.iter_mut().for_each(|term| rename_index(term, name)),
        Index::Minus { of, .. }
        | Index::Times { of, .. }
        | Index::Quotient { of, .. }
        | Index::Remainder { of, .. } => {
            rename_index(of, name);
        }
        Index::Lookup { tensor, at } => rename_cell(tensor, at, name),
    }
}

fn rename_cell(tensor: &mut String, at: &mut [Index], name: &impl Fn(&str) -> String) {
    *tensor = name(tensor);
    at.iter_mut().for_each(|index| rename_index(index, name));
}

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

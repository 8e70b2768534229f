//! A rule as one line of text: `scores[h,i,j] = sum_d qHeads[h,i,d] * kHeads[h div 2,j,d]`.

use super::{Comparison, Expr, Index, Rule};
use std::fmt;

impl Rule {
    /// The rule with the tensor's name on the left.
    pub fn to_text(&self, tensor: &str) -> String {
        let place = match self.vars.as_slice() {
            [] => String::new(),
            vars => format!("[{}]", vars.join(",")),
        };
        format!("{tensor}{place} = {}", self.body)
    }
}

/// How tightly an expression holds together: a looser one inside a tighter one needs brackets.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Atom,
}

fn binding(expr: &Expr) -> Binding {
    match expr {
        Expr::Add { .. } | Expr::Subtract { .. } | Expr::Select { .. } => Binding::Sum,
        Expr::Multiply { .. } | Expr::Divide { .. } => Binding::Product,
        // `sum_d a * b` reaches as far right as it can, as on paper.
        Expr::Sum { .. } | Expr::Maximum { .. } => Binding::Sum,
        // A symbol such as `1/\sqrt{d_k}` is a quotient.
        Expr::Constant { symbol, .. } if symbol.contains('/') => Binding::Product,
        _ => Binding::Atom,
    }
}

/// An expression in brackets where it binds no tighter than `at_least` asks.
struct Inside<'e>(&'e Expr, Binding);

impl fmt::Display for Inside<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inside(expr, at_least) = self;
        if binding(expr) < *at_least {
            write!(out, "({expr})")
        } else {
            write!(out, "{expr}")
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Binding::{Atom, Product, Sum};
        match self {
            Self::Input => write!(out, "given"),
            Self::Constant { value, symbol } if symbol.is_empty() => write!(out, "{value}"),
            Self::Constant { symbol, .. } => write!(out, "{symbol}"),
            Self::Read { tensor, at } => cell(out, tensor, at),
            Self::Add { terms } => joined(out, terms, " + ", Product),
            Self::Multiply { factors } => joined(out, factors, " * ", Product),
            Self::Subtract { left, right } => {
                write!(out, "{} - {}", Inside(left, Sum), Inside(right, Product))
            }
            Self::Divide { left, right } => {
                write!(out, "{} / {}", Inside(left, Product), Inside(right, Atom))
            }
            Self::ExpShifted { of, shift } => write!(out, "exp({of} - {})", Inside(shift, Product)),
            Self::SquareRoot { of } => write!(out, "sqrt({of})"),
            Self::Tanh { of } => write!(out, "tanh({of})"),
            Self::Round { of } => write!(out, "round({of})"),
            Self::Logarithm { of } => write!(out, "ln({of})"),
            Self::Sine { of } => write!(out, "sin({of})"),
            Self::Cosine { of } => write!(out, "cos({of})"),
            Self::Power { base, exponent } => {
                write!(out, "{}^{}", Inside(base, Atom), Inside(exponent, Atom))
            }
            Self::Sum { var, extent, body } => reduction(out, "sum", var, extent, body),
            Self::Maximum { var, extent, body } => reduction(out, "max", var, extent, body),
            Self::Select {
                left,
                is,
                right,
                then,
                otherwise,
            } => {
                let is = match is {
                    Comparison::AtMost => "<=",
                    Comparison::Equal => "==",
                };
                write!(out, "{then} if {left} {is} {right} else {otherwise}")
            }
            Self::Number { index } => write!(out, "{index}"),
            Self::NegativeInfinity => write!(out, "-inf"),
            Self::Draw {
                seed,
                stream,
                counter,
            } => {
                write!(out, "draw(seed {seed}, stream {stream}, {counter})")
            }
        }
    }
}

impl fmt::Display for Index {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Var { name } => write!(out, "{name}"),
            Self::Fixed { value } => write!(out, "{value}"),
            Self::Plus { terms } => {
                let terms: Vec<String> = terms.iter().map(Index::to_string).collect();
                write!(out, "{}", terms.join(" + "))
            }
            Self::Minus { of, by } => write!(out, "{} - {by}", grouped(of)),
            Self::Times { of, by } => write!(out, "{} * {by}", grouped(of)),
            Self::Quotient { of, by } => write!(out, "{} div {by}", grouped(of)),
            Self::Remainder { of, by } => write!(out, "{} mod {by}", grouped(of)),
            Self::Lookup { tensor, at } => cell(out, tensor, at),
        }
    }
}

/// An index in brackets unless it is one word.
fn grouped(index: &Index) -> String {
    match index {
        Index::Var { .. } | Index::Fixed { .. } | Index::Lookup { .. } => index.to_string(),
        _ => format!("({index})"),
    }
}

fn cell(out: &mut fmt::Formatter<'_>, tensor: &str, at: &[Index]) -> fmt::Result {
    let at: Vec<String> = at.iter().map(Index::to_string).collect();
    write!(out, "{tensor}")?;
    if at.is_empty() {
        Ok(())
    } else {
        write!(out, "[{}]", at.join(","))
    }
}

fn joined(
    out: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    by: &str,
    at_least: Binding,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        let between = if place == 0 { "" } else { by };
        write!(out, "{between}{}", Inside(part, at_least))?;
    }
    Ok(())
}

/// `sum_d body`; the extent is named only where it moves: `sum_{p < h + 1} body`.
fn reduction(
    out: &mut fmt::Formatter<'_>,
    name: &str,
    var: &str,
    extent: &Index,
    body: &Expr,
) -> fmt::Result {
    let body = Inside(body, Binding::Product);
    match extent {
        Index::Fixed { .. } => write!(out, "{name}_{var} {body}"),
        moving => write!(out, "{name}_{{{var} < {moving}}} {body}"),
    }
}

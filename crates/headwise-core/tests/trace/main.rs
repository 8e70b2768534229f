//! Rules on a trace small enough to check by hand.

mod check;
mod derive;
mod evaluate;
mod sources;
mod text;

use headwise_core::trace::build::{fixed, input, read, rule, sum, var};
use headwise_core::trace::{Axis, Role, Rule, TRACE_VERSION, Tensor, Trace};

/// A tensor whose axes are named `a0`, `a1` and so on.
fn tensor(name: &str, shape: &[usize], rule: Rule, data: &[f32]) -> Tensor {
    let axis = |(place, &extent)| Axis {
        name: format!("a{place}"),
        extent,
    };
    Tensor {
        name: name.to_owned(),
        symbol: name.to_owned(),
        role: Role::Stream,
        axes: shape.iter().enumerate().map(axis).collect(),
        rule,
        data: data.to_vec(),
    }
}

fn trace(tensors: Vec<Tensor>) -> Trace {
    Trace {
        version: TRACE_VERSION,
        vocabulary: Vec::new(),
        tokens: Vec::new(),
        facts: Vec::new(),
        tensors,
        steps: Vec::new(),
    }
}

/// `x` of 2 x 3 given, `s[i] = sum_c x[i,c]`.
fn row_sums() -> Trace {
    let x = tensor(
        "x",
        &[2, 3],
        input(["i", "c"]),
        &[1.0, 2.0, 3.0, 10.0, 20.0, 30.0],
    );
    let body = sum("c", fixed(3), read("x", [var("i"), var("c")]));
    trace(vec![x, tensor("s", &[2], rule(["i"], body), &[6.0, 60.0])])
}

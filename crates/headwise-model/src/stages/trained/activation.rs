//! The nonlinearity between the maps of an MLP, as a rule beside its numbers.

use crate::recorder::{Meaning, Recorder};
use crate::transformer::Activation;
use headwise_core::trace::build::{
    Formula, constant, entry, exp_shifted, plain, product, rule, select, tanh,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::Array2;
use std::f64::consts::PI;

/// Of the cube in the approximation of GELU (Hendrycks & Gimpel 2016, section 2).
const CUBIC: f64 = 0.044_715;

/// Records `mlpActive`: the activation of the tensor `of`, times another where there is a gate.
pub(super) fn record_activation(
    recorder: &mut Recorder,
    activation: Activation,
    of: &str,
    times: Option<(&str, &str)>,
) {
    let cell = |name| entry(name, &["i", "c"]);
    let mut values: Array2<f64> = recorder.values(of);
    values.mapv_inplace(|x| activation.exact(x));
    let (mut body, name) = formula(activation, || cell(of));
    let symbol = match times {
        None => format!(r"\text{{{name}}}(U)"),
        Some((other, symbol)) => {
            let other_values: Array2<f64> = recorder.values(other);
            values *= &other_values;
            body = body * cell(other);
            format!(r"\text{{{name}}}(G) \cdot {symbol}")
        }
    };
    let meaning = Meaning {
        name: "mlpActive",
        symbol: &symbol,
        role: Role::Stream,
        axes: &["token", "mlp"],
        rule: rule(["i", "c"], body),
    };
    recorder.tensor(meaning, &values);
}

/// The rule at a cell u, and the function's name.
fn formula(activation: Activation, u: impl Fn() -> Formula) -> (Formula, &'static str) {
    match activation {
        // u / 2 (1 + tanh(sqrt(2 / pi) (u + 0.044715 u^3)))
        Activation::GeluTanh => {
            let cube = plain(CUBIC) * product([u(), u(), u()]);
            let inner = constant((2.0 / PI).sqrt(), r"\sqrt{2/\pi}") * (u() + cube);
            let gelu = product([plain(0.5), u(), plain(1.0) + tanh(inner)]);
            (gelu, "GELU")
        }
        // u / (1 + exp(-u))
        Activation::Silu => (u() / (plain(1.0) + exp_shifted(plain(0.0), u())), "SiLU"),
        Activation::Relu => {
            let positive = select(u(), Comparison::AtMost, plain(0.0), plain(0.0), u());
            (positive, "ReLU")
        }
        Activation::Gelu => unreachable!("a model with it is refused when it is loaded"),
    }
}

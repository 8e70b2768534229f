//! The MLP behind attention: each token by itself, `GELU(x W_1 + b_1) W_2 + b_2`, added to the stream.

use super::{block, norm};
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use crate::stages::affine::{Affine, record_map, record_parameters};
use crate::stages::output::record_sum;
use headwise_core::AttentionError;
use headwise_core::trace::build::{constant, plain, read, rule, tanh, var};
use headwise_core::trace::{Expr, Role};
use ndarray::Array2;
use std::f64::consts::PI;

/// Of the cube in the approximation of GELU (Hendrycks & Gimpel 2016, section 2).
const CUBIC: f64 = 0.044_715;

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let model = &block(layer).model;
    let parameters = &model.layers[block(layer).index];
    let place = norm::Place {
        x: "residual",
        result: ("mlpInput", r"\hat R"),
        parts: "mlpNorm",
    };
    norm::record(recorder, &place, &parameters.mlp_norm, model.config.epsilon);
    let maps = [
        (
            &parameters.up,
            "mlpUp",
            "W_1",
            "mlpUpBias",
            "b_1",
            ["model", "mlp"],
        ),
        (
            &parameters.down,
            "mlpDown",
            "W_2",
            "mlpDownBias",
            "b_2",
            ["mlp", "model"],
        ),
    ];
    for (map, weight, symbol, bias, bias_symbol, axes) in maps {
        record_parameters(recorder, weight, symbol, &axes, &map.weight);
        record_parameters(recorder, bias, bias_symbol, &axes[1..], &map.bias);
    }
    let map = |x, weights, bias| Affine {
        x,
        weights,
        bias: Some(bias),
        inner: "m",
    };
    let up = map("mlpInput", "mlpUp", "mlpUpBias");
    record_map(recorder, &up, "mlpHidden", "U", Role::Stream, "mlp")?;
    record_gelu(recorder);
    let down = map("mlpActive", "mlpDown", "mlpDownBias");
    record_map(recorder, &down, "mlpOutput", "F", Role::Stream, "model")?;
    record_sum(recorder, ["residual", "mlpOutput"], "next", "R'");
    recorder.step(
        "transform",
        &["mlpInput", "mlpHidden", "mlpActive", "mlpOutput", "next"],
    );
    Ok(())
}

/// `u / 2 (1 + tanh(sqrt(2 / pi) (u + 0.044715 u^3)))`.
fn record_gelu(recorder: &mut Recorder) {
    let root = (2.0 / PI).sqrt();
    let hidden: Array2<f64> = recorder.values("mlpHidden");
    let active = hidden.mapv(|u| 0.5 * u * (1.0 + (root * (u + CUBIC * u.powi(3))).tanh()));
    let u = || read("mlpHidden", ["i", "c"].map(var));
    let cube = plain(CUBIC) * product([u(), u(), u()]);
    let inner = constant(root, r"\sqrt{2/\pi}") * (u() + cube);
    let meaning = Meaning {
        name: "mlpActive",
        symbol: r"\text{GELU}(U)",
        role: Role::Stream,
        axes: &["token", "mlp"],
        rule: rule(
            ["i", "c"],
            product([plain(0.5), u(), plain(1.0) + tanh(inner)]),
        ),
    };
    recorder.tensor(meaning, &active);
}

fn product<const N: usize>(factors: [Expr; N]) -> Expr {
    Expr::Multiply {
        factors: factors.into(),
    }
}

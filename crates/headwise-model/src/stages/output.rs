//! Y = Z W_O, which is the sum of what each head contributes through its own rows of W_O (and a bias,
//! where there is one).

use super::affine::{Affine, record_map};
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::projection::project;
use headwise_core::trace::Role;
use headwise_core::trace::build::{fixed, plain, read, rule, square_root, sum, var};
use ndarray::{Array1, Array2, Array3, Axis};

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    record_contributions(layer, recorder)?;
    record_partial(recorder);
    record_shares(layer, recorder);
    recorder.step(
        "contribute",
        &["contributions", "partial", "headNorm", "headShare"],
    );
    record_output(layer, recorder)?;
    record_removed(layer, recorder);
    recorder.step("projectOutput", &["y", "removed"]);
    record_residual(layer, recorder);
    recorder.step("addResidual", &["residual"]);
    Ok(())
}

/// Each head alone through its row block of W_O, whether it is switched on or not.
fn record_contributions(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let outputs: Array3<f64> = recorder.values("headOutputs");
    let wo: Array2<f64> = recorder.values("wo");
    let head_dim = layer.head_dim();
    let mut contributions = Array3::zeros((layer.heads, layer.tokens(), layer.d_model));
    let row_blocks = wo.axis_chunks_iter(Axis(0), head_dim);
    for ((mut into, head), rows) in contributions
        .outer_iter_mut()
        .zip(outputs.outer_iter())
        .zip(row_blocks)
    {
        into.assign(&project(head, rows, None)?);
    }
    let row = var("h") * head_dim + var("d");
    let product = read("headOutputs", ["h", "i", "d"].map(var)) * read("wo", [row, var("c")]);
    let meaning = Meaning {
        name: "contributions",
        symbol: "C_h",
        role: Role::Output,
        axes: &["head", "token", "model"],
        rule: rule(["h", "i", "c"], sum("d", fixed(head_dim), product)),
    };
    recorder.tensor(meaning, &contributions);
    Ok(())
}

/// The output growing head by head: the sum of the contributions up to each, those switched on.
fn record_partial(recorder: &mut Recorder) {
    let contributions: Array3<f64> = recorder.values("contributions");
    let gate: Array1<f64> = recorder.values("gate");
    let mut partial = contributions.clone();
    let mut so_far: Array2<f64> = Array2::zeros((partial.len_of(Axis(1)), partial.len_of(Axis(2))));
    for (mut head, &gate) in partial.outer_iter_mut().zip(&gate) {
        so_far.scaled_add(gate, &head);
        head.assign(&so_far);
    }
    let upto = var("h") + fixed(1);
    let gated = read("gate", [var("p")]) * read("contributions", ["p", "i", "c"].map(var));
    let meaning = Meaning {
        name: "partial",
        symbol: r"Y_{\le h}",
        role: Role::Output,
        axes: &["head", "token", "model"],
        rule: rule(["h", "i", "c"], sum("p", upto, gated)),
    };
    recorder.tensor(meaning, &partial);
}

fn record_output(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let map = Affine {
        x: "concat",
        weights: "wo",
        bias: layer.bias("bo"),
        inner: "r",
    };
    record_map(recorder, &map, "y", "Y", Role::Output, "model")
}

/// What the heads that are switched off would have added to the output.
fn record_removed(layer: &Layer, recorder: &mut Recorder) {
    let contributions: Array3<f64> = recorder.values("contributions");
    let mut removed: Array2<f64> = Array2::zeros((layer.tokens(), layer.d_model));
    for (head, _) in contributions
        .outer_iter()
        .zip(&layer.on)
        .filter(|&(_, &on)| !on)
    {
        removed.scaled_add(1.0, &head);
    }
    let off = plain(1.0) - read("gate", [var("h")]);
    let left_out = off * read("contributions", ["h", "i", "c"].map(var));
    let meaning = Meaning {
        name: "removed",
        symbol: r"\Delta",
        role: Role::Output,
        axes: &["token", "model"],
        rule: rule(["i", "c"], sum("h", fixed(layer.heads), left_out)),
    };
    recorder.tensor(meaning, &removed);
}

/// How large each head's contribution is (Frobenius norm), and its share of all of them.
fn record_shares(layer: &Layer, recorder: &mut Recorder) {
    let contributions: Array3<f64> = recorder.values("contributions");
    let square = |head: ndarray::ArrayView2<'_, f64>| head.fold(0.0, |sum, c| sum + c * c);
    let norms: Array1<f64> = contributions
        .outer_iter()
        .map(|head| square(head).sqrt())
        .collect();
    let cell = || read("contributions", ["h", "i", "c"].map(var));
    let squares = sum(
        "i",
        fixed(layer.tokens()),
        sum("c", fixed(layer.d_model), cell() * cell()),
    );
    let meaning = Meaning {
        name: "headNorm",
        symbol: r"\lVert C_h \rVert",
        role: Role::Output,
        axes: &["head"],
        rule: rule(["h"], square_root(squares)),
    };
    recorder.tensor(meaning, &norms);

    let norms: Array1<f64> = recorder.values("headNorm");
    let total = norms.sum();
    let shares = norms.mapv(|norm| if total == 0.0 { 0.0 } else { norm / total });
    let all = sum("p", fixed(layer.heads), read("headNorm", [var("p")]));
    let meaning = Meaning {
        name: "headShare",
        symbol: r"\lVert C_h \rVert / \sum_p \lVert C_p \rVert",
        role: Role::Output,
        axes: &["head"],
        rule: rule(["h"], read("headNorm", [var("h")]) / all),
    };
    recorder.tensor(meaning, &shares);
}

/// X + Y: the layer adds to the stream, it does not replace it. A trained layer attends to the stream
/// normalised, and adds to the stream as it was.
fn record_residual(layer: &Layer, recorder: &mut Recorder) {
    let (stream, symbol) = match layer.trained {
        Some(_) => ("stream", "R + Y"),
        None => ("x", "X + Y"),
    };
    record_sum(recorder, [stream, "y"], "residual", symbol);
}

/// The sum of two tensors `[token, model]`.
pub(super) fn record_sum(recorder: &mut Recorder, terms: [&str; 2], name: &str, symbol: &str) {
    let [mut total, other]: [Array2<f64>; 2] = terms.map(|term| recorder.values(term));
    // Not `+`, of which each kind of operands adds its own broadcasting to what readers download.
    total.scaled_add(1.0, &other);
    let cell = |term| read(term, ["i", "c"].map(var));
    let meaning = Meaning {
        name,
        symbol,
        role: Role::Stream,
        axes: &["token", "model"],
        rule: rule(["i", "c"], cell(terms[0]) + cell(terms[1])),
    };
    recorder.tensor(meaning, &total);
}

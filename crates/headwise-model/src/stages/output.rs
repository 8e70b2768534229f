//! Y = Z W_O, which is the sum of what each head contributes through its own rows of W_O (and a bias,
//! where there is one).

use super::affine::{Affine, record_map};
use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::{entry, fixed, plain, read, rule, square_root, sum, var};

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    record_contributions(layer, recorder);
    record_partial(recorder);
    record_shares(layer, recorder);
    recorder.step(
        "contribute",
        &["contributions", "partial", "headNorm", "headShare"],
    );
    record_output(layer, recorder);
    record_removed(layer, recorder);
    recorder.step("projectOutput", &["y", "removed"]);
    record_residual(layer, recorder);
    recorder.step("addResidual", &["residual"]);
    Ok(())
}

/// Each head alone through its row block of W_O, whether it is switched on or not.
fn record_contributions(layer: &Layer, recorder: &mut Recorder) {
    let outputs = recorder.cells::<3>("headOutputs");
    let wo = recorder.cells::<2>("wo");
    let head_dim = layer.head_dim();
    let shape = [layer.heads, layer.tokens(), layer.d_model];
    let contributions = Cells::from_places(shape, &mut |[h, i, c]| {
        let product = |d| outputs[[h, i, d]] * wo[[h * head_dim + d, c]];
        (0..head_dim).map(product).sum()
    });
    let row = var("h") * head_dim + var("d");
    let product = entry("headOutputs", &["h", "i", "d"]) * read("wo", [row, var("c")]);
    let meaning = Meaning {
        name: "contributions",
        symbol: "C_h",
        role: Role::Output,
        axes: &["head", "token", "model"],
        rule: rule(["h", "i", "c"], sum("d", fixed(head_dim), product)),
    };
    recorder.tensor(meaning, &contributions);
}

/// The output growing head by head: the sum of the contributions up to each, those switched on.
fn record_partial(recorder: &mut Recorder) {
    let contributions = recorder.cells::<3>("contributions");
    let gate = recorder.cells::<1>("gate");
    let partial = Cells::from_places(contributions.shape, &mut |[h, i, c]| {
        let gated = |p| gate[[p]] * contributions[[p, i, c]];
        (0..=h).map(gated).sum()
    });
    let upto = var("h") + fixed(1);
    let gated = entry("gate", &["p"]) * entry("contributions", &["p", "i", "c"]);
    let meaning = Meaning {
        name: "partial",
        symbol: r"Y_{\le h}",
        role: Role::Output,
        axes: &["head", "token", "model"],
        rule: rule(["h", "i", "c"], sum("p", upto, gated)),
    };
    recorder.tensor(meaning, &partial);
}

fn record_output(layer: &Layer, recorder: &mut Recorder) {
    let map = Affine {
        x: "concat",
        weights: "wo",
        bias: layer.bias("bo"),
        inner: "r",
    };
    record_map(recorder, &map, "y", "Y", Role::Output, "model");
}

/// What the heads that are switched off would have added to the output.
fn record_removed(layer: &Layer, recorder: &mut Recorder) {
    let contributions = recorder.cells::<3>("contributions");
    let shape = [layer.tokens(), layer.d_model];
    let removed = Cells::from_places(shape, &mut |[i, c]| {
        let off = (0..layer.heads).filter(|&h| !layer.on[h]);
        off.map(|h| contributions[[h, i, c]]).sum()
    });
    let off = plain(1.0) - entry("gate", &["h"]);
    let left_out = off * entry("contributions", &["h", "i", "c"]);
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
    let contributions = recorder.cells::<3>("contributions");
    let head = layer.tokens() * layer.d_model;
    let square = |head: &[f64]| head.iter().map(|c| c * c).sum::<f64>();
    let heads = contributions.numbers.chunks_exact(head);
    let norms = Cells::of(heads.map(|head| square(head).sqrt()).collect());
    let cell = || entry("contributions", &["h", "i", "c"]);
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

    let norms = recorder.cells::<1>("headNorm");
    let total: f64 = norms.numbers.iter().sum();
    let share = |norm: f64| if total == 0.0 { 0.0 } else { norm / total };
    let shares = Cells::from_places(norms.shape, &mut |[h]| share(norms[[h]]));
    let all = sum("p", fixed(layer.heads), entry("headNorm", &["p"]));
    let meaning = Meaning {
        name: "headShare",
        symbol: r"\lVert C_h \rVert / \sum_p \lVert C_p \rVert",
        role: Role::Output,
        axes: &["head"],
        rule: rule(["h"], entry("headNorm", &["h"]) / all),
    };
    recorder.tensor(meaning, &shares);
}

/// X + Y: the layer adds to the stream, it does not replace it. A trained layer attends to the stream
/// normalised, and adds to the stream as it was.
fn record_residual(layer: &Layer, recorder: &mut Recorder) {
    let (stream, symbol) = match layer.block() {
        Some(_) => ("stream", "R + Y"),
        None => ("x", "X + Y"),
    };
    record_sum(recorder, [stream, "y"], "residual", symbol);
}

/// The sum of two tensors `[token, model]`.
pub(super) fn record_sum(recorder: &mut Recorder, terms: [&str; 2], name: &str, symbol: &str) {
    let left = recorder.cells::<2>(terms[0]);
    let right = recorder.cells::<2>(terms[1]);
    let total = Cells::from_places(left.shape, &mut |place| left[place] + right[place]);
    let cell = |term| entry(term, &["i", "c"]);
    let meaning = Meaning {
        name,
        symbol,
        role: Role::Stream,
        axes: &["token", "model"],
        rule: rule(["i", "c"], cell(terms[0]) + cell(terms[1])),
    };
    recorder.tensor(meaning, &total);
}

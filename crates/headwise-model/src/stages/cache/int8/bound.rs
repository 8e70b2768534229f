//! How far 8 bits can take attention from what it is.

use super::super::{DECODE, HEAD, Run, keep};
use crate::cells::Cells;
use crate::recorder::Recorder;
use crate::stages::attend::scale_symbol;
use headwise_core::trace::Role;
use headwise_core::trace::build::{
    constant, entry, exp_shifted, fixed, maximum, plain, product, read, square_root, sum, var,
};

/// With keys off by at most e, a score is off by at most s = scale e sum |q|, each weight by a factor
/// within exp(2 s), so an output by at most (exp(2 s) - 1) max |v| and the values' error.
pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) {
    let (n, d_k) = (run.plan.tokens(), run.layer.head_dim());
    let largest = |recorder: &mut Recorder, name: &str, symbol: &str, source: &str, role| {
        let most = recorder.cells::<3>(source).largest();
        let cell = || entry(source, &["h", "i", "d"]);
        let inner = maximum("d", fixed(d_k), square_root(cell() * cell()));
        let body = maximum(
            "h",
            fixed(run.layer.kv_heads),
            maximum("i", fixed(n), inner),
        );
        keep(
            recorder,
            (name, symbol, role),
            &[],
            body,
            &Cells::filled([], most),
        );
        most
    };
    let key = largest(recorder, "keyErrorMax", "e_K", "keyErrors", Role::Key);
    let value = largest(recorder, "valueErrorMax", "e_V", "valueErrors", Role::Value);
    let most = largest(recorder, "valueMax", r"\max |V|", "vHeads", Role::Value);

    let queries = run.queries(recorder);
    let scale = run.layer.scale(d_k);
    let shape = [run.plan.steps, run.layer.heads];
    let bound = Cells::from_places(shape, &mut |[t, h]| {
        let query: f64 = (0..d_k).map(|d| queries[[t, h, d]].abs()).sum();
        (2.0 * scale * key * query).exp_m1() * most + value
    });
    let cell = || read("qHeads", [var("h"), run.token(var("t")), var("d")]);
    let query = sum("d", fixed(d_k), square_root(cell() * cell()));
    let scale = constant(scale, &scale_symbol(run.layer, "d_k"));
    let shift = product([plain(2.0), scale, read("keyErrorMax", []), query]);
    let grown = exp_shifted(shift, plain(0.0)) - plain(1.0);
    let body = grown * read("valueMax", []) + read("valueErrorMax", []);
    let meaning = ("int8Bound", r"\hat\varepsilon_\text{int8}", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD], body, &bound);
}

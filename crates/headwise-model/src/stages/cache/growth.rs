//! How the caches of all layers grow: rows, the room that doubles, and bytes.

use super::{ELEMENT, Run, STEP, keep};
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, Rows};
use headwise_core::trace::build::{
    constant, fixed, maximum, number, plain, power, read, select, var,
};
use headwise_core::trace::{Comparison, Expr, Role};
use ndarray::Array1;

/// What a step left behind.
#[derive(Clone, Copy, Default)]
struct After {
    rows: usize,
    capacity: usize,
    copied: usize,
    held: usize,
    taken: usize,
}

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let after = grow(run, recorder)?;
    let column = |of: fn(&After) -> usize| -> Array1<f64> {
        after.iter().map(|after| of(after) as f64).collect()
    };
    let mut keep = |name, symbol, body, values: Array1<f64>| {
        keep(recorder, (name, symbol, Role::Mask), &[STEP], body, &values);
    };
    keep("cacheRows", "m", run.rows(), column(|after| after.rows));
    let capacity = column(|after| after.capacity);
    keep("cacheCapacity", "M", next_power(run), capacity);
    let room = || read("cacheCapacity", [var("t")]);
    // 1 + 2 + 4 + ... rows, each time it doubled.
    let copied = column(|after| after.copied);
    keep(
        "cacheCopied",
        r"n_\text{copied}",
        room() - plain(1.0),
        copied,
    );
    let numbers = run.row().numbers();
    let bytes = |rows| {
        let row = (ELEMENT * run.layers() * numbers) as f64;
        constant(row, r"4 L\,2 g d_k") * rows
    };
    let held = bytes(read("cacheRows", [var("t")]));
    keep(
        "cacheHeldBytes",
        r"\text{bytes}",
        held,
        column(|after| after.held),
    );
    keep(
        "cacheTakenBytes",
        r"\text{bytes}",
        bytes(room()),
        column(|after| after.taken),
    );
    recorder.step(
        "grow",
        &[
            "cacheRows",
            "cacheCapacity",
            "cacheCopied",
            "cacheHeldBytes",
            "cacheTakenBytes",
        ],
    );
    for (name, value, formula) in [
        ("textTokens", run.plan.text, "tokens that the text has"),
        ("prompt", run.plan.prompt, "p"),
        ("steps", run.plan.steps, "s"),
        ("cacheRowNumbers", numbers, "2 g d_k"),
        (
            "cacheBytesAll",
            after.last().map_or(0, |after| after.held),
            "4 L (p + s) 2 g d_k",
        ),
    ] {
        recorder.fact(name, value as f64, formula);
    }
    Ok(())
}

/// The caches of all layers, appended to token by token.
fn grow(run: &Run<'_>, recorder: &Recorder) -> Result<Vec<After>, AttentionError> {
    let layers = 0..run.layers();
    let mut caches: Vec<Contiguous<f32>> = layers.map(|_| Contiguous::growing(run.row())).collect();
    let rows: Vec<_> = (0..run.layers())
        .map(|layer| run.kept_rows(layer, recorder))
        .collect();
    let row_bytes = ELEMENT * run.row().numbers();
    let (mut held, mut copied) = (0, 0);
    let mut after = Vec::new();
    for token in 0..run.plan.tokens() {
        for (cache, rows) in caches.iter_mut().zip(&rows) {
            let (key, value) = rows.of(token);
            let growth = cache.append(key.view(), value.view())?;
            held += growth.written;
            copied += growth.copied;
        }
        if token + 1 >= run.plan.prompt {
            after.push(After {
                rows: caches[0].len(),
                capacity: caches[0].capacity(),
                copied: copied / (row_bytes * caches.len()),
                held,
                taken: caches.iter().map(Contiguous::bytes).sum(),
            });
        }
    }
    Ok(after)
}

/// The smallest power of two that is no less than the rows: the largest 2^k of which half is less.
fn next_power(run: &Run<'_>) -> Expr {
    let rows = || read("cacheRows", [var("t")]);
    let two = || power(plain(2.0), number(var("k")));
    let exponents = run.plan.tokens().next_power_of_two().ilog2() as usize + 1;
    let room = select(
        rows(),
        Comparison::AtMost,
        two() / plain(2.0),
        plain(1.0),
        two(),
    );
    maximum("k", fixed(exponents), room)
}

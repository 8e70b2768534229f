//! How the caches of all layers grow: rows, the room that doubles, and bytes.

use super::{ELEMENT, Run, STEP, keep};
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, Rows};
use headwise_core::trace::build::{
    Formula, constant, entry, fixed, maximum, number, plain, power, select, var,
};
use headwise_core::trace::{Comparison, Role};

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
    let mut keep = |name, symbol, body, of: fn(&After) -> usize| {
        let values = Cells::from_places([after.len()], &mut |[step]| of(&after[step]) as f64);
        keep(recorder, (name, symbol, Role::Mask), &[STEP], body, &values);
    };
    keep("cacheRows", "m", run.rows(), |after| after.rows);
    keep("cacheCapacity", "M", next_power(run), |after| {
        after.capacity
    });
    let room = || entry("cacheCapacity", &["t"]);
    // 1 + 2 + 4 + ... rows, each time it doubled.
    let copied = room() - plain(1.0);
    keep("cacheCopied", r"n_\text{copied}", copied, |after| {
        after.copied
    });
    let numbers = run.row().numbers();
    let bytes = |rows| {
        let row = (ELEMENT * run.layers() * numbers) as f64;
        constant(row, r"4 L\,2 g d_k") * rows
    };
    let held = bytes(entry("cacheRows", &["t"]));
    keep("cacheHeldBytes", r"\text{bytes}", held, |after| after.held);
    keep("cacheTakenBytes", r"\text{bytes}", bytes(room()), |after| {
        after.taken
    });
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
    let (mut caches, mut rows) = (Vec::new(), Vec::new());
    for layer in 0..run.layers() {
        caches.push(Contiguous::<f32>::growing(run.row()));
        rows.push(run.kept_rows(layer, recorder));
    }
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
fn next_power(run: &Run<'_>) -> Formula {
    let rows = || entry("cacheRows", &["t"]);
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

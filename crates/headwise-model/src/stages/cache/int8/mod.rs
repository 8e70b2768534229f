//! The rows in 8 bits a number: codes, scales, the error of each number, and what it does to attention.

mod bound;
mod part;

use super::attended::{Attended, Meaning};
use super::{DECODE, DIM, HEAD, Run, STEP, keep};
use crate::cells::Cells;
use crate::decoding::{Counted, Meter};
use crate::recorder::Recorder;
use crate::stages::attend::scale_symbol;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Granularity, Quantized};
use headwise_core::trace::Role;
use headwise_core::trace::build::{constant, entry, fixed, number, plain, read, sum, var};
use part::Part;

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let part = |prefix, source, symbol, role, group| Part {
        prefix,
        source,
        symbol,
        role,
        group,
    };
    let keys = part("key", "kHeads", "K", Role::Key, run.plan.key_group);
    let values = part("value", "vHeads", "V", Role::Value, None);
    let (cache, bytes, attended) = quantize(run, recorder)?;
    let mut written = Vec::new();
    for part in [&keys, &values] {
        part.record(run, &cache, recorder);
        for of in ["Scales", "Codes", "Held", "Errors"] {
            written.push(part.name(of));
        }
    }
    record_bytes(run, &bytes, recorder);
    let d_k = run.layer.head_dim();
    let query = read("qHeads", [var("h"), run.token(var("t")), var("d")]);
    let scale = constant(run.layer.scale(d_k), &scale_symbol(run.layer, "d_k"));
    let meaning = Meaning {
        prefix: "int8",
        sign: r"_\text{int8}",
        output: ("int8Output", r"o_\text{int8}", "dim"),
        score: sum("d", fixed(d_k), query * keys.held_then(run)) * scale,
        value: values.held_then(run),
    };
    attended.record(run, meaning, recorder);
    record_difference(recorder);
    bound::record(run, recorder);
    let own = ["int8Bytes", "int8Output", "int8Difference", "int8Bound"];
    let written: Vec<&str> = written.iter().map(String::as_str).chain(own).collect();
    recorder.step("quantize", &written);
    recorder.fact(
        "keyGroup",
        run.plan.key_group.unwrap_or(0) as f64,
        "tokens that share a channel's scale; 0: a scale for each token",
    );
    Ok(())
}

/// The cache at the end, its bytes after each step, and attention over it.
fn quantize(
    run: &Run<'_>,
    recorder: &Recorder,
) -> Result<(Quantized<f32>, Cells<1>, Attended), AttentionError> {
    let rows = run.kept_rows(run.layer.shown, recorder);
    let queries = run.queries(recorder);
    let by_channel = |group| Granularity::Channel { group };
    let keys = run.plan.key_group.map_or(Granularity::Token, by_channel);
    let mut cache = Quantized::new(run.row(), keys, Granularity::Token)?;
    let mut bytes = Cells::filled([run.plan.steps + 1], 0.0);
    let mut attended = Attended::new(run, run.layer.head_dim());
    let meter = Meter::default();
    for token in 0..run.plan.tokens() {
        let (key, value) = rows.of(token);
        cache.append(key.view(), value.view())?;
        if let Some(step) = (token + 1).checked_sub(run.plan.prompt) {
            bytes[[step]] = cache.bytes() as f64;
        }
        if let Some(step) = token.checked_sub(run.plan.prompt) {
            let rows = Counted {
                rows: &cache,
                meter: &meter,
            };
            let scale = run.layer.scale(run.layer.head_dim());
            attended.step(step, &queries.plane(step), &rows, scale)?;
        }
    }
    Ok((cache, bytes, attended))
}

/// A byte a number and four a scale; four a number that waits for its group.
fn record_bytes(run: &Run<'_>, bytes: &Cells<1>, recorder: &mut Recorder) {
    let (numbers, scales) = (run.row().numbers() as f64 / 2.0, run.layer.kv_heads as f64);
    let by_token = || plain(numbers + 4.0 * scales) * run.rows();
    let keys = match run.plan.key_group {
        None => by_token(),
        Some(group) => {
            let rows = || run.token(var("t"));
            let each = group as f64 * numbers + 4.0 * numbers;
            let whole = plain(each) * number(rows() / group);
            whole + plain(4.0 * numbers) * number(rows() % group)
        }
    };
    let meaning = ("int8Bytes", r"\text{bytes}", Role::Mask);
    keep(recorder, meaning, &[STEP], keys + by_token(), bytes);
}

fn record_difference(recorder: &mut Recorder) {
    let held = recorder.cells::<3>("int8Output");
    let difference = held.minus(&recorder.cells("decodeOutput"));
    let cell = |name| entry(name, &["t", "h", "d"]);
    let body = cell("int8Output") - cell("decodeOutput");
    let meaning = ("int8Difference", r"\varepsilon_\text{int8}", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD, DIM], body, &difference);
}

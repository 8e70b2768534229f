//! The rows in 8 bits a number: codes, scales, the error of each number, and what it does to attention.

use super::attended::{Attended, Meaning};
use super::{DECODE, DIM, HEAD, KV_HEAD, Run, STEP, TOKEN, keep};
use crate::decoding::{Counted, Meter};
use crate::recorder::Recorder;
use crate::stages::attend::scale_symbol;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Granularity, Quantized, Rows};
use headwise_core::trace::build::{
    constant, exp_shifted, fixed, maximum, number, plain, read, round, select, square_root, sum,
    var,
};
use headwise_core::trace::{Comparison, Expr, Index, Role};
use ndarray::{Array1, Array2, Array3, ArrayD, Axis, IxDyn};

/// The largest code.
const LARGEST: f64 = 127.0;

/// Keys, or values: what their tensors are called and which numbers share a scale.
struct Part {
    /// Begins the names.
    prefix: &'static str,
    source: &'static str,
    symbol: &'static str,
    role: Role,
    /// Tokens of a group that shares the scale of each channel; `None`: a scale for each token.
    group: Option<usize>,
}

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
        written.extend(["Scales", "Codes", "Held", "Errors"].map(|of| part.name(of)));
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
    record_bound(run, recorder);
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
) -> Result<(Quantized<f32>, Array1<f64>, Attended), AttentionError> {
    let rows = run.kept_rows(run.layer.shown, recorder);
    let queries = run.queries(recorder);
    let by_channel = |group| Granularity::Channel { group };
    let keys = run.plan.key_group.map_or(Granularity::Token, by_channel);
    let mut cache = Quantized::new(run.row(), keys, Granularity::Token)?;
    let mut bytes = Array1::zeros(run.plan.steps + 1);
    let mut attended = Attended::new(run, run.layer.head_dim());
    let meter = Meter::default();
    for token in 0..run.plan.tokens() {
        let (key, value) = rows.of(token);
        cache.append(key.view(), value.view())?;
        if let Some(step) = (token + 1).checked_sub(run.plan.prompt) {
            bytes[step] = cache.bytes() as f64;
        }
        if let Some(step) = token.checked_sub(run.plan.prompt) {
            let rows = Counted {
                rows: &cache,
                meter: &meter,
            };
            let scale = run.layer.scale(run.layer.head_dim());
            attended.step(step, queries.index_axis(Axis(0), step), &rows, scale)?;
        }
    }
    Ok((cache, bytes, attended))
}

impl Part {
    fn name(&self, of: &str) -> String {
        format!("{}{of}", self.prefix)
    }

    fn code(&self, cache: &Quantized<f32>, [h, i, d]: [usize; 3]) -> Option<(i8, f32)> {
        match self.role {
            Role::Key => cache.key_code(h, i, d),
            _ => cache.value_code(h, i, d),
        }
    }

    fn held(&self, cache: &Quantized<f32>, [h, i, d]: [usize; 3]) -> f64 {
        let row = match self.role {
            Role::Key => cache.key(h, i),
            _ => cache.value(h, i),
        };
        f64::from(row[d])
    }

    /// Feature `d` of row `j` as head `h` finds it at step `t`: rows whose group was not complete by
    /// then are as they were given.
    fn held_then(&self, run: &Run<'_>) -> Expr {
        let cell = |name: &str| {
            let head = var("h") / run.layer.group();
            read(name, [head, var("j"), var("d")])
        };
        let held = cell(&self.name("Held"));
        let Some(group) = self.group else {
            return held;
        };
        let rows = run.token(var("t")) + fixed(1);
        let coded = number(rows / group * group);
        let end = number(var("j") + fixed(1));
        select(end, Comparison::AtMost, coded, held, cell(self.source))
    }

    /// Tokens that are in codes: those of whole groups.
    fn coded(&self, run: &Run<'_>) -> usize {
        let n = run.plan.tokens();
        self.group.map_or(n, |group| n / group * group)
    }

    fn record(&self, run: &Run<'_>, cache: &Quantized<f32>, recorder: &mut Recorder) {
        self.record_scales(run, cache, recorder);
        let shape = (run.layer.kv_heads, run.plan.tokens(), run.layer.head_dim());
        let axes = [KV_HEAD, TOKEN, DIM];
        let given = || read(self.source, ["h", "i", "d"].map(var));
        let name = |of| self.name(of);

        // Codes are the quotient of what was kept: that of the scale, too, is in f32.
        let codes = Array3::from_shape_fn(shape, |(h, i, d)| {
            self.code(cache, [h, i, d])
                .map_or(0.0, |(code, _)| f64::from(code))
        });
        let body = self.if_coded(run, round(given() / self.scale(run)), plain(0.0));
        let symbol = format!(r"{}_\text{{int8}}", self.symbol);
        keep(
            recorder,
            (&name("Codes"), &symbol, self.role),
            &axes,
            body,
            &codes,
        );

        let held = Array3::from_shape_fn(shape, |(h, i, d)| self.held(cache, [h, i, d]));
        let code = read(&name("Codes"), ["h", "i", "d"].map(var));
        let body = self.if_coded(run, code * self.scale(run), given());
        let symbol = format!(r"\tilde {}", self.symbol);
        keep(
            recorder,
            (&name("Held"), &symbol, self.role),
            &axes,
            body,
            &held,
        );

        let given_values: Array3<f64> = recorder.values(self.source);
        let errors = held - given_values;
        let body = read(&name("Held"), ["h", "i", "d"].map(var)) - given();
        let symbol = format!(r"\tilde {0} - {0}", self.symbol);
        keep(
            recorder,
            (&name("Errors"), &symbol, self.role),
            &axes,
            body,
            &errors,
        );
        let largest = errors.fold(0.0, |most: f64, x| most.max(x.abs()));
        recorder.fact(&name("ErrorLargest"), largest, "max |held - given|");
    }

    /// The largest magnitude that shares it, over 127.
    fn record_scales(&self, run: &Run<'_>, cache: &Quantized<f32>, recorder: &mut Recorder) {
        let (heads, n, width) = (run.layer.kv_heads, run.plan.tokens(), run.layer.head_dim());
        let scale = |at| {
            self.code(cache, at)
                .map_or(0.0, |(_, scale)| f64::from(scale))
        };
        let magnitude = |token: Index| {
            let cell = || read(self.source, [var("h"), token.clone(), var("d")]);
            square_root(cell() * cell())
        };
        let (axes, values, largest): (Vec<(&str, &str)>, ArrayD<f64>, Expr) = match self.group {
            None => {
                let values =
                    ArrayD::from_shape_fn(IxDyn(&[heads, n]), |at| scale([at[0], at[1], 0]));
                let largest = maximum("d", fixed(width), magnitude(var("i")));
                (vec![KV_HEAD, TOKEN], values, largest)
            }
            Some(group) => {
                let shape = [heads, n / group, width];
                let values =
                    ArrayD::from_shape_fn(IxDyn(&shape), |at| scale([at[0], at[1] * group, at[2]]));
                let token = var("u") * group + var("i");
                let largest = maximum("i", fixed(group), magnitude(token));
                (vec![KV_HEAD, ("group", "u"), DIM], values, largest)
            }
        };
        let symbol = format!(r"s_{}", self.symbol);
        let body = largest / plain(LARGEST);
        keep(
            recorder,
            (&self.name("Scales"), &symbol, self.role),
            &axes,
            body,
            &values,
        );
    }

    /// The scale of a number, `h`, `i`, `d`.
    fn scale(&self, run: &Run<'_>) -> Expr {
        let at = match self.group {
            None => vec![var("h"), var("i")],
            Some(group) => {
                // Tokens that wait for their group have no scale, and are never asked for one.
                let groups = (self.coded(run) / group).max(1);
                vec![var("h"), var("i") / group % groups, var("d")]
            }
        };
        read(&self.name("Scales"), at)
    }

    /// `then` for tokens that are in codes, `otherwise` for those that wait for their group.
    fn if_coded(&self, run: &Run<'_>, then: Expr, otherwise: Expr) -> Expr {
        let coded = self.coded(run);
        if coded == run.plan.tokens() {
            return then;
        }
        if coded == 0 {
            return otherwise;
        }
        let last = plain(coded as f64 - 1.0);
        select(number(var("i")), Comparison::AtMost, last, then, otherwise)
    }
}

/// A byte a number and four a scale; four a number that waits for its group.
fn record_bytes(run: &Run<'_>, bytes: &Array1<f64>, recorder: &mut Recorder) {
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
    let [held, exact]: [Array3<f64>; 2] =
        ["int8Output", "decodeOutput"].map(|name| recorder.values(name));
    let cell = |name| read(name, ["t", "h", "d"].map(var));
    let body = cell("int8Output") - cell("decodeOutput");
    let meaning = ("int8Difference", r"\varepsilon_\text{int8}", Role::Output);
    keep(
        recorder,
        meaning,
        &[DECODE, HEAD, DIM],
        body,
        &(held - exact),
    );
}

/// With keys off by at most e, a score is off by at most s = scale e sum |q|, each weight by a factor
/// within exp(2 s), so an output by at most (exp(2 s) - 1) max |v| and the values' error.
fn record_bound(run: &Run<'_>, recorder: &mut Recorder) {
    let (n, d_k) = (run.plan.tokens(), run.layer.head_dim());
    let largest = |recorder: &mut Recorder, name: &str, symbol: &str, source: &str, role| {
        let values: Array3<f64> = recorder.values(source);
        let most = values.fold(0.0, |most: f64, x| most.max(x.abs()));
        let cell = || read(source, ["h", "i", "d"].map(var));
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
            &ndarray::arr0(most),
        );
        most
    };
    let key = largest(recorder, "keyErrorMax", "e_K", "keyErrors", Role::Key);
    let value = largest(recorder, "valueErrorMax", "e_V", "valueErrors", Role::Value);
    let most = largest(recorder, "valueMax", r"\max |V|", "vHeads", Role::Value);

    let queries = run.queries(recorder);
    let scale = run.layer.scale(d_k);
    let shape = (run.plan.steps, run.layer.heads);
    let bound = Array2::from_shape_fn(shape, |(t, h)| {
        let query = queries.index_axis(Axis(0), t);
        let query: f64 = query.row(h).iter().map(|q| q.abs()).sum();
        (2.0 * scale * key * query).exp_m1() * most + value
    });
    let cell = || read("qHeads", [var("h"), run.token(var("t")), var("d")]);
    let query = sum("d", fixed(d_k), square_root(cell() * cell()));
    let scale = constant(scale, &scale_symbol(run.layer, "d_k"));
    let shift = Expr::Multiply {
        factors: vec![plain(2.0), scale, read("keyErrorMax", []), query],
    };
    let grown = exp_shifted(shift, plain(0.0)) - plain(1.0);
    let body = grown * read("valueMax", []) + read("valueErrorMax", []);
    let meaning = ("int8Bound", r"\hat\varepsilon_\text{int8}", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD], body, &bound);
}

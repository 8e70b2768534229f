//! The same sentence cached four ways: multi-head, grouped-query (Ainslie et al. 2023), multi-query
//! (Shazeer 2019) and multi-head latent attention (DeepSeek-V2 2024, section 2.1).
//!
//! One layer of drawn weights of the sizes that each would have: a trained model has one kind only.

mod absorb;
mod drawn;
mod latent;
mod rebuilt;
mod turned;

use super::{DIM, ELEMENT, HEAD, Run, STEP, TOKEN, keep};
use crate::cells::Cells;
use crate::recorder::Recorder;
use drawn::Drawn;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, Latent, LatentShape, RowShape};
use headwise_core::trace::build::{
    constant, entry, fixed, number, plain, product, read, select, sum, var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::ArrayView1;

const KIND: (&str, &str) = ("kind", "k");

/// MHA, GQA, MQA and MLA.
const KINDS: usize = 4;
/// The last of them.
const MLA: usize = 3;

/// The streams of the draws, behind those of the layer.
mod stream {
    pub(super) const KEYS: u32 = 5;
    pub(super) const VALUES: u32 = 6;
    pub(super) const DOWN: u32 = 7;
    pub(super) const KEY_UP: u32 = 8;
    pub(super) const VALUE_UP: u32 = 9;
    pub(super) const ROTARY_KEY: u32 = 10;
    pub(super) const ROTARY_QUERY: u32 = 11;
    pub(super) const QUERY: u32 = 12;
}

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    record_heads(run, recorder);
    latent::record(run, recorder)?;
    record_sizes(run, recorder)?;
    recorder.step(
        "compareKinds",
        &[
            "kindKeys",
            "kindValues",
            "latent",
            "rotaryKey",
            "kindNumbers",
            "kindBytes",
        ],
    );
    absorb::record(run, recorder)?;
    for (name, value, formula) in [
        ("gqaHeads", run.plan.groups, "g of the grouped queries"),
        ("latentRank", run.plan.rank, "d_c"),
        ("rotaryDim", run.plan.rotary_dim, "d_R"),
    ] {
        recorder.fact(name, value as f64, formula);
    }
    Ok(())
}

impl Run<'_> {
    /// The widths of multi-head latent attention.
    fn latent_shape(&self) -> LatentShape {
        LatentShape {
            heads: self.layer.heads,
            head_dim: self.layer.head_dim(),
            value_dim: self.layer.head_dim(),
            rank: self.plan.rank,
            rotary_dim: self.plan.rotary_dim,
        }
    }

    /// Key heads of the kinds that cache keys.
    fn kind_heads(&self) -> [usize; MLA] {
        [self.layer.heads, self.plan.groups, 1]
    }
}

/// Keys and values of every head: MHA caches all of them, GQA and MQA the first.
fn record_heads(run: &Run<'_>, recorder: &mut Recorder) {
    let layer = run.layer;
    let (wide, d_k) = (layer.heads * layer.head_dim(), layer.head_dim());
    for (weights, symbol, name, result, role, stream) in [
        ("kindWk", "W_K", "kindKeys", "K_h", Role::Key, stream::KEYS),
        (
            "kindWv",
            "W_V",
            "kindValues",
            "V_h",
            Role::Value,
            stream::VALUES,
        ),
    ] {
        let axes = [("model", "r"), ("wide", "c")];
        let drawn = Drawn {
            name: weights,
            symbol,
            stream,
            inputs: layer.d_model,
        };
        drawn.record(run, &axes, [layer.d_model, wide], recorder);
        let all = recorder.cells::<2>("x").times(&recorder.cells(weights));
        let shape = [layer.heads, layer.tokens(), d_k];
        let heads = Cells::from_places(shape, &mut |[h, i, d]| all[[i, h * d_k + d]]);
        let column = var("h") * d_k + var("d");
        let product = entry("x", &["i", "m"]) * read(weights, [var("m"), column]);
        let body = sum("m", fixed(layer.d_model), product);
        keep(
            recorder,
            (name, result, role),
            &[HEAD, TOKEN, DIM],
            body,
            &heads,
        );
    }
}

/// What a token leaves in each cache, and the bytes after each step.
fn record_sizes(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let [mha, gqa, mqa] = run.kind_heads();
    let of_kind = [mha, gqa, mqa, 1];
    let heads = Cells::from_places([KINDS], &mut |[kind]| of_kind[kind] as f64);
    let is = |kind: usize, then, otherwise| {
        let own = number(fixed(kind));
        select(number(var("k")), Comparison::Equal, own, then, otherwise)
    };
    let count = |heads: usize| plain(heads as f64);
    let body = is(0, count(mha), is(1, count(gqa), plain(1.0)));
    keep(
        recorder,
        ("kindHeads", "g", Role::Mask),
        &[KIND],
        body,
        &heads,
    );

    let (d_k, shape) = (run.layer.head_dim(), run.latent_shape());
    let bytes = fill(run, recorder)?;
    let each = (ELEMENT * run.plan.tokens()) as f64;
    let last = run.plan.steps;
    let numbers = Cells::from_places([KINDS], &mut |[kind]| bytes[[kind, last]] / each);
    let rows = constant(2.0 * d_k as f64, "2 d_k") * entry("kindHeads", &["k"]);
    let latent = constant((shape.rank + shape.rotary_dim) as f64, "d_c + d_R");
    let body = is(MLA, latent, rows);
    keep(
        recorder,
        ("kindNumbers", r"n_\text{row}", Role::Mask),
        &[KIND],
        body,
        &numbers,
    );

    let body = product([
        plain(ELEMENT as f64),
        entry("kindNumbers", &["k"]),
        run.rows(),
    ]);
    keep(
        recorder,
        ("kindBytes", r"\text{bytes}", Role::Mask),
        &[KIND, STEP],
        body,
        &bytes,
    );
    Ok(())
}

/// Bytes written to a cache of each kind, `[kinds, steps + 1]`.
fn fill(run: &Run<'_>, recorder: &Recorder) -> Result<Cells<2>, AttentionError> {
    let keys = recorder.cells::<3>("kindKeys");
    let values = recorder.cells::<3>("kindValues");
    let latents = recorder.cells::<2>("latent");
    let rotary = recorder.cells::<2>("rotaryKey");
    let shape = |kv_heads| RowShape {
        kv_heads,
        head_dim: run.layer.head_dim(),
        value_dim: run.layer.head_dim(),
    };
    let mut grouped = run
        .kind_heads()
        .map(|heads| Contiguous::<f32>::growing(shape(heads)));
    let mut latent = Latent::<f32>::growing(run.latent_shape());
    let mut bytes = Cells::filled([KINDS, run.plan.steps + 1], 0.0);
    let mut written = [0; KINDS];
    for token in 0..run.plan.tokens() {
        for ((cache, heads), written) in grouped.iter_mut().zip(run.kind_heads()).zip(&mut written)
        {
            let first = |all: &Cells<3>| {
                let shape = [heads, all.shape[2]];
                Cells::from_places(shape, &mut |[h, d]| all[[h, token, d]]).narrow()
            };
            *written += cache
                .append(first(&keys).view(), first(&values).view())?
                .written;
        }
        let row = |all: &Cells<2>| all.row(token).iter().map(|&x| x as f32).collect();
        let (own, turned): (Vec<f32>, Vec<f32>) = (row(&latents), row(&rotary));
        written[MLA] += latent
            .append(ArrayView1::from(&own), ArrayView1::from(&turned))?
            .written;
        if let Some(step) = (token + 1).checked_sub(run.plan.prompt) {
            for (kind, &written) in written.iter().enumerate() {
                bytes[[kind, step]] = written as f64;
            }
        }
    }
    Ok(bytes)
}

//! Keys and values rebuilt from their latents, and attention over them.

use super::Run;
use super::absorb::{Cached, beside, latent_scale, score};
use crate::recorder::Recorder;
use crate::stages::cache::attended::{Attended, Meaning};
use crate::stages::cache::{DIM, HEAD, TOKEN, keep};
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, Latent, LatentWeights, RowShape};
use headwise_core::trace::Role;
use headwise_core::trace::build::{fixed, read, sum, var};
use ndarray::{Array3, Axis, Slice};

pub(super) fn record(
    run: &Run<'_>,
    latent: &Cached,
    weights: &LatentWeights<f64>,
    recorder: &mut Recorder,
) -> Result<(), AttentionError> {
    record_rows(run, &latent.whole(run)?, weights, recorder)?;
    attend(run, latent, recorder)
}

/// What the cache spares: keys without their rotary part, and values.
fn record_rows(
    run: &Run<'_>,
    cache: &Latent<f64>,
    weights: &LatentWeights<f64>,
    recorder: &mut Recorder,
) -> Result<(), AttentionError> {
    let (keys, values) = cache.reconstruct(weights)?;
    for (name, symbol, role, up, all) in [
        ("rebuiltKeys", "c W_{UK}", Role::Key, "latentKeyUp", keys),
        (
            "rebuiltValues",
            "c W_{UV}",
            Role::Value,
            "latentValueUp",
            values,
        ),
    ] {
        let content = Slice::from(..run.layer.head_dim());
        let own = all
            .index_axis(Axis(0), 0)
            .slice_axis(Axis(2), content)
            .to_owned();
        let product = read("latent", ["i", "c"].map(var)) * read(up, ["h", "c", "d"].map(var));
        let body = sum("c", fixed(run.plan.rank), product);
        keep(
            recorder,
            (name, symbol, role),
            &[HEAD, TOKEN, DIM],
            body,
            &own,
        );
    }
    Ok(())
}

/// Every head's own keys `[c W_UK, k_R]`, as long as they are needed.
fn attend(run: &Run<'_>, latent: &Cached, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let [keys, values, queries]: [Array3<f64>; 3] =
        ["rebuiltKeys", "rebuiltValues", "latentQuery"].map(|name| recorder.values(name));
    let (heads, d_k) = (run.layer.heads, run.layer.head_dim());
    let mut cache = Contiguous::growing(RowShape {
        kv_heads: heads,
        head_dim: d_k + run.plan.rotary_dim,
        value_dim: d_k,
    });
    let mut attended = Attended::new(run, d_k);
    for token in 0..run.plan.tokens() {
        let shared = latent.rotary.row(token).insert_axis(Axis(0));
        let shared = shared.broadcast((heads, run.plan.rotary_dim));
        let shared = shared.expect("one row for all heads");
        let key = beside(keys.index_axis(Axis(1), token), shared);
        cache.append(key.view(), values.index_axis(Axis(1), token))?;
        if let Some(step) = token.checked_sub(run.plan.prompt) {
            let query = queries.index_axis(Axis(0), step);
            let query = beside(query, latent.turned(run, step).view());
            attended.step(step, query.view(), &cache, latent_scale(run))?;
        }
    }
    let product = read("latentQuery", ["t", "h", "d"].map(var))
        * read("rebuiltKeys", ["h", "j", "d"].map(var));
    let meaning = Meaning {
        prefix: "rebuilt",
        sign: r"_\text{rebuilt}",
        output: ("rebuiltOutput", r"o_\text{rebuilt}", "dim"),
        score: score(run, sum("d", fixed(d_k), product)),
        value: read("rebuiltValues", ["h", "j", "d"].map(var)),
    };
    attended.record(run, meaning, recorder);
    Ok(())
}

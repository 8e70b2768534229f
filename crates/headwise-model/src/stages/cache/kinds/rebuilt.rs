//! Keys and values rebuilt from their latents, and attention over them.

use super::Run;
use super::absorb::{Cached, beside, latent_scale, score};
use crate::cells::Cells;
use crate::recorder::Recorder;
use crate::stages::cache::attended::{Attended, Meaning};
use crate::stages::cache::{DIM, HEAD, TOKEN, keep};
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Contiguous, Latent, LatentWeights, RowShape};
use headwise_core::trace::Role;
use headwise_core::trace::build::{entry, fixed, sum};

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
        let shape = [run.layer.heads, run.plan.tokens(), run.layer.head_dim()];
        let own = Cells::from_places(shape, &mut |[h, i, d]| all[[0, h, i, d]]);
        let product = entry("latent", &["i", "c"]) * entry(up, &["h", "c", "d"]);
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
    let keys = recorder.cells::<3>("rebuiltKeys");
    let values = recorder.cells::<3>("rebuiltValues");
    let queries = recorder.cells::<3>("latentQuery");
    let (heads, d_k) = (run.layer.heads, run.layer.head_dim());
    let mut cache = Contiguous::growing(RowShape {
        kv_heads: heads,
        head_dim: d_k + run.plan.rotary_dim,
        value_dim: d_k,
    });
    let mut attended = Attended::new(run, d_k);
    for token in 0..run.plan.tokens() {
        // One row for all heads.
        let shared = Cells::from_places([heads, run.plan.rotary_dim], &mut |[_, c]| {
            latent.rotary[[token, c]]
        });
        let key = beside(&keys.across(token), &shared).matrix();
        cache.append(key.view(), values.across(token).matrix().view())?;
        if let Some(step) = token.checked_sub(run.plan.prompt) {
            let query = beside(&queries.plane(step), &latent.turned(run, step));
            attended.step(step, &query, &cache, latent_scale(run))?;
        }
    }
    let product = entry("latentQuery", &["t", "h", "d"]) * entry("rebuiltKeys", &["h", "j", "d"]);
    let meaning = Meaning {
        prefix: "rebuilt",
        sign: r"_\text{rebuilt}",
        output: ("rebuiltOutput", r"o_\text{rebuilt}", "dim"),
        score: score(run, sum("d", fixed(d_k), product)),
        value: entry("rebuiltValues", &["h", "j", "d"]),
    };
    attended.record(run, meaning, recorder);
    Ok(())
}

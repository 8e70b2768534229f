//! Attention over latents both ways: with keys and values rebuilt from them, and with W_UK absorbed
//! into the queries and W_UV into what follows the weighted sum (DeepSeek-V2 2024, section 2.1.2).

use super::drawn::Drawn;
use super::rebuilt;
use super::{Run, stream};
use crate::cells::Cells;
use crate::recorder::Recorder;
use crate::stages::attend::scale_symbol;
use crate::stages::cache::attended::{Attended, Meaning};
use crate::stages::cache::{DECODE, DIM, HEAD, keep};
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Latent, LatentWeights};
use headwise_core::trace::Role;
use headwise_core::trace::build::{Formula, constant, entry, fixed, read, sum, var};
use ndarray::{Array3, ArrayView1};

const RANK: (&str, &str) = ("rank", "c");

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let weights = record_weights(run, recorder);
    let latent = Cached::new(recorder);
    rebuilt::record(run, &latent, &weights, recorder)?;
    attend_absorbed(run, &latent, &weights, recorder)?;
    let absorbed = recorder.cells::<3>("absorbedOutput");
    let difference = absorbed.minus(&recorder.cells("rebuiltOutput"));
    let cell = |name| entry(name, &["t", "h", "d"]);
    let body = cell("absorbedOutput") - cell("rebuiltOutput");
    let meaning = ("latentDifference", r"\varepsilon", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD, DIM], body, &difference);
    recorder.fact(
        "latentDifferenceLargest",
        difference.largest(),
        "max |absorbed - rebuilt|",
    );
    recorder.step(
        "absorb",
        &[
            "rebuiltKeys",
            "rebuiltValues",
            "rebuiltOutput",
            "absorbedQuery",
            "absorbedSums",
            "absorbedOutput",
            "latentDifference",
        ],
    );
    Ok(())
}

/// Latents, rotary keys and the queries' rotary parts as they were kept.
pub(super) struct Cached {
    /// `[n, rank]`.
    latents: Cells<2>,
    /// `[n, d_R]`.
    pub(super) rotary: Cells<2>,
    /// `[steps, heads d_R]`.
    turned: Cells<2>,
}

impl Cached {
    fn new(recorder: &Recorder) -> Self {
        Self {
            latents: recorder.cells("latent"),
            rotary: recorder.cells("rotaryKey"),
            turned: recorder.cells("rotaryQuery"),
        }
    }

    fn append(&self, token: usize, cache: &mut Latent<f64>) -> Result<(), AttentionError> {
        let (latent, rotary) = (self.latents.row(token), self.rotary.row(token));
        let (latent, rotary) = (ArrayView1::from(latent), ArrayView1::from(rotary));
        cache.append(latent, rotary).map(drop)
    }

    pub(super) fn whole(&self, run: &Run<'_>) -> Result<Latent<f64>, AttentionError> {
        let mut cache = Latent::growing(run.latent_shape());
        (0..run.plan.tokens()).try_for_each(|token| self.append(token, &mut cache))?;
        Ok(cache)
    }

    /// The rotary queries of a step, `[heads, d_R]`.
    pub(super) fn turned(&self, run: &Run<'_>, step: usize) -> Cells<2> {
        Cells {
            shape: [run.layer.heads, run.plan.rotary_dim],
            numbers: self.turned.row(step).to_vec(),
        }
    }
}

/// W_UK and W_UV of each head.
fn record_weights(run: &Run<'_>, recorder: &mut Recorder) -> LatentWeights<f64> {
    let shape = [run.layer.heads, run.plan.rank, run.layer.head_dim()];
    let mut draw = |name, symbol, stream| -> Array3<f64> {
        let drawn = Drawn {
            name,
            symbol,
            stream,
            inputs: run.plan.rank,
        };
        drawn.record(run, &[HEAD, RANK, DIM], shape, recorder);
        recorder.values(name)
    };
    LatentWeights {
        keys: draw("latentKeyUp", "W_{UK}", stream::KEY_UP),
        values: draw("latentValueUp", "W_{UV}", stream::VALUE_UP),
    }
}

/// `(content + q_R . k_R) / sqrt(d_k + d_R)`.
pub(super) fn score(run: &Run<'_>, content: Formula) -> Formula {
    let width = run.plan.rotary_dim;
    let query = read("rotaryQuery", [var("t"), var("h") * width + var("r")]);
    let turned = sum("r", fixed(width), query * entry("rotaryKey", &["j", "r"]));
    let symbol = scale_symbol(run.layer, "d_k + d_R");
    (content + turned) * constant(latent_scale(run), &symbol)
}

pub(super) fn latent_scale(run: &Run<'_>) -> f64 {
    run.layer.scale(run.layer.head_dim() + run.plan.rotary_dim)
}

/// Each row of the left with the columns of the right behind its own.
pub(super) fn beside(left: &Cells<2>, right: &Cells<2>) -> Cells<2> {
    let [rows, width] = left.shape;
    Cells::from_places(
        [rows, width + right.shape[1]],
        &mut |[row, column]| match column.checked_sub(width) {
            None => left[[row, column]],
            Some(column) => right[[row, column]],
        },
    )
}

/// Queries that meet the latents as they are.
fn attend_absorbed(
    run: &Run<'_>,
    latent: &Cached,
    weights: &LatentWeights<f64>,
    recorder: &mut Recorder,
) -> Result<(), AttentionError> {
    let (heads, d_k, rank, steps) = (
        run.layer.heads,
        run.layer.head_dim(),
        run.plan.rank,
        run.plan.steps,
    );
    let queries = recorder.cells::<3>("latentQuery");
    let mut cache = Latent::growing(run.latent_shape());
    let mut absorbed = Cells::filled([steps, heads, rank], 0.0);
    for step in 0..steps {
        let content = queries.plane(step).matrix();
        let turned = latent.turned(run, step).matrix();
        let both = cache.absorb(weights, content.view(), turned.view())?;
        absorbed.set_plane(step, &both);
    }
    let up = |name| entry(name, &["h", "c", "d"]);
    let product = entry("latentQuery", &["t", "h", "d"]) * up("latentKeyUp");
    let body = sum("d", fixed(d_k), product);
    let meaning = ("absorbedQuery", r"q W_{UK}^{\mathsf T}", Role::Query);
    keep(recorder, meaning, &[DECODE, HEAD, RANK], body, &absorbed);

    let absorbed = recorder.cells::<3>("absorbedQuery");
    let mut attended = Attended::new(run, rank);
    for token in 0..run.plan.tokens() {
        latent.append(token, &mut cache)?;
        if let Some(step) = token.checked_sub(run.plan.prompt) {
            let query = beside(&absorbed.plane(step), &latent.turned(run, step));
            attended.step(step, &query, &cache, latent_scale(run))?;
        }
    }
    let product = entry("absorbedQuery", &["t", "h", "c"]) * entry("latent", &["j", "c"]);
    let meaning = Meaning {
        prefix: "absorbed",
        sign: r"_\text{absorbed}",
        output: ("absorbedSums", r"\textstyle\sum a c", "rank"),
        score: score(run, sum("c", fixed(rank), product)),
        value: entry("latent", &["j", "d"]),
    };
    attended.record(run, meaning, recorder);

    let sums = recorder.cells::<3>("absorbedSums");
    let mut outputs = Cells::filled([steps, heads, d_k], 0.0);
    for step in 0..steps {
        let sums = sums.plane(step).matrix();
        outputs.set_plane(step, &cache.expand(weights, sums.view())?);
    }
    let product = entry("absorbedSums", &["t", "h", "c"]) * up("latentValueUp");
    let body = sum("c", fixed(rank), product);
    let meaning = ("absorbedOutput", r"o_\text{absorbed}", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD, DIM], body, &outputs);
    Ok(())
}

//! Attention over latents both ways: with keys and values rebuilt from them, and with W_UK absorbed
//! into the queries and W_UV into what follows the weighted sum (DeepSeek-V2 2024, section 2.1.2).

use super::drawn::Drawn;
use super::rebuilt;
use super::{Run, stream};
use crate::recorder::Recorder;
use crate::stages::attend::scale_symbol;
use crate::stages::cache::attended::{Attended, Meaning};
use crate::stages::cache::{DECODE, DIM, HEAD, keep};
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Latent, LatentWeights};
use headwise_core::trace::build::{constant, fixed, read, sum, var};
use headwise_core::trace::{Expr, Role};
use ndarray::{Array2, Array3, ArrayView2, Axis, Slice, concatenate};

const RANK: (&str, &str) = ("rank", "c");

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let weights = record_weights(run, recorder);
    let latent = Cached::new(recorder);
    rebuilt::record(run, &latent, &weights, recorder)?;
    attend_absorbed(run, &latent, &weights, recorder)?;
    let [absorbed, rebuilt]: [Array3<f64>; 2] =
        ["absorbedOutput", "rebuiltOutput"].map(|name| recorder.values(name));
    let difference = absorbed - rebuilt;
    let cell = |name| read(name, ["t", "h", "d"].map(var));
    let body = cell("absorbedOutput") - cell("rebuiltOutput");
    let meaning = ("latentDifference", r"\varepsilon", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD, DIM], body, &difference);
    let largest = difference.fold(0.0, |most: f64, x| most.max(x.abs()));
    recorder.fact(
        "latentDifferenceLargest",
        largest,
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
    latents: Array2<f64>,
    /// `[n, d_R]`.
    pub(super) rotary: Array2<f64>,
    /// `[steps, heads d_R]`.
    turned: Array2<f64>,
}

impl Cached {
    fn new(recorder: &Recorder) -> Self {
        let [latents, rotary, turned] =
            ["latent", "rotaryKey", "rotaryQuery"].map(|name| recorder.values(name));
        Self {
            latents,
            rotary,
            turned,
        }
    }

    fn append(&self, token: usize, cache: &mut Latent<f64>) -> Result<(), AttentionError> {
        let (latent, rotary) = (self.latents.row(token), self.rotary.row(token));
        cache.append(latent, rotary).map(drop)
    }

    pub(super) fn whole(&self, run: &Run<'_>) -> Result<Latent<f64>, AttentionError> {
        let mut cache = Latent::growing(run.latent_shape());
        (0..run.plan.tokens()).try_for_each(|token| self.append(token, &mut cache))?;
        Ok(cache)
    }

    /// The rotary queries of a step, `[heads, d_R]`.
    pub(super) fn turned(&self, run: &Run<'_>, step: usize) -> Array2<f64> {
        let width = run.plan.rotary_dim;
        Array2::from_shape_fn((run.layer.heads, width), |(h, c)| {
            self.turned[[step, h * width + c]]
        })
    }
}

/// W_UK and W_UV of each head.
fn record_weights(run: &Run<'_>, recorder: &mut Recorder) -> LatentWeights<f64> {
    let shape = (run.layer.heads, run.plan.rank, run.layer.head_dim());
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
pub(super) fn score(run: &Run<'_>, content: Expr) -> Expr {
    let width = run.plan.rotary_dim;
    let query = read("rotaryQuery", [var("t"), var("h") * width + var("r")]);
    let turned = sum(
        "r",
        fixed(width),
        query * read("rotaryKey", ["j", "r"].map(var)),
    );
    let symbol = scale_symbol(run.layer, "d_k + d_R");
    (content + turned) * constant(latent_scale(run), &symbol)
}

pub(super) fn latent_scale(run: &Run<'_>) -> f64 {
    run.layer.scale(run.layer.head_dim() + run.plan.rotary_dim)
}

pub(super) fn beside(left: ArrayView2<'_, f64>, right: ArrayView2<'_, f64>) -> Array2<f64> {
    concatenate(Axis(1), &[left, right]).expect("as many rows")
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
    let queries: Array3<f64> = recorder.values("latentQuery");
    let mut cache = Latent::growing(run.latent_shape());
    let mut absorbed = Array3::zeros((steps, heads, rank));
    for (step, mut into) in absorbed.outer_iter_mut().enumerate() {
        let content = queries.index_axis(Axis(0), step);
        let both = cache.absorb(weights, content, latent.turned(run, step).view())?;
        into.assign(&both.slice_axis(Axis(1), Slice::from(..rank)));
    }
    let up = |name| read(name, ["h", "c", "d"].map(var));
    let product = read("latentQuery", ["t", "h", "d"].map(var)) * up("latentKeyUp");
    let body = sum("d", fixed(d_k), product);
    let meaning = ("absorbedQuery", r"q W_{UK}^{\mathsf T}", Role::Query);
    keep(recorder, meaning, &[DECODE, HEAD, RANK], body, &absorbed);

    let absorbed: Array3<f64> = recorder.values("absorbedQuery");
    let mut attended = Attended::new(run, rank);
    for token in 0..run.plan.tokens() {
        latent.append(token, &mut cache)?;
        if let Some(step) = token.checked_sub(run.plan.prompt) {
            let query = absorbed.index_axis(Axis(0), step);
            let query = beside(query, latent.turned(run, step).view());
            attended.step(step, query.view(), &cache, latent_scale(run))?;
        }
    }
    let product =
        read("absorbedQuery", ["t", "h", "c"].map(var)) * read("latent", ["j", "c"].map(var));
    let meaning = Meaning {
        prefix: "absorbed",
        sign: r"_\text{absorbed}",
        output: ("absorbedSums", r"\textstyle\sum a c", "rank"),
        score: score(run, sum("c", fixed(rank), product)),
        value: read("latent", ["j", "d"].map(var)),
    };
    attended.record(run, meaning, recorder);

    let sums: Array3<f64> = recorder.values("absorbedSums");
    let mut outputs = Array3::zeros((steps, heads, d_k));
    for (mut into, sums) in outputs.outer_iter_mut().zip(sums.outer_iter()) {
        into.assign(&cache.expand(weights, sums)?);
    }
    let product = read("absorbedSums", ["t", "h", "c"].map(var)) * up("latentValueUp");
    let body = sum("c", fixed(rank), product);
    let meaning = ("absorbedOutput", r"o_\text{absorbed}", Role::Output);
    keep(recorder, meaning, &[DECODE, HEAD, DIM], body, &outputs);
    Ok(())
}

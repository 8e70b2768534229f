//! What eviction costs a trained model: its loss on each token with every row kept, with sinks and a
//! window, and with a window alone of as many rows.

mod held_out;

use super::{Run, keep};
use crate::decoding::Streaming;
use crate::layer::Block;
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::trace::build::{
    Place, entry, exp_shifted, fixed, given, logarithm, lookup, maximum, number, plain, read,
    select, sum, var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis};

const EVICTION: (&str, &str) = ("eviction", "e");
const PREDICTED: (&str, &str) = ("predicted", "i");

/// Every row, sinks and window, a window alone.
const WAYS: usize = 3;

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let Some(block) = run.layer.block().filter(|_| run.plan.loss) else {
        return Ok(());
    };
    let evicting = evicting(run, block)?;
    record_logits(run, &evicting, recorder)?;
    record_losses(run, recorder);
    held_out::record(run, block, &evicting, recorder)?;
    recorder.step(
        "measureLoss",
        &["evictedLogits", "loss", "lossMean", "lossHeldOut"],
    );
    Ok(())
}

/// With sinks, and without them a window of as many rows.
fn evicting(run: &Run<'_>, block: &Block) -> Result<[Streaming; WAYS - 1], AttentionError> {
    let (sinks, window) = (run.plan.sinks, run.plan.window);
    Ok([
        Streaming::new(run.layer, block, sinks, window)?,
        Streaming::new(run.layer, block, 0, sinks + window)?,
    ])
}

/// What the model predicts over the caches that evict: measured, not derived.
fn record_logits(
    run: &Run<'_>,
    evicting: &[Streaming],
    recorder: &mut Recorder,
) -> Result<(), AttentionError> {
    let tokens = run.layer.words.ids();
    let logits: Vec<Array2<f32>> = evicting
        .iter()
        .map(|model| model.logits(&tokens))
        .collect::<Result<_, _>>()?;
    let views: Vec<ArrayView2<'_, f32>> = logits.iter().map(|logits| logits.view()).collect();
    let all = ndarray::stack(Axis(0), &views).expect("one shape");
    let axes = [("evicted", "e"), ("token", "i"), ("vocabulary", "w")];
    let meaning = ("evictedLogits", r"\Lambda_\text{evicted}", Role::Score);
    keep(recorder, meaning, &axes, given(), &all.mapv(f64::from));
    Ok(())
}

/// `-ln p` of each next token, from the logits as they were kept.
fn record_losses(run: &Run<'_>, recorder: &mut Recorder) {
    let (n, words) = (run.plan.tokens(), run.words());
    let whole: Array2<f64> = recorder.values("logits");
    let evicted: Array3<f64> = recorder.values("evictedLogits");
    let row = |way: usize, token: usize| match way.checked_sub(1) {
        None => whole.row(token).to_owned(),
        Some(way) => evicted.index_axis(Axis(0), way).row(token).to_owned(),
    };
    let most = Array2::from_shape_fn((WAYS, n - 1), |(way, token)| {
        row(way, token).fold(f64::NEG_INFINITY, |a, &b| a.max(b))
    });
    let logit = |w: Place| {
        let whole = read("logits", [var("i"), w.clone()]);
        let evicted = read("evictedLogits", [var("e") - 1, var("i"), w]);
        let first = number(fixed(0));
        select(number(var("e")), Comparison::Equal, first, whole, evicted)
    };
    let body = maximum("w", fixed(words), logit(var("w")));
    let axes = [EVICTION, PREDICTED];
    keep(
        recorder,
        ("lossMax", r"m_\Lambda", Role::Score),
        &axes,
        body,
        &most,
    );

    let ids = run.layer.words.ids();
    let most: Array2<f64> = recorder.values("lossMax");
    let losses = Array2::from_shape_fn((WAYS, n - 1), |(way, token)| {
        nats(&row(way, token), most[[way, token]], ids[token + 1])
    });
    let shift = || entry("lossMax", &["e", "i"]);
    let total = sum("w", fixed(words), exp_shifted(logit(var("w")), shift()));
    let next = lookup("wordKey", [lookup("wordIndex", [var("i") + fixed(1)])]);
    let body = shift() + logarithm(total) - logit(next);
    keep(
        recorder,
        ("loss", r"-\ln p", Role::Score),
        &axes,
        body,
        &losses,
    );

    record_mean(run, recorder);
}

/// Over the tokens that are predicted once the ring has given up a row.
fn record_mean(run: &Run<'_>, recorder: &mut Recorder) {
    let losses: Array2<f64> = recorder.values("loss");
    let first = run.ring_rows().min(losses.ncols());
    let count = losses.ncols() - first;
    let mean = |row: ndarray::ArrayView1<'_, f64>| match count {
        0 => 0.0,
        count => row.iter().skip(first).sum::<f64>() / count as f64,
    };
    let means: Array1<f64> = losses.outer_iter().map(mean).collect();
    let later = read("loss", [var("e"), var("i") + fixed(first)]);
    let body = match count {
        0 => plain(0.0),
        count => sum("i", fixed(count), later) / plain(count as f64),
    };
    let meaning = ("lossMean", r"\overline{-\ln p}", Role::Score);
    keep(recorder, meaning, &[EVICTION], body, &means);
    let formula = "tokens of the text predicted after a row was given up";
    recorder.fact("lossTokens", count as f64, formula);
}

/// `-ln softmax(logits)[next]`, the largest logit known.
fn nats(logits: &Array1<f64>, most: f64, next: u32) -> f64 {
    let total: f64 = logits.iter().map(|logit| (logit - most).exp()).sum();
    most + total.ln() - logits[next as usize]
}

impl Run<'_> {
    /// Words that a trained model chooses from.
    fn words(&self) -> usize {
        let block = self.layer.block();
        block.map_or(0, |block| block.model.config.vocab_size)
    }
}

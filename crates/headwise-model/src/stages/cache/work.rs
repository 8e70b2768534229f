//! What the run costs with the cache and without, counted while it runs, beside the closed form.

use super::{Run, STEP, keep};
use crate::cells::Cells;
use crate::decoding::{Decoder, Spent};
use crate::recorder::Recorder;
use crate::transformer::{Architecture, Config};
use headwise_core::AttentionError;
use headwise_core::cost::{Attention, FeedForward, Model, Pass};
use headwise_core::trace::build::{
    Formula, constant, entry, fixed, number, plain, read, select, total, var,
};
use headwise_core::trace::{Comparison, Role};

const WAY: (&str, &str) = ("way", "w");

/// With the cache, and without.
const WAYS: usize = 2;

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let counted = count(run, recorder)?;
    let model = cost_model(run);
    let factors = model.operations(Pass {
        batch: 1,
        cached: 0,
        tokens: 1,
    });
    let layers = run.layers() as u64;
    let pair = layers.saturating_mul(factors.pair_numbers);
    let scored = layers as f64 * run.layer.heads as f64;
    let per_step = |of: &dyn Fn(&(usize, Spent)) -> f64| {
        Cells::from_places([WAYS, run.plan.steps + 1], &mut |[way, step]| {
            of(&counted[way][step])
        })
    };
    let tokens = per_step(&|(tokens, _)| *tokens as f64);
    // Every head of every layer scores as many pairs.
    let pairs = per_step(&|(_, spent)| spent.pairs as f64 / scored);
    let work = per_step(&|(_, spent)| spent.multiply_adds as f64);
    record_tokens(run, &tokens, recorder);
    record_pairs(run, &pairs, recorder);
    record_work(
        &work,
        [factors.weights, pair, factors.output],
        run,
        recorder,
    );
    recorder.step("countWork", &["tokensRun", "pairsScored", "work", "spent"]);

    let closed = closed_form(run, &model);
    for (name, value, formula) in [
        ("layers", layers, "L"),
        (
            "weightsPerToken",
            factors.weights,
            "weights that a token is multiplied with",
        ),
        ("multiplyAddsPerPair", pair, "2 L h d_k"),
        ("multiplyAddsPrediction", factors.output, "d_model words"),
        (
            "spentCachedClosed",
            closed[0],
            "half the cost model's operations, with a cache",
        ),
        (
            "spentUncachedClosed",
            closed[1],
            "half the cost model's operations, all tokens anew",
        ),
    ] {
        recorder.fact(name, value as f64, formula);
    }
    let total = |way: usize| work.row(way).iter().sum();
    recorder.fact("spentCached", total(0), "counted");
    recorder.fact("spentUncached", total(1), "counted");
    Ok(())
}

/// Tokens run and what they cost, of both ways and each step.
fn count(
    run: &Run<'_>,
    recorder: &Recorder,
) -> Result<[Vec<(usize, Spent)>; WAYS], AttentionError> {
    let decoder = Decoder::new(run.layer, recorder)?;
    let mut counted = [Vec::new(), Vec::new()];
    let mut cache = decoder.empty();
    let mut cached = 0;
    for seen in run.plan.prompt..=run.plan.tokens() {
        decoder.run(cached..seen, &mut cache)?;
        counted[0].push((seen - cached, decoder.meter().take()));
        cached = seen;
        decoder.run(0..seen, &mut decoder.empty())?;
        counted[1].push((seen, decoder.meter().take()));
    }
    Ok(counted)
}

/// Half the operations that the cost model finds for both ways: a multiplication and an addition are
/// two.
fn closed_form(run: &Run<'_>, model: &Model) -> [u64; WAYS] {
    let pass = |cached, tokens| {
        model.flops(Pass {
            batch: 1,
            cached,
            tokens,
        }) / 2
    };
    let prompt = pass(0, run.plan.prompt);
    let steps = run.plan.prompt..run.plan.tokens();
    [
        prompt + steps.clone().map(|cached| pass(cached, 1)).sum::<u64>(),
        prompt + steps.map(|cached| pass(0, cached + 1)).sum::<u64>(),
    ]
}

/// What is run, as the cost model describes it. Without a trained model it is attention alone.
fn cost_model(run: &Run<'_>) -> Model {
    let layer = run.layer;
    let attention = Attention::Grouped {
        heads: layer.heads,
        kv_heads: layer.kv_heads,
        head_dim: layer.head_dim(),
    };
    let none = Model {
        layers: 1,
        d_model: layer.d_model,
        attention,
        feed_forward: FeedForward::Plain { width: 0 },
        vocabulary: 0,
        tied: true,
        positions: 0,
        bias: false,
        window: None,
    };
    let Some(block) = layer.block() else {
        return none;
    };
    let Config {
        layers,
        mlp_width: width,
        vocab_size,
        architecture,
        ..
    } = block.model.config;
    Model {
        layers,
        feed_forward: match architecture {
            Architecture::Gpt2 => FeedForward::Plain { width },
            Architecture::Llama => FeedForward::Gated { width },
        },
        vocabulary: vocab_size,
        ..none
    }
}

/// `cached` on the way with a cache, else `uncached`.
fn on_way(cached: Formula, uncached: Formula) -> Formula {
    let first = number(fixed(0));
    select(number(var("w")), Comparison::Equal, first, cached, uncached)
}

fn record_tokens(run: &Run<'_>, tokens: &Cells<2>, recorder: &mut Recorder) {
    let new = run.in_prefill(number(fixed(run.plan.prompt)), plain(1.0));
    let body = on_way(new, run.rows());
    let meaning = ("tokensRun", r"n_\text{run}", Role::Mask);
    keep(recorder, meaning, &[WAY, STEP], body, tokens);
}

/// A new token meets every row; many tokens meet each other in a triangle.
fn record_pairs(run: &Run<'_>, pairs: &Cells<2>, recorder: &mut Recorder) {
    let triangle = || run.rows() * (run.rows() + plain(1.0)) / plain(2.0);
    let body = on_way(run.in_prefill(triangle(), run.rows()), triangle());
    let meaning = ("pairsScored", r"n_\text{pairs}", Role::Mask);
    keep(recorder, meaning, &[WAY, STEP], body, pairs);
}

fn record_work(
    work: &Cells<2>,
    [weights, pair, output]: [u64; 3],
    run: &Run<'_>,
    recorder: &mut Recorder,
) {
    let cell = |name| entry(name, &["w", "t"]);
    let factor = |value, symbol| constant(value as f64, symbol);
    let body = total([
        cell("tokensRun") * factor(weights, r"W_\text{token}"),
        cell("pairsScored") * factor(pair, "2 L h d_k"),
        factor(output, r"W_\text{words}"),
    ]);
    keep(
        recorder,
        ("work", r"\times\!+", Role::Mask),
        &[WAY, STEP],
        body,
        work,
    );

    let spent = Cells::from_places(work.shape, &mut |[way, step]| {
        work.row(way)[..=step].iter().sum()
    });
    let before = read("spent", [var("w"), var("t") - 1]);
    let body = run.in_prefill(cell("work"), before + cell("work"));
    let meaning = ("spent", r"\textstyle\sum \times\!+", Role::Mask);
    keep(recorder, meaning, &[WAY, STEP], body, &spent);
}

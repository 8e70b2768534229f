//! What the second request goes on with.

use super::super::{Run, keep};
use crate::decoding::{cached, shown_model, taken_apart};
use crate::layer::Block;
use crate::recorder::Recorder;
use crate::transformer::Reference;
use headwise_core::AttentionError;
use headwise_core::projection::project;
use headwise_core::trace::build::{number, var};
use headwise_core::trace::{Expr, Role};
use ndarray::{Array1, Array2, Axis};

/// Keys and values of a token, `[kv_heads, head_dim]` each.
type Row = (Array2<f32>, Array2<f32>);

/// Records the tokens; gives the rows that they leave in the layer that is shown.
pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<Vec<Row>, AttentionError> {
    let (tokens, body, rows) = match &run.layer.trained {
        Some(block) => {
            let (tokens, rows) = chosen(run, block)?;
            (tokens, Expr::Input, rows)
        }
        None => {
            let prompt = run.plan.prompt;
            let places: Vec<usize> = (0..run.plan.steps).map(|step| step % prompt).collect();
            let rows = repeated(run, &places, recorder)?;
            (places, number(var("t") % prompt), rows)
        }
    };
    let tokens: Array1<f64> = tokens.into_iter().map(|token| token as f64).collect();
    let meaning = ("otherTokens", r"w'", Role::Mask);
    keep(recorder, meaning, &[super::super::DECODE], body, &tokens);
    Ok(rows)
}

/// The second most likely word, and what a trained model makes of it.
fn chosen(run: &Run<'_>, block: &Block) -> Result<(Vec<usize>, Vec<Row>), AttentionError> {
    let prompt = run.plan.prompt;
    let model = shown_model(run.layer, block, Box::new(Reference))?;
    let tokens = taken_apart(&model, &run.layer.words.ids()[..prompt], &run.plan)?;
    let cache = cached(&model, &tokens)?;
    let (keys, values) = cache.layer(run.layer.shown);
    let row = |x: ndarray::ArrayView4<'_, f32>, token| {
        let text = x.index_axis_move(Axis(0), 0);
        text.index_axis_move(Axis(1), token).to_owned()
    };
    let own = prompt..run.plan.tokens();
    let rows = own.map(|token| (row(keys, token), row(values, token)));
    let tokens = tokens[prompt..].iter().map(|&id| id as usize);
    Ok((tokens.collect(), rows.collect()))
}

/// Without a trained model: the sentence begins once more, at later positions.
fn repeated(
    run: &Run<'_>,
    places: &[usize],
    recorder: &Recorder,
) -> Result<Vec<Row>, AttentionError> {
    let [embedding, position, wk, wv]: [Array2<f64>; 4] =
        ["embedding", "position", "wk", "wv"].map(|name| recorder.values(name));
    let words = places.iter().map(|&place| run.layer.words.indices[place]);
    let words: Vec<usize> = words.collect();
    let later: Vec<usize> = (run.plan.prompt..run.plan.tokens()).collect();
    let x = embedding.select(Axis(0), &words) + position.select(Axis(0), &later);
    let (keys, values) = (
        project(x.view(), wk.view(), None)?,
        project(x.view(), wv.view(), None)?,
    );
    let (kv_heads, width) = (run.layer.kv_heads, run.layer.head_dim());
    let heads = |x: &Array2<f64>, step: usize| {
        Array2::from_shape_fn((kv_heads, width), |(h, d)| x[[step, h * width + d]] as f32)
    };
    let rows = (0..places.len()).map(|step| (heads(&keys, step), heads(&values, step)));
    Ok(rows.collect())
}

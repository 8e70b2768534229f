//! What the second request goes on with.

use super::super::{Run, keep};
use crate::cells::Cells;
use crate::decoding::{cached, shown_model, taken_apart};
use crate::layer::Block;
use crate::recorder::Recorder;
use crate::transformer::Reference;
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::{given, number, var};
use ndarray::{Array2, Axis};

/// Keys and values of a token, `[kv_heads, head_dim]` each.
pub(super) type Row = (Array2<f32>, Array2<f32>);

/// Records the tokens; gives the rows that they leave in the layer that is shown.
pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<Vec<Row>, AttentionError> {
    let (tokens, body, rows) = match run.layer.block() {
        Some(block) => {
            let (tokens, rows) = chosen(run, block)?;
            (tokens, given(), rows)
        }
        None => {
            let prompt = run.plan.prompt;
            let places: Vec<usize> = (0..run.plan.steps).map(|step| step % prompt).collect();
            let rows = repeated(run, &places, recorder);
            (places, number(var("t") % prompt), rows)
        }
    };
    let tokens = Cells::from_places([tokens.len()], &mut |[step]| tokens[step] as f64);
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
fn repeated(run: &Run<'_>, places: &[usize], recorder: &Recorder) -> Vec<Row> {
    let embedding = recorder.cells::<2>("embedding");
    let position = recorder.cells::<2>("position");
    let shape = [places.len(), run.layer.d_model];
    let x = Cells::from_places(shape, &mut |[step, m]| {
        let word = run.layer.words.indices[places[step]];
        embedding[[word, m]] + position[[run.plan.prompt + step, m]]
    });
    let (keys, values) = (
        x.times(&recorder.cells("wk")),
        x.times(&recorder.cells("wv")),
    );
    let shape = [run.layer.kv_heads, run.layer.head_dim()];
    let heads = |all: &Cells<2>, step: usize| {
        let numbers = all.row(step).to_vec();
        Cells { shape, numbers }.narrow()
    };
    let rows = (0..places.len()).map(|step| (heads(&keys, step), heads(&values, step)));
    rows.collect()
}

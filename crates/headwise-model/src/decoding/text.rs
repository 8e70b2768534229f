//! The tokens of a run: the prompt, and what follows it.

use super::CachePlan;
use crate::layer::{Block, Layer};
use crate::request::CacheRequest;
use crate::transformer::{Kernels, KvCache, Model, ModelError, Reference, Weights};
use headwise_core::{AttentionError, ErrorCode};
use ndarray::{ArrayView2, Axis};

/// Makes a layer's words those of the run: the prompt, and behind it the text's own tokens or, where
/// there is a trained model, those that it chooses.
///
/// # Errors
/// Those of the plan; `bad-setting` for a model whose numbers leave what can be computed with.
pub(crate) fn begin(
    request: &CacheRequest,
    layer: &mut Layer,
) -> Result<CachePlan, AttentionError> {
    let plan = CachePlan::new(request, layer)?;
    layer.causal = true;
    let Some(block) = layer.block().cloned() else {
        layer.words.truncate(plan.tokens());
        return Ok(plan);
    };
    layer.words.truncate(plan.prompt);
    let model = shown_model(layer, &block, Box::new(Reference))?;
    let prompt = layer.words.ids();
    let tokens = model.generate(&prompt, plan.steps, plan.choice);
    for &id in &tokens.map_err(failed)?[plan.prompt..] {
        layer
            .words
            .push(id, block.model.vocabulary()[id as usize].clone());
    }
    Ok(plan)
}

/// What another request with the same prompt goes on with: the token that is second most likely, and
/// then what the model chooses.
///
/// # Errors
/// As [`begin`].
pub(crate) fn taken_apart(
    model: &Model,
    prompt: &[u32],
    plan: &CachePlan,
) -> Result<Vec<u32>, AttentionError> {
    let tokens = ArrayView2::from_shape((1, prompt.len()), prompt).expect("a slice is one row");
    let run = model.forward_last(tokens, &mut model.cache(1));
    let run = run.map_err(failed)?;
    let mut order: Vec<(usize, f32)> = run.iter().copied().enumerate().collect();
    order.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    let second = order.get(1).or(order.first()).map_or(0, |&(id, _)| id);
    let other = [prompt, &[second as u32]].concat();
    model
        .generate(&other, plan.steps - 1, plan.choice)
        .map_err(failed)
}

/// The keys and values of a whole text.
///
/// # Errors
/// As [`begin`].
pub(crate) fn cached(model: &Model, tokens: &[u32]) -> Result<KvCache, AttentionError> {
    let mut cache = model.cache(1);
    let tokens = ArrayView2::from_shape((1, tokens.len()), tokens).expect("a slice is one row");
    model.forward_last(tokens, &mut cache).map_err(failed)?;
    Ok(cache)
}

/// The model as its trace shows it: with the heads of the shown layer that are off, and with that
/// layer's temperature, both folded into its weights.
///
/// # Errors
/// As [`begin`].
pub(crate) fn shown_model(
    layer: &Layer,
    block: &Block,
    kernels: Box<dyn Kernels>,
) -> Result<Model, AttentionError> {
    let config = block.model.config.clone();
    Model::new(config, shown_weights(layer, block), kernels).map_err(failed)
}

/// Its weights.
pub(super) fn shown_weights(layer: &Layer, block: &Block) -> Weights {
    let mut weights = block.model.weights.clone();
    let attention = &mut weights.layers[block.index].attention;
    let colder = (1.0 / layer.temperature) as f32;
    attention.q.weight *= colder;
    if let Some(bias) = &mut attention.q.bias {
        *bias *= colder;
    }
    let rows = attention
        .o
        .weight
        .axis_chunks_iter_mut(Axis(0), layer.head_dim());
    for (mut rows, _) in rows.zip(&layer.on).filter(|&(_, &on)| !on) {
        rows.fill(0.0);
    }
    weights
}

/// A model's failure as one of the trace.
pub(super) fn failed(error: ModelError) -> AttentionError {
    match error {
        ModelError::Attention(error) => error,
        other => {
            let message = other.to_string();
            AttentionError::new(ErrorCode::BadSetting, "trace", &[], &[], message)
        }
    }
}

//! What a trace can show of a model: which parts, and how much of them.

use crate::request::{MAX_D_MODEL, MAX_TOKENS};
use crate::transformer::{Activation, Config, ModelError, Positions};

/// Heads that can be told apart side by side.
const MAX_HEADS: usize = 16;

/// A trace holds every parameter that its numbers depend on, 4 bytes each.
const MAX_PARAMETERS: usize = 1 << 23;

/// Cells of all layers' scores, masks and weights together, and of the predictions.
const MAX_SCORES: usize = 1 << 23;
const MAX_PREDICTIONS: usize = 1 << 21;

/// Tensors `[heads, n, n]` that a trace holds of every layer.
const SCORES_OF_A_LAYER: usize = 5;
/// Tensors `[n, vocabulary]`.
const PREDICTIONS: usize = 3;

/// Tokens of the longest text that a trace of this model holds.
///
/// # Errors
/// [`ModelError::Unsupported`] for what a trace does not show or is too large for it.
pub(super) fn check(config: &Config) -> Result<usize, ModelError> {
    shown(config)?;
    for (what, size, most) in [
        ("d_model", config.d_model, MAX_D_MODEL),
        ("the number of heads", config.heads, MAX_HEADS),
        (
            "the number of parameters",
            parameters(config),
            MAX_PARAMETERS,
        ),
    ] {
        if size > most {
            return refuse(format!(
                "{what} is {size}, and a trace shows at most {most}"
            ));
        }
    }
    let longest = longest_text(config);
    if longest < 2 {
        let Config { layers, heads, .. } = config;
        return refuse(format!(
            "a trace of {layers} layers of {heads} heads has no room for two tokens"
        ));
    }
    Ok(longest)
}

/// Refuses parts that have no rule.
fn shown(config: &Config) -> Result<(), ModelError> {
    if config.activation == Activation::Gelu {
        return refuse("the exact GELU has no rule in a trace; its tanh form (gelu_new) has");
    }
    if !config.scale_by_width || config.scale_by_layer {
        return refuse("a trace shows scores divided by the root of the head's width alone");
    }
    if config.positions == (Positions::Learned { count: 0 }) {
        return refuse("the model has no positions");
    }
    Ok(())
}

/// No more than can be drawn, than there are positions for, than a window lets a query see (so that it
/// hides nothing) and than memory should be spent on.
fn longest_text(config: &Config) -> usize {
    let positions = match config.positions {
        Positions::Learned { count } => count,
        Positions::Rotary(_) => MAX_TOKENS,
    };
    let scores = MAX_SCORES / (SCORES_OF_A_LAYER * config.layers * config.heads).max(1);
    let predictions = MAX_PREDICTIONS / (PREDICTIONS * config.vocab_size);
    [
        positions,
        config.window.unwrap_or(MAX_TOKENS),
        scores.isqrt(),
        predictions,
    ]
    .into_iter()
    .fold(MAX_TOKENS, usize::min)
}

/// How many numbers the configuration asks for, norms and biases left out; saturating.
fn parameters(config: &Config) -> usize {
    let &Config {
        d_model,
        vocab_size,
        layers,
        mlp_width,
        ..
    } = config;
    let maps = match config.architecture {
        crate::transformer::Architecture::Gpt2 => 2,
        crate::transformer::Architecture::Llama => 3,
    };
    let tables = if config.tied { 1 } else { 2 };
    let attention = 2 * (config.wide() + config.kv_wide());
    let width = attention.saturating_add(maps * mlp_width);
    d_model
        .saturating_mul(width)
        .saturating_mul(layers)
        .saturating_add(vocab_size.saturating_mul(d_model).saturating_mul(tables))
}

fn refuse<T>(message: impl Into<String>) -> Result<T, ModelError> {
    Err(ModelError::Unsupported(message.into()))
}

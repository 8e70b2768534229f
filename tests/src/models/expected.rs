//! What the other library computed, by the names of its tensors.

use crate::Obstacle;
use crate::obstacle::{broken, unsupported};
use crate::tensor::Tensor;
use ndarray::{Array2, Ix2};

/// The tensor of the tokens that were run.
pub(super) const INPUT: &str = "input_ids";

/// What a tensor of `expected.safetensors` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// Logits, `[batch, n, vocab_size]`.
    Logits,
    /// The residual stream before this layer, or after the final norm, `[batch, n, d_model]`.
    Hidden(usize),
    /// The weights of this layer, `[batch, heads, n, n]`.
    Attention(usize),
    /// Texts continued greedily, `[rows, length]`.
    Greedy,
}

impl Output {
    /// # Errors
    /// [`Obstacle::Unsupported`] for a name that is not known.
    pub(super) fn named(name: &str) -> Result<Self, Obstacle> {
        let layer = |prefix: &str| name.strip_prefix(prefix)?.parse().ok();
        match name {
            "logits" => Ok(Self::Logits),
            "greedy" => Ok(Self::Greedy),
            _ => layer("hidden.")
                .map(Self::Hidden)
                .or_else(|| layer("attention.").map(Self::Attention))
                .ok_or_else(|| unsupported(format!("expected output {name} is unknown"))),
        }
    }
}

/// Rows of tokens.
///
/// # Errors
/// [`Obstacle::Broken`] when the tensor has not two axes, or its numbers are no tokens.
pub(super) fn tokens(tensor: &Tensor) -> Result<Array2<u32>, Obstacle> {
    let shape = tensor.values.shape();
    let rows = tensor.values.view().into_dimensionality::<Ix2>();
    let (rows, columns) = rows
        .map_err(|_| broken(format!("tokens of shape {shape:?}, not [batch, n]")))?
        .dim();
    let tokens = tensor
        .integers()?
        .into_iter()
        .map(|token| u32::try_from(token).map_err(|_| broken(format!("{token} is no token"))));
    let tokens = tokens.collect::<Result<Vec<u32>, _>>()?;
    Array2::from_shape_vec((rows, columns), tokens).map_err(broken)
}

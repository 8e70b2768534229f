//! Widths and weights of multi-head latent attention.

use ndarray::Array3;

use crate::Real;

/// The widths of multi-head latent attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatentShape {
    /// Query heads, h.
    pub heads: usize,
    /// Width of a key without its rotary part, d_k.
    pub head_dim: usize,
    /// Width of a value, d_v.
    pub value_dim: usize,
    /// Width of the latent, d_c.
    pub rank: usize,
    /// Width of the shared rotary key, d_R.
    pub rotary_dim: usize,
}

impl LatentShape {
    /// `1 / sqrt(d_k + d_R)`: a key has both parts.
    pub fn scale<T: Real>(&self) -> T {
        T::from_f64(1.0 / ((self.head_dim + self.rotary_dim).max(1) as f64).sqrt())
    }
}

/// What turns a latent into keys and values.
#[derive(Clone, Debug)]
pub struct LatentWeights<T> {
    /// W_UK of each head, `[heads, rank, head_dim]`.
    pub keys: Array3<T>,
    /// W_UV of each head, `[heads, rank, value_dim]`.
    pub values: Array3<T>,
}

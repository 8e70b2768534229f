//! The four projections of a layer.

use super::{product, sum};

/// The widths of a multi-head attention layer.
///
/// ```
/// use headwise_core::cost::Layer;
///
/// // The base model of Vaswani et al. 2017: d_model 512, 8 heads of 64.
/// let layer = Layer { d_model: 512, heads: 8, kv_heads: 8, head_dim: 64, value_dim: 64, bias: false };
/// assert_eq!(layer.parameters(), 4 * 512 * 512);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Width of a token.
    pub d_model: usize,
    /// Query heads, h.
    pub heads: usize,
    /// Key and value heads, g.
    pub kv_heads: usize,
    /// Width of a query and a key, d_k.
    pub head_dim: usize,
    /// Width of a value, d_v.
    pub value_dim: usize,
    /// Whether each projection adds a bias.
    pub bias: bool,
}

impl Layer {
    /// `d_in d_out` of W_Q, W_K, W_V and W_O, and `d_out` more each if there is a bias.
    pub fn parameters_each(&self) -> [u64; 4] {
        self.widths().map(|[d_in, d_out]| {
            d_in.saturating_mul(d_out)
                .saturating_add(self.bias_of(d_out))
        })
    }

    /// Parameters of all four projections.
    pub fn parameters(&self) -> u64 {
        sum(self.parameters_each())
    }

    /// Operations of all four projections on so many tokens: for each token a multiplication and an
    /// addition for each weight, and an addition for each bias.
    pub fn projection_flops(&self, tokens: usize) -> u64 {
        let each = self.widths().map(|[d_in, d_out]| {
            d_in.saturating_mul(d_out)
                .saturating_mul(2)
                .saturating_add(self.bias_of(d_out))
        });
        sum(each).saturating_mul(tokens as u64)
    }

    fn bias_of(&self, d_out: u64) -> u64 {
        if self.bias { d_out } else { 0 }
    }

    /// Input and output width of W_Q, W_K, W_V and W_O.
    fn widths(&self) -> [[u64; 2]; 4] {
        let model = self.d_model as u64;
        [
            [model, product([self.heads, self.head_dim])],
            [model, product([self.kv_heads, self.head_dim])],
            [model, product([self.kv_heads, self.value_dim])],
            [product([self.heads, self.value_dim]), model],
        ]
    }
}

//! What happens to a score between the dot product and the softmax.

use std::ops::{ControlFlow, Range};

use crate::mask::FittedMask;
use crate::placement::{Columns, Placement};
use crate::{AttentionError, Dims, ErrorCode, Options, Real};

/// [`Options`] checked against [`Dims`]: scale, softcap and every mask, ready to be asked.
///
/// Nothing is checked again behind this type, and nothing of size `q_len * kv_len` is held.
#[derive(Clone, Debug)]
pub struct Scoring<'a, T> {
    scale: T,
    softcap: Option<T>,
    placement: Placement,
    mask: Option<FittedMask<'a, T>>,
}

impl<'a, T: Real> Scoring<'a, T> {
    /// Checks the options.
    ///
    /// # Errors
    /// `bad-mask` when the mask does not broadcast; `shape-mismatch` when offsets or lengths are not
    /// one for each batch entry; `bad-setting` when a length exceeds kv_len, the scale is not finite
    /// or the softcap is negative or not finite.
    pub fn new<'m: 'a>(dims: &Dims, options: &Options<'m, T>) -> Result<Self, AttentionError> {
        // Without the number: the text of a float is 20 KB of code, which readers of the WebAssembly
        // would download for these two sentences.
        let refuse = |message: &str| {
            let [q, k] = [dims.q_shape(), dims.k_shape()];
            AttentionError::attention(ErrorCode::BadSetting, &q, &k, message)
        };
        let scale = options
            .scale
            .unwrap_or_else(|| default_scale(dims.head_dim));
        if !scale.is_finite() {
            return Err(refuse("the scale must be finite"));
        }
        let softcap = options.softcap.unwrap_or_else(T::zero);
        if !softcap.is_finite() || softcap < T::zero() {
            return Err(refuse("the softcap must be finite and not negative"));
        }
        Ok(Self {
            scale,
            softcap: (softcap > T::zero()).then_some(softcap),
            placement: Placement::new(dims, options)?,
            mask: options
                .mask
                .as_ref()
                .map(|mask| mask.fit(dims))
                .transpose()?,
        })
    }

    /// The factor of the dot product.
    pub fn scale(&self) -> T {
        self.scale
    }

    /// `c tanh(score / c)`, or the score itself without a softcap.
    pub fn cap(&self, scaled: T) -> T {
        self.softcap
            .map_or(scaled, |cap| cap * (scaled / cap).tanh())
    }

    /// The keys that query `i` of batch entry `b` sees before the mask's data is asked.
    pub fn columns(&self, b: usize, i: usize) -> Columns {
        self.placement.columns(b, i)
    }

    /// Whether the mask has data, so that [`Scoring::bias`] need be asked.
    pub fn has_mask(&self) -> bool {
        self.mask.is_some()
    }

    /// What the mask's data adds to the score at `[batch, head, query, key]`; minus infinity hides it.
    pub fn bias(&self, at: [usize; 4]) -> T {
        self.mask
            .as_ref()
            .map_or_else(T::zero, |mask| mask.bias(at))
    }

    /// Hands `each` the keys of query `[batch, head, query]` among `keys`, in their order, each with what
    /// the mask's data adds to its score: [`Scoring::bias`] of a whole row, at a fraction of the cost a key.
    pub fn biases<B>(
        &self,
        at: [usize; 3],
        keys: Range<usize>,
        mut each: impl FnMut(usize, T) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        match &self.mask {
            Some(mask) => mask.biases(at, keys, each),
            None => keys.into_iter().try_for_each(|j| each(j, T::zero())),
        }
    }

    /// The score after every mask, minus infinity where the key is hidden, whatever the score was.
    pub fn masked(&self, at: [usize; 4], capped: T) -> T {
        let [b, _, i, j] = at;
        if !self.columns(b, i).contains(j) {
            return T::neg_infinity();
        }
        let bias = self.bias(at);
        // By branch, not by sum: NaN + -inf is NaN, and a hidden key must stay hidden.
        if bias == T::neg_infinity() {
            bias
        } else {
            capped + bias
        }
    }
}

/// `1 / sqrt(d_k)`; 1 when d_k = 0, where every dot product is the empty sum 0.
fn default_scale<T: Real>(head_dim: usize) -> T {
    T::from_f64(1.0 / (head_dim.max(1) as f64).sqrt())
}

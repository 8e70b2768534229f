//! What happens to a score between the dot product and the softmax.

use std::ops::Range;

use crate::mask::FittedMask;
use crate::{AttentionError, Dims, ErrorCode, Options, Real, Window};

/// [`Options`] checked against [`Dims`]: scale, softcap and every mask, ready to be asked.
///
/// Nothing is checked again behind this type, and nothing of size `q_len * kv_len` is held.
#[derive(Clone, Debug)]
pub struct Scoring<'a, T> {
    scale: T,
    softcap: Option<T>,
    causal: bool,
    window: Window,
    sinks: usize,
    /// One for each batch entry: position of its query 0, and its number of valid keys.
    placement: Vec<(i64, usize)>,
    mask: Option<FittedMask<'a, T>>,
}

/// The keys that one query sees if the mask's data does not hide them: sinks, then the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Keys `0..sinks` are seen.
    pub sinks: usize,
    /// These keys are seen as well; may overlap the sinks, never ends before them.
    pub window: Range<usize>,
}

impl Columns {
    /// Whether key `j` is among them.
    pub fn contains(&self, j: usize) -> bool {
        j < self.sinks || self.window.contains(&j)
    }

    /// Whether any key of `keys` is among them.
    pub fn overlaps(&self, keys: &Range<usize>) -> bool {
        let meets = |start: usize, end: usize| keys.start.max(start) < keys.end.min(end);
        meets(0, self.sinks) || meets(self.window.start, self.window.end)
    }
}

impl<'a, T: Real> Scoring<'a, T> {
    /// Checks the options.
    ///
    /// # Errors
    /// `bad-mask` when the mask does not broadcast; `shape-mismatch` when offsets or lengths are not
    /// one for each batch entry; `bad-setting` when a length exceeds kv_len, the scale is not finite
    /// or the softcap is negative or not finite.
    pub fn new<'m: 'a>(dims: &Dims, options: &Options<'m, T>) -> Result<Self, AttentionError> {
        let scale = options
            .scale
            .unwrap_or_else(|| default_scale(dims.head_dim));
        if !scale.is_finite() {
            return Err(bad_setting("the scale must be finite"));
        }
        let softcap = options.softcap.unwrap_or_else(T::zero);
        if !softcap.is_finite() || softcap < T::zero() {
            return Err(bad_setting("the softcap must be finite and not negative"));
        }
        Ok(Self {
            scale,
            softcap: (softcap > T::zero()).then_some(softcap),
            causal: options.causal,
            window: options.window,
            sinks: options.sinks,
            placement: placement(dims, options)?,
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
        let (offset, valid) = self.placement[b];
        // Wide enough for any offset plus any index, so that nothing wraps.
        let position = i128::from(offset) + i as i128;
        let clamp = |bound: i128| bound.clamp(0, valid as i128) as usize;
        let after_causal = if self.causal {
            clamp(position + 1)
        } else {
            valid
        };
        let after_window = self
            .window
            .right
            .map_or(valid, |right| clamp(position + right as i128 + 1));
        let end = after_causal.min(after_window);
        let start = self
            .window
            .left
            .map_or(0, |left| clamp(position - left as i128))
            .min(end);
        Columns {
            sinks: self.sinks.min(end),
            window: start..end,
        }
    }

    /// What the mask's data adds to the score at `[batch, head, query, key]`; minus infinity hides it.
    pub fn bias(&self, at: [usize; 4]) -> T {
        self.mask
            .as_ref()
            .map_or_else(T::zero, |mask| mask.bias(at))
    }

    /// Whether the mask has data, so that [`Scoring::bias`] need be asked.
    pub fn has_mask(&self) -> bool {
        self.mask.is_some()
    }

    /// The score after every mask, minus infinity where the key is hidden, whatever the score was.
    pub fn masked(&self, at: [usize; 4], capped: T) -> T {
        let [b, _, i, j] = at;
        let bias = if self.columns(b, i).contains(j) {
            self.bias(at)
        } else {
            T::neg_infinity()
        };
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

fn placement<T>(
    dims: &Dims,
    options: &Options<'_, T>,
) -> Result<Vec<(i64, usize)>, AttentionError> {
    let one_each = |given: usize, message: &str| {
        AttentionError::new(
            ErrorCode::ShapeMismatch,
            "attention",
            &[given],
            &[dims.batch],
            message,
        )
    };
    if let Some(lengths) = &options.kv_lengths {
        if lengths.len() != dims.batch {
            return Err(one_each(
                lengths.len(),
                "kv_lengths must have one entry for each batch entry",
            ));
        }
        if let Some(&longest) = lengths
            .iter()
            .max()
            .filter(|&&longest| longest > dims.kv_len)
        {
            let message = "a valid length must not exceed kv_len";
            return Err(AttentionError::new(
                ErrorCode::BadSetting,
                "attention",
                &[longest],
                &[dims.kv_len],
                message,
            ));
        }
    }
    if let Some(offsets) = options
        .offset
        .as_ref()
        .filter(|given| given.len() != 1 && given.len() != dims.batch)
    {
        return Err(one_each(
            offsets.len(),
            "offset must have one entry, or one for each batch entry",
        ));
    }
    Ok((0..dims.batch)
        .map(|b| {
            let valid = options
                .kv_lengths
                .as_ref()
                .map_or(dims.kv_len, |lengths| lengths[b]);
            let offset = match options.offset.as_deref() {
                Some([one]) => *one,
                Some(each) => each[b],
                // Lengths of tensors that exist: far below 2^63.
                None => valid as i64 - dims.q_len as i64,
            };
            (offset, valid)
        })
        .collect())
}

fn bad_setting(message: &str) -> AttentionError {
    AttentionError::new(ErrorCode::BadSetting, "attention", &[], &[], message)
}

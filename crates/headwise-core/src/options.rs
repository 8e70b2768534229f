//! Everything about a call that is not q, k or v.

use crate::Mask;

/// How scores become weights. [`Options::default`] sees every key at scale `1 / sqrt(head_dim)`.
///
/// Query `i` of batch entry `b` stands at position `p = offset[b] + i` among the keys; causality and
/// the window are relative to p. By default the last query stands at the last key ("bottom right"),
/// as when the keys begin with a cached prefix.
///
/// A key is hidden when any of these hides it, and then neither its score nor its value is read into
/// the result, be they NaN or infinite.
///
/// # NaN and infinities
///
/// They are data, never errors, and mean the same on every backend; the suite's shared properties hold
/// each of them to the reference. "Score" is the one that the softmax sees, with scale, softcap and bias.
///
/// | what a row sees | its output | its log-sum-exp |
/// |---|---|---|
/// | no key at all | 0 in every column | -inf |
/// | a score of -inf, from an additive mask or from q and k | as if that key were hidden: its value is not read | that of the other keys |
/// | a score that is NaN or +inf | NaN in every column | NaN |
/// | finite scores, and an infinite value in column c | that infinity in c (NaN where both signs meet) | finite |
/// | finite scores, and a NaN value in column c | NaN in c | finite |
///
/// - A NaN or an infinity in q concerns its own row; one in k concerns the rows that see the key, of
///   every query head that shares it; one in v their column alone. No other number changes.
/// - An infinite component makes a score of either sign, or NaN where it meets a 0 or the opposite
///   infinity. A softcap c brings infinite scores to +c or -c, so that they are finite again.
/// - Finite scores of any size are in order: the maximum is subtracted before exponentials are taken.
///   A mask of the least finite number hides nothing: a row of nothing else is uniform.
/// - A weight may underflow to 0 where its score lies far below the row's maximum (about 87 in f32).
///   Whether 0 times an infinite value is then NaN or left out is not defined.
#[derive(Clone, Debug)]
pub struct Options<'a, T> {
    /// Query at p sees key j only if `j <= p`.
    pub causal: bool,
    /// Position of query 0 among the keys: one for every batch entry, or one for all. `None`: the
    /// number of valid keys (`kv_lengths[b]`, else kv_len) minus q_len. May be negative: the first
    /// queries then see nothing under a causal mask.
    pub offset: Option<Vec<i64>>,
    /// How far from p a query sees.
    pub window: Window,
    /// So many of the first keys are not hidden by the window's left bound (attention sinks, Xiao et
    /// al. 2023). Causality, the right bound, padding and the mask hide them like any other.
    pub sinks: usize,
    /// Given cell by cell.
    pub mask: Option<Mask<'a, T>>,
    /// Valid keys of each batch entry, at most kv_len; keys from there on are padding and hidden.
    pub kv_lengths: Option<Vec<usize>>,
    /// Factor of `q . k`; `None` is `1 / sqrt(head_dim)`. Must be finite.
    pub scale: Option<T>,
    /// c > 0: scores become `c tanh(score / c)` before the mask. 0 is the same as `None`, as in ONNX.
    pub softcap: Option<T>,
}

/// A query at p sees keys `p - left ..= p + right`; `None` leaves a side unbounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Keys before p that are seen.
    pub left: Option<usize>,
    /// Keys after p that are seen.
    pub right: Option<usize>,
}

// Derived, this would demand `T: Default`, which nothing here needs.
impl<T> Default for Options<'_, T> {
    fn default() -> Self {
        Self {
            causal: false,
            offset: None,
            window: Window::default(),
            sinks: 0,
            mask: None,
            kv_lengths: None,
            scale: None,
            softcap: None,
        }
    }
}

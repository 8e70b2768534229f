//! Where queries stand among the keys, and which keys that lets them see.

use std::ops::Range;

use crate::{AttentionError, Dims, ErrorCode, Options, Window};

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

/// Causality, window, sinks, offsets and valid lengths: everything that hides keys by position.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    causal: bool,
    window: Window,
    sinks: usize,
    entries: Vec<Entry>,
}

/// One batch entry.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Position of query 0.
    offset: i64,
    /// Keys from here on are padding.
    valid: usize,
}

impl Placement {
    /// # Errors
    /// `shape-mismatch` when offsets or lengths are not one for each batch entry, `bad-setting` when
    /// a length exceeds kv_len.
    pub(crate) fn new<T>(dims: &Dims, options: &Options<'_, T>) -> Result<Self, AttentionError> {
        let lengths = options.kv_lengths.as_deref();
        let offsets = options.offset.as_deref();
        if let Some(lengths) = lengths {
            check_lengths(dims, lengths)?;
        }
        if let Some(given) = offsets.filter(|given| given.len() != 1 && given.len() != dims.batch) {
            let message = "offset must have one entry, or one for each batch entry";
            return Err(mismatch(given.len(), dims, message));
        }
        let entry = |b: usize| {
            let valid = lengths.map_or(dims.kv_len, |lengths| lengths[b]);
            let offset = match offsets {
                Some([one]) => *one,
                Some(each) => each[b],
                // Lengths of tensors that exist: far below 2^63.
                None => valid as i64 - dims.q_len as i64,
            };
            Entry { offset, valid }
        };
        let Options {
            causal,
            window,
            sinks,
            ..
        } = *options;
        Ok(Self {
            causal,
            window,
            sinks,
            entries: (0..dims.batch).map(entry).collect(),
        })
    }

    /// What query `i` of batch entry `b` sees.
    pub(crate) fn columns(&self, b: usize, i: usize) -> Columns {
        let Entry { offset, valid } = self.entries[b];
        // Wide enough for any offset plus any index, so that nothing wraps.
        let position = i128::from(offset) + i as i128;
        let clamp = |bound: i128| bound.clamp(0, valid as i128) as usize;
        let up_to = |right: usize| clamp(position + right as i128 + 1);
        let causal_end = if self.causal { up_to(0) } else { valid };
        let end = causal_end.min(self.window.right.map_or(valid, up_to));
        let start = self
            .window
            .left
            .map_or(0, |left| clamp(position - left as i128));
        Columns {
            sinks: self.sinks.min(end),
            window: start.min(end)..end,
        }
    }
}

fn check_lengths(dims: &Dims, lengths: &[usize]) -> Result<(), AttentionError> {
    if lengths.len() != dims.batch {
        let message = "kv_lengths must have one entry for each batch entry";
        return Err(mismatch(lengths.len(), dims, message));
    }
    match lengths.iter().find(|&&length| length > dims.kv_len) {
        None => Ok(()),
        Some(&length) => {
            let message = "a valid length must not exceed kv_len";
            Err(AttentionError::attention(
                ErrorCode::BadSetting,
                &[length],
                &[dims.kv_len],
                message,
            ))
        }
    }
}

fn mismatch(given: usize, dims: &Dims, message: &str) -> AttentionError {
    AttentionError::attention(ErrorCode::ShapeMismatch, &[given], &[dims.batch], message)
}

//! Attention problems in words.

use headwise_core::Window;

/// A problem in words and a seed: small, so that a failure prints and shrinks well.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Batch entries.
    pub batch: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Query heads to a key head.
    pub group: usize,
    /// Queries.
    pub q_len: usize,
    /// Keys and values.
    pub kv_len: usize,
    /// Width of queries and keys.
    pub head_dim: usize,
    /// Width of values.
    pub value_dim: usize,
    /// Of all its numbers.
    pub seed: u32,
    /// Standard deviation of the queries: 1 gives scores of that size.
    pub heat: f32,
    /// Whether a query sees only the keys up to its own position.
    pub causal: bool,
    /// Position of query 0 of batch entry 0 among the keys.
    pub offset: Option<i64>,
    /// What each further batch entry adds to the offset.
    pub stagger: i64,
    /// How far a query sees.
    pub window: Window,
    /// First keys that the window's left bound does not hide.
    pub sinks: usize,
    /// Given cell by cell.
    pub mask: Option<MaskKind>,
    /// Whether each batch entry has its own number of valid keys.
    pub padded: bool,
    /// Factor of the scores.
    pub scale: Option<f32>,
    /// The softcap c in `c tanh(score / c)`.
    pub softcap: Option<f32>,
}

/// A mask in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskKind {
    /// Cells that are true or false, else numbers that are added.
    pub boolean: bool,
    /// Axes, counted from the right.
    pub rank: usize,
    /// Which of batch, heads and queries have length 1.
    pub stretched: [bool; 3],
    /// Keys that the mask does not cover.
    pub missing: usize,
}

impl Case {
    /// One head, no mask: the smallest problem of those sizes.
    pub fn plain(q_len: usize, kv_len: usize, head_dim: usize, value_dim: usize) -> Self {
        Self {
            batch: 1,
            kv_heads: 1,
            group: 1,
            q_len,
            kv_len,
            head_dim,
            value_dim,
            seed: 1,
            heat: 1.0,
            causal: false,
            offset: None,
            stagger: 0,
            window: Window::default(),
            sinks: 0,
            mask: None,
            padded: false,
            scale: None,
            softcap: None,
        }
    }

    /// A bit of everything: grouped heads, a bias for each head and cell, padding, a window with sinks
    /// and a softcap.
    pub fn rich(q_len: usize, kv_len: usize) -> Self {
        let mask = MaskKind {
            boolean: false,
            rank: 3,
            stretched: [false; 3],
            missing: 1,
        };
        Self {
            batch: 2,
            kv_heads: 2,
            group: 2,
            seed: 33,
            window: Window {
                left: Some(20),
                right: None,
            },
            sinks: 2,
            mask: Some(mask),
            padded: true,
            softcap: Some(2.0),
            ..Self::plain(q_len, kv_len, 24, 40)
        }
    }

    /// Query heads.
    pub fn heads(&self) -> usize {
        self.kv_heads * self.group
    }

    /// Valid keys of batch entry `b`.
    pub fn valid(&self, b: usize) -> usize {
        if self.padded {
            (self.seed as usize + 3 * b) % (self.kv_len + 1)
        } else {
            self.kv_len
        }
    }

    /// Position of query 0 of batch entry `b` among the keys.
    pub fn position(&self, b: usize) -> i64 {
        match self.offset {
            Some(offset) => offset + self.stagger * b as i64,
            None => self.valid(b) as i64 - self.q_len as i64,
        }
    }

    /// Whether query i of batch entry b sees key j, mask data aside: the definition, word by word.
    pub fn sees(&self, b: usize, i: usize, j: usize) -> bool {
        let position = self.position(b) + i as i64;
        let (key, sink) = (j as i64, j < self.sinks);
        let after = |right: usize| key <= position + right as i64;
        let far_before = |left: usize| key < position - left as i64;
        j < self.valid(b)
            && (!self.causal || after(0))
            && self.window.right.is_none_or(after)
            && (sink || !self.window.left.is_some_and(far_before))
    }
}

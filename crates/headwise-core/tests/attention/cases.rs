//! Attention problems of every kind, drawn by proptest and built from seeds.

use headwise_core::{Mask, Options, Window};
use ndarray::{Array4, ArrayD, IxDyn};
use proptest::prelude::*;

use crate::support::random;

/// A problem in words: small, so that a failure prints and shrinks well.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) batch: usize,
    pub(crate) kv_heads: usize,
    /// Query heads to a kv head.
    pub(crate) group: usize,
    pub(crate) q_len: usize,
    pub(crate) kv_len: usize,
    pub(crate) head_dim: usize,
    pub(crate) value_dim: usize,
    pub(crate) seed: u32,
    pub(crate) causal: bool,
    pub(crate) offset: Option<i64>,
    pub(crate) window: Window,
    pub(crate) sinks: usize,
    pub(crate) mask: Option<MaskKind>,
    /// Whether each batch entry has its own number of valid keys.
    pub(crate) padded: bool,
    pub(crate) softcap: Option<f64>,
}

/// A mask in words.
#[derive(Clone, Debug)]
pub(crate) struct MaskKind {
    pub(crate) boolean: bool,
    /// Axes, counted from the right.
    pub(crate) rank: usize,
    /// Which of batch, heads and queries have length 1.
    pub(crate) stretched: [bool; 3],
    /// Keys that the mask does not cover.
    pub(crate) missing: usize,
}

/// The numbers of a case.
pub(crate) struct Inputs {
    pub(crate) q: Array4<f64>,
    pub(crate) k: Array4<f64>,
    pub(crate) v: Array4<f64>,
    pub(crate) boolean: Option<ArrayD<bool>>,
    pub(crate) additive: Option<ArrayD<f64>>,
    pub(crate) settings: Options<'static, f64>,
}

impl Inputs {
    pub(crate) fn options(&self) -> Options<'_, f64> {
        let boolean = self.boolean.as_ref().map(|mask| Mask::Boolean(mask.view()));
        let additive = self
            .additive
            .as_ref()
            .map(|mask| Mask::Additive(mask.view()));
        Options {
            causal: self.settings.causal,
            offset: self.settings.offset.clone(),
            window: self.settings.window,
            sinks: self.settings.sinks,
            mask: boolean.or(additive),
            kv_lengths: self.settings.kv_lengths.clone(),
            scale: self.settings.scale,
            softcap: self.settings.softcap,
        }
    }
}

impl Case {
    /// One head, no mask: the smallest problem of those sizes.
    pub(crate) fn plain(q_len: usize, kv_len: usize, dim: usize) -> Self {
        Self {
            batch: 1,
            kv_heads: 1,
            group: 1,
            q_len,
            kv_len,
            head_dim: dim,
            value_dim: dim,
            seed: 1,
            causal: false,
            offset: None,
            window: Window::default(),
            sinks: 0,
            mask: None,
            padded: false,
            softcap: None,
        }
    }

    pub(crate) fn inputs(&self) -> Inputs {
        let kv = |dim| (self.batch, self.kv_heads, self.kv_len, dim);
        let mask = |boolean| self.mask.as_ref().filter(|mask| mask.boolean == boolean);
        Inputs {
            q: random(
                (self.batch, self.heads(), self.q_len, self.head_dim),
                self.seed,
                0,
            ),
            k: random(kv(self.head_dim), self.seed, 1),
            v: random(kv(self.value_dim), self.seed, 2),
            boolean: mask(true).map(|kind| self.mask_values(kind).mapv(|x| x > -0.3)),
            additive: mask(false).map(|kind| {
                self.mask_values(kind)
                    .mapv(|x| if x < -0.7 { f64::NEG_INFINITY } else { x })
            }),
            settings: Options {
                causal: self.causal,
                offset: self.offset.map(|offset| vec![offset]),
                window: self.window,
                sinks: self.sinks,
                kv_lengths: self
                    .padded
                    .then(|| (0..self.batch).map(|b| self.valid(b)).collect()),
                softcap: self.softcap,
                ..Options::default()
            },
        }
    }

    pub(crate) fn heads(&self) -> usize {
        self.kv_heads * self.group
    }

    /// Whether query i of batch entry b sees key j, mask data aside: the definition, word by word.
    pub(crate) fn sees(&self, b: usize, i: usize, j: usize) -> bool {
        let valid = if self.padded {
            self.valid(b)
        } else {
            self.kv_len
        };
        let position = self.offset.unwrap_or(valid as i64 - self.q_len as i64) + i as i64;
        let (key, sink) = (j as i64, j < self.sinks);
        let after = |right: usize| key <= position + right as i64;
        j < valid
            && (!self.causal || after(0))
            && self.window.right.is_none_or(after)
            && (sink
                || self
                    .window
                    .left
                    .is_none_or(|left| key >= position - left as i64))
    }

    /// Valid keys of batch entry b where entries are padded.
    fn valid(&self, b: usize) -> usize {
        (self.seed as usize + 3 * b) % (self.kv_len + 1)
    }

    fn mask_values(&self, kind: &MaskKind) -> ArrayD<f64> {
        let [batch, heads, queries] = kind.stretched;
        let pick = |stretched, size| if stretched { 1 } else { size };
        let full = [
            pick(batch, self.batch),
            pick(heads, self.heads()),
            pick(queries, self.q_len),
            self.kv_len.saturating_sub(kind.missing),
        ];
        random(IxDyn(&full[4 - kind.rank..]), self.seed, 3)
    }
}

/// Any problem within a few tiles of side 4.
pub(crate) fn any_case() -> impl Strategy<Value = Case> {
    let sizes = (
        1..=2_usize,
        1..=2_usize,
        1..=3_usize,
        0..=9_usize,
        0..=9_usize,
        0..=5_usize,
        0..=5_usize,
    );
    let side = || prop::option::weighted(0.3, 0..=4_usize);
    let rules = (
        any::<bool>(),
        prop::option::weighted(0.3, -4..=8_i64),
        (side(), side()),
        0..=2_usize,
        prop::option::weighted(0.5, any_mask()),
        any::<bool>(),
        prop::option::weighted(0.3, 0.5..4.0),
    );
    (sizes, any::<u32>(), rules).prop_map(|(sizes, seed, rules)| {
        let (batch, kv_heads, group, q_len, kv_len, head_dim, value_dim) = sizes;
        let (causal, offset, (left, right), sinks, mask, padded, softcap) = rules;
        Case {
            batch,
            kv_heads,
            group,
            q_len,
            kv_len,
            head_dim,
            value_dim,
            seed,
            causal,
            offset,
            window: Window { left, right },
            sinks,
            mask,
            padded,
            softcap,
        }
    })
}

fn any_mask() -> impl Strategy<Value = MaskKind> {
    (any::<bool>(), 0..=4_usize, any::<[bool; 3]>(), 0..=2_usize).prop_map(
        |(boolean, rank, stretched, missing)| MaskKind {
            boolean,
            rank,
            stretched,
            missing,
        },
    )
}

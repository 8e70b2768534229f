//! Attention problems in words, and their numbers from seeds.

use headwise_core::{Dims, Mask, Options, Window, draw::draw, reference};
use ndarray::{Array4, ArrayD, IxDyn};
use proptest::prelude::*;

/// Small enough to print and to shrink.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) batch: usize,
    pub(crate) kv_heads: usize,
    /// Query heads to a key head.
    pub(crate) group: usize,
    pub(crate) q_len: usize,
    pub(crate) kv_len: usize,
    pub(crate) head_dim: usize,
    pub(crate) value_dim: usize,
    pub(crate) seed: u32,
    /// Standard deviation of the queries: 1 gives scores of that size.
    pub(crate) heat: f32,
    pub(crate) causal: bool,
    pub(crate) offset: Option<i64>,
    pub(crate) window: Window,
    pub(crate) sinks: usize,
    pub(crate) mask: Option<MaskKind>,
    /// Whether each batch entry has its own number of valid keys.
    pub(crate) padded: bool,
    pub(crate) softcap: Option<f32>,
}

/// A mask in words.
#[derive(Clone, Copy, Debug)]
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
    pub(crate) q: Array4<f32>,
    pub(crate) k: Array4<f32>,
    pub(crate) v: Array4<f32>,
    boolean: Option<ArrayD<bool>>,
    additive: Option<ArrayD<f32>>,
    settings: Options<'static, f32>,
}

/// What the reference says in f64.
pub(crate) type Expected = headwise_core::reference::Intermediates<f64>;

impl Case {
    /// One head, no mask.
    pub(crate) fn plain(q_len: usize, kv_len: usize, head_dim: usize, value_dim: usize) -> Self {
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
            window: Window::default(),
            sinks: 0,
            mask: None,
            padded: false,
            softcap: None,
        }
    }

    pub(crate) fn inputs(&self) -> Inputs {
        let kv = |dim| [self.batch, self.kv_heads, self.kv_len, dim];
        let mask = |boolean| self.mask.filter(|mask| mask.boolean == boolean);
        let q = [
            self.batch,
            self.kv_heads * self.group,
            self.q_len,
            self.head_dim,
        ];
        Inputs {
            q: random4(q, self.seed, 0) * self.heat,
            k: random4(kv(self.head_dim), self.seed, 1),
            v: random4(kv(self.value_dim), self.seed, 2),
            boolean: mask(true).map(|kind| self.mask_cells(kind).mapv(|x| x > -0.3)),
            additive: mask(false).map(|kind| {
                self.mask_cells(kind)
                    .mapv(|x| if x < -0.7 { f32::NEG_INFINITY } else { x })
            }),
            settings: Options {
                causal: self.causal,
                offset: self.offset.map(|offset| vec![offset]),
                window: self.window,
                sinks: self.sinks,
                kv_lengths: self.padded.then(|| {
                    let valid = |b| (self.seed as usize + 3 * b) % (self.kv_len + 1);
                    (0..self.batch).map(valid).collect()
                }),
                softcap: self.softcap,
                ..Options::default()
            },
        }
    }

    fn mask_cells(&self, kind: MaskKind) -> ArrayD<f32> {
        let pick = |axis: usize, size| if kind.stretched[axis] { 1 } else { size };
        let full = [
            pick(0, self.batch),
            pick(1, self.kv_heads * self.group),
            pick(2, self.q_len),
            self.kv_len.saturating_sub(kind.missing),
        ];
        random(&full[4 - kind.rank..], self.seed, 3)
    }
}

impl Inputs {
    pub(crate) fn dims(&self) -> Dims {
        Dims::from_shapes(self.q.shape(), self.k.shape(), self.v.shape()).unwrap()
    }

    pub(crate) fn options(&self) -> Options<'_, f32> {
        let boolean = self.boolean.as_ref().map(|mask| Mask::Boolean(mask.view()));
        let additive = self
            .additive
            .as_ref()
            .map(|mask| Mask::Additive(mask.view()));
        Options {
            mask: boolean.or(additive),
            ..self.settings.clone()
        }
    }

    /// The reference in f64 on the same f32 numbers, so that only the arithmetic differs.
    pub(crate) fn expected(&self) -> Expected {
        let wide = |x: &Array4<f32>| x.mapv(f64::from);
        let additive = self.additive.as_ref().map(|mask| mask.mapv(f64::from));
        let boolean = self.boolean.as_ref().map(|mask| Mask::Boolean(mask.view()));
        let settings = &self.settings;
        let options = Options {
            causal: settings.causal,
            offset: settings.offset.clone(),
            window: settings.window,
            sinks: settings.sinks,
            mask: boolean.or(additive.as_ref().map(|mask| Mask::Additive(mask.view()))),
            kv_lengths: settings.kv_lengths.clone(),
            scale: settings.scale.map(f64::from),
            softcap: settings.softcap.map(f64::from),
        };
        let (q, k, v) = (wide(&self.q), wide(&self.k), wide(&self.v));
        reference::attention(q.view(), k.view(), v.view(), &options).unwrap()
    }

    /// q, k and v as the engine and the twins take them.
    pub(crate) fn operands(&self) -> [&[f32]; 3] {
        [&self.q, &self.k, &self.v].map(|x| x.as_slice().expect("standard layout"))
    }
}

/// Numbers with mean 0 and variance 1.
pub(crate) fn random(shape: &[usize], seed: u32, stream: u32) -> ArrayD<f32> {
    let mut counter = 0;
    ArrayD::from_shape_simple_fn(IxDyn(shape), || {
        counter += 1;
        draw(seed, stream, counter) as f32
    })
}

fn random4(shape: [usize; 4], seed: u32, stream: u32) -> Array4<f32> {
    random(&shape, seed, stream)
        .into_dimensionality()
        .expect("four axes")
}

/// Any problem within a few tiles.
pub(crate) fn any_case() -> impl Strategy<Value = Case> {
    let length = || prop_oneof![0..=9_usize, 30..=70_usize];
    let width = || prop_oneof![0..=9_usize, 15..=17_usize, 31..=33_usize, 63..=65_usize];
    let sizes = (
        1..=2_usize,
        1..=2_usize,
        1..=3_usize,
        length(),
        length(),
        width(),
        width(),
    );
    let side = || prop::option::weighted(0.3, 0..=40_usize);
    let rules = (
        any::<bool>(),
        prop::option::weighted(0.3, -40..=80_i64),
        (side(), side()),
        0..=2_usize,
        prop::option::weighted(0.5, any_mask()),
        any::<bool>(),
        prop::option::weighted(0.3, 0.5..4.0_f32),
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
            heat: 1.0,
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

//! Attention problems of every kind, drawn by proptest and built from seeds.

use headwise_core::draw::draw;
use headwise_core::reference::{self, Intermediates};
use headwise_core::{Dims, Mask, Options, Window};
use headwise_cpu::{Problem, lanes::Lanes};
use ndarray::{Array4, ArrayD, IxDyn};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::tolerance::{CALM, LSE, OUT, assert_close};

/// A problem in words, so that a failure prints and shrinks well.
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
    pub(crate) softcap: Option<f32>,
}

/// A mask in words.
#[derive(Clone, Debug)]
pub(crate) struct MaskKind {
    pub(crate) boolean: bool,
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
    pub(crate) boolean: Option<ArrayD<bool>>,
    pub(crate) additive: Option<ArrayD<f32>>,
}

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
        let heads = self.kv_heads * self.group;
        let kv = |dim| [self.batch, self.kv_heads, self.kv_len, dim];
        let four = |shape: [usize; 4], stream| {
            let numbers = self.numbers(shape.iter().product(), stream);
            Array4::from_shape_vec(shape, numbers).unwrap()
        };
        let mask = |boolean| self.mask.as_ref().filter(|mask| mask.boolean == boolean);
        Inputs {
            q: four([self.batch, heads, self.q_len, self.head_dim], 0),
            k: four(kv(self.head_dim), 1),
            v: four(kv(self.value_dim), 2),
            boolean: mask(true).map(|kind| self.mask_values(kind).mapv(|x| x > -0.3)),
            additive: mask(false).map(|kind| {
                self.mask_values(kind)
                    .mapv(|x| if x < -0.7 { f32::NEG_INFINITY } else { x })
            }),
        }
    }

    fn numbers(&self, count: usize, stream: u32) -> Vec<f32> {
        (0..count)
            .map(|at| draw(self.seed, stream, at as u32) as f32)
            .collect()
    }

    fn mask_values(&self, kind: &MaskKind) -> ArrayD<f32> {
        let pick = |stretched, size| if stretched { 1 } else { size };
        let [batch, heads, queries] = kind.stretched;
        let shape = [
            pick(batch, self.batch),
            pick(heads, self.kv_heads * self.group),
            pick(queries, self.q_len),
            self.kv_len.saturating_sub(kind.missing),
        ];
        let numbers = self.numbers(shape.iter().product(), 3);
        ArrayD::from_shape_vec(IxDyn(&shape), numbers).unwrap()
    }

    fn options<'a, T>(&self, mask: Option<Mask<'a, T>>, softcap: Option<T>) -> Options<'a, T> {
        Options {
            causal: self.causal,
            offset: self.offset.map(|offset| vec![offset]),
            window: self.window,
            sinks: self.sinks,
            mask,
            kv_lengths: self.padded.then(|| {
                let valid = |b| (self.seed as usize + 3 * b) % (self.kv_len + 1);
                (0..self.batch).map(valid).collect()
            }),
            scale: None,
            softcap,
        }
    }

    /// Runs the kernel, and the reference in f64 on the same f32 operands, and compares them.
    #[track_caller]
    pub(crate) fn check<L: Lanes>(&self, inputs: &Inputs) {
        let expected = self.reference(inputs);
        let (out, lse) = self.run::<L>(inputs, false);
        // Hidden scores, NaN and infinities have no say in the room that rounding needs.
        let largest = expected.masked.iter().filter(|score| score.is_finite());
        let largest = largest.fold(0.0_f64, |most, score| most.max(score.abs()));
        let room = (largest / CALM).max(1.0);
        assert_close("out", &out, expected.out.view(), OUT * room);
        assert_close("lse", &lse, expected.lse.view(), LSE * room);
    }

    pub(crate) fn reference(&self, inputs: &Inputs) -> Intermediates<f64> {
        let wide = |x: &Array4<f32>| x.mapv(f64::from);
        let additive = inputs.additive.as_ref().map(|mask| mask.mapv(f64::from));
        let mask = match (&inputs.boolean, &additive) {
            (Some(cells), _) => Some(Mask::Boolean(cells.view())),
            (_, Some(cells)) => Some(Mask::Additive(cells.view())),
            _ => None,
        };
        let options = self.options(mask, self.softcap.map(f64::from));
        let [q, k, v] = [&inputs.q, &inputs.k, &inputs.v].map(wide);
        reference::attention(q.view(), k.view(), v.view(), &options).unwrap()
    }

    /// Output and log-sum-exp of the kernel, its blocks in their order or the opposite one.
    pub(crate) fn run<L: Lanes>(&self, inputs: &Inputs, backwards: bool) -> (Vec<f32>, Vec<f32>) {
        let mask = match (&inputs.boolean, &inputs.additive) {
            (Some(cells), _) => Some(Mask::Boolean(cells.view())),
            (_, Some(cells)) => Some(Mask::Additive(cells.view())),
            _ => None,
        };
        let options = self.options(mask, self.softcap);
        let Inputs { q, k, v, .. } = inputs;
        let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape()).unwrap();
        let [q, k, v] = [q, k, v].map(|x| x.as_slice().unwrap());
        let mut problem = Problem::<L>::new(dims, q, k, v, &options).unwrap();
        let (mut out, mut lse) = problem.allocate();
        // A row that is not written is noticed: no row of a result is 7.
        out.fill(7.0);
        lse.fill(7.0);
        let blocks = problem.blocks();
        for block in 0..blocks {
            let block = if backwards { blocks - 1 - block } else { block };
            problem.run_block(block, &mut out, &mut lse);
        }
        (out, lse)
    }
}

/// Runs `test` on so many drawn cases: the same ones every time, on every machine.
pub(crate) fn for_any_case(cases: u32, test: impl Fn(&Case)) {
    let config = Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x4EAD),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&any_case(), |case| {
        test(&case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Lengths about the borders of vectors, strips and tiles, and widths about those of vectors.
fn any_case() -> impl Strategy<Value = Case> {
    let sizes = (
        1..=2_usize,
        1..=2_usize,
        1..=3_usize,
        prop_oneof![0..=14_usize, 45..=51_usize],
        prop_oneof![0..=18_usize, 253..=259_usize, Just(515)],
        0..=19_usize,
        0..=19_usize,
    );
    let side = || prop::option::weighted(0.3, prop_oneof![0..=6_usize, 200..=300_usize]);
    let rules = (
        any::<bool>(),
        prop::option::weighted(0.3, -4..=300_i64),
        (side(), side()),
        0..=12_usize,
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
    (any::<bool>(), any::<[bool; 3]>(), 0..=9_usize).prop_map(|(boolean, stretched, missing)| {
        MaskKind {
            boolean,
            stretched,
            missing,
        }
    })
}

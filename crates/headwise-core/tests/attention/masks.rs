//! Hidden means hidden: no NaN or infinity gets past a mask, and every shape that broadcasts is read
//! as its full copy would be.

use headwise_cases::{Case, MaskKind};
use headwise_core::tiled::{self, TileSizes};
use headwise_core::{Mask, Options, reference};
use ndarray::{Array4, ArrayD, IxDyn, array};

use crate::support::{assert_close, random};

const NONE: f64 = f64::NEG_INFINITY;

#[test]
fn a_row_without_keys_is_zero() {
    let x = random((1, 1, 2, 3), 7, 0);
    let mask = array![[false, false], [true, false]].into_dyn();
    let options = Options {
        mask: Some(Mask::Boolean(mask.view())),
        ..Options::default()
    };
    let run = reference::attention(x.view(), x.view(), x.view(), &options).unwrap();
    assert_eq!(run.weights, array![[[[0.0, 0.0], [1.0, 0.0]]]]);
    assert!(run.out.iter().take(3).all(|&x| x == 0.0));
    assert_eq!(run.lse[[0, 0, 0]], NONE);
    assert!(run.lse[[0, 0, 1]].is_finite());
}

/// What sits behind a mask (in a padded cache, say) may be anything at all.
#[test]
fn nothing_behind_a_mask_is_read() {
    for poison in [f64::NAN, f64::INFINITY, NONE] {
        let (q, mut k) = (random((1, 1, 3, 2), 5, 0), random((1, 1, 4, 2), 5, 1));
        let mut v = random((1, 1, 4, 2), 5, 2);
        let boolean = array![true, true, false, true].into_dyn();
        let additive = array![0.0, 0.0, NONE, 0.0].into_dyn();
        for mask in [
            Mask::Boolean(boolean.view()),
            Mask::Additive(additive.view()),
        ] {
            let options = Options {
                mask: Some(mask),
                softcap: Some(2.0),
                ..Options::default()
            };
            let clean = reference::attention(q.view(), k.view(), v.view(), &options).unwrap();
            for c in 0..2 {
                k[[0, 0, 2, c]] = poison;
                v[[0, 0, 2, c]] = poison;
            }
            let poisoned = reference::attention(q.view(), k.view(), v.view(), &options).unwrap();
            assert_eq!(poisoned.masked, clean.masked);
            assert_eq!(poisoned.weights, clean.weights);
            assert_eq!(poisoned.out, clean.out);
            assert_eq!(poisoned.lse, clean.lse);
            let sizes = TileSizes { rows: 2, cols: 2 };
            let (out, lse) =
                tiled::attention(q.view(), k.view(), v.view(), &options, sizes, &mut ()).unwrap();
            assert_close(&out, &clean.out);
            assert_close(&lse, &clean.lse);
        }
    }
}

/// A NaN that is seen is not swept under: the rows that see it are NaN, and no other.
#[test]
fn a_nan_that_is_seen_makes_its_rows_nan() {
    for poison in [f64::NAN, f64::INFINITY] {
        let (q, k) = (Array4::ones((1, 1, 3, 2)), random((1, 1, 5, 2), 5, 1));
        let (mut poisoned_q, mut poisoned_k) = (q.clone(), k.clone());
        poisoned_q[[0, 0, 1, 0]] = poison;
        poisoned_k[[0, 0, 3, 0]] = poison;
        assert_rows_are_nan(&poisoned_q, &k.mapv(f64::abs), false, [false, true, false]);
        // Row 0 stands before the key, row 1 at it with a hidden key after, row 2 sees past it.
        assert_rows_are_nan(&q, &poisoned_k, true, [false, true, true]);
    }
}

fn assert_rows_are_nan(q: &Array4<f64>, k: &Array4<f64>, causal: bool, expected: [bool; 3]) {
    let options = Options {
        causal,
        ..Options::default()
    };
    let run = reference::attention(q.view(), k.view(), k.view(), &options).unwrap();
    let sizes = TileSizes { rows: 2, cols: 2 };
    let (out, lse) =
        tiled::attention(q.view(), k.view(), k.view(), &options, sizes, &mut ()).unwrap();
    for (i, expected) in expected.into_iter().enumerate() {
        let cells = [
            run.out[[0, 0, i, 1]],
            run.lse[[0, 0, i]],
            out[[0, 0, i, 1]],
            lse[[0, 0, i]],
        ];
        assert_eq!(cells.map(f64::is_nan), [expected; 4], "row {i}");
    }
}

/// Every rank and every choice of stretched axes gives what the mask written out in full gives.
#[test]
fn every_broadcastable_mask_equals_its_full_copy() {
    for boolean in [true, false] {
        for rank in 0..=4 {
            for stretched in 0..8 {
                for missing in [0, 2] {
                    let stretched = [stretched & 1 != 0, stretched & 2 != 0, stretched & 4 != 0];
                    let kind = MaskKind {
                        boolean,
                        rank,
                        stretched,
                        missing,
                    };
                    compare_with_full_copy(&Case {
                        batch: 2,
                        kv_heads: 3,
                        mask: Some(kind),
                        ..Case::plain(4, 5, 2, 2)
                    });
                }
            }
        }
    }
}

fn compare_with_full_copy(case: &Case) {
    let inputs = case.double();
    let shape = [case.batch, case.heads(), case.q_len, case.kv_len];
    let boolean = inputs
        .boolean
        .as_ref()
        .map(|mask| written_out(mask, &shape, false));
    let additive = inputs
        .additive
        .as_ref()
        .map(|mask| written_out(mask, &shape, NONE));
    let full = boolean.as_ref().map(|mask| Mask::Boolean(mask.view()));
    let full = full.or(additive.as_ref().map(|mask| Mask::Additive(mask.view())));

    let attend =
        |options| reference::attention(inputs.q.view(), inputs.k.view(), inputs.v.view(), &options);
    let expected = attend(Options {
        mask: full,
        ..Options::default()
    })
    .unwrap();
    assert_eq!(
        attend(inputs.options()).unwrap().masked,
        expected.masked,
        "{case:?}"
    );
}

/// numpy's rules, except that the last axis is filled up instead of stretched.
fn written_out<A: Copy>(mask: &ArrayD<A>, shape: &[usize; 4], fill: A) -> ArrayD<A> {
    ArrayD::from_shape_fn(IxDyn(shape), |at| {
        let skipped = 4 - mask.ndim();
        let at: Vec<usize> = (skipped..4).map(|axis| at[axis]).collect();
        let last = mask.ndim().saturating_sub(1);
        if at.last().is_some_and(|&j| j >= mask.shape()[last]) {
            return fill;
        }
        let at: Vec<usize> = at
            .iter()
            .zip(mask.shape())
            .map(|(&i, &size)| i % size)
            .collect();
        mask[IxDyn(&at)]
    })
}

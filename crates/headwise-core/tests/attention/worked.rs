//! Small problems whose answers are known on paper.

use headwise_core::{Mask, Options, Window, reference};
use ndarray::{Array4, array};

use crate::support::assert_close;

const NONE: f64 = f64::NEG_INFINITY;

#[test]
fn two_keys_are_weighed_by_their_scores() {
    let q = array![[[[1.0]]]];
    let k = array![[[[0.0], [3.0_f64.ln()]]]];
    let v = array![[[[4.0], [8.0]]]];
    let run = reference::attention(q.view(), k.view(), v.view(), &Options::default()).unwrap();
    assert_close(&run.weights, &array![[[[0.25, 0.75]]]]);
    assert_close(&run.out, &array![[[[7.0]]]]);
    assert_close(&run.lse, &array![[[4.0_f64.ln()]]]);
}

#[test]
fn the_default_scale_is_one_over_the_root_of_head_dim() {
    let x = Array4::<f64>::ones((1, 1, 1, 4));
    let run = reference::attention(x.view(), x.view(), x.view(), &Options::default()).unwrap();
    assert_eq!(run.scaled[[0, 0, 0, 0]], 2.0);
    let unscaled = Options {
        scale: Some(1.0),
        ..Options::default()
    };
    assert_eq!(
        reference::attention(x.view(), x.view(), x.view(), &unscaled)
            .unwrap()
            .scaled[[0, 0, 0, 0]],
        4.0
    );
}

#[test]
fn the_softcap_comes_before_the_mask() {
    let x = Array4::<f64>::ones((1, 1, 1, 1));
    let bias = array![[5.0]].into_dyn();
    let options = Options {
        scale: Some(100.0),
        softcap: Some(2.0),
        mask: Some(Mask::Additive(bias.view())),
        ..Options::default()
    };
    let run = reference::attention(x.view(), x.view(), x.view(), &options).unwrap();
    assert_close(&run.capped, &array![[[[2.0 * 50.0_f64.tanh()]]]]);
    assert_close(&run.masked, &array![[[[2.0 * 50.0_f64.tanh() + 5.0]]]]);
    let zero = Options {
        softcap: Some(0.0),
        ..Options::default()
    };
    assert_eq!(
        reference::attention(x.view(), x.view(), x.view(), &zero)
            .unwrap()
            .capped[[0, 0, 0, 0]],
        1.0
    );
}

#[test]
fn causal_masks_are_aligned_bottom_right() {
    let options = Options {
        causal: true,
        ..Options::default()
    };
    assert_eq!(
        masked_zeros(2, 4, &options),
        array![[0.0, 0.0, 0.0, NONE], [0.0, 0.0, 0.0, 0.0]]
    );
    // More queries than keys: the first ones see nothing.
    assert_eq!(
        masked_zeros(3, 2, &options),
        array![[NONE, NONE], [0.0, NONE], [0.0, 0.0]]
    );
}

#[test]
fn an_offset_moves_the_diagonal() {
    let top_left = Options {
        causal: true,
        offset: Some(vec![0]),
        ..Options::default()
    };
    assert_eq!(
        masked_zeros(2, 4, &top_left),
        array![[0.0, NONE, NONE, NONE], [0.0, 0.0, NONE, NONE]]
    );
    for (offset, expected) in [(i64::MAX, 0.0), (i64::MIN, NONE)] {
        let extreme = Options {
            causal: true,
            offset: Some(vec![offset]),
            ..Options::default()
        };
        assert_eq!(masked_zeros(1, 2, &extreme), array![[expected, expected]]);
    }
}

#[test]
fn a_window_slides_and_sinks_stay() {
    let window = Window {
        left: Some(1),
        right: Some(0),
    };
    let sliding = Options {
        window,
        ..Options::default()
    };
    let expected = array![
        [0.0, NONE, NONE, NONE],
        [0.0, 0.0, NONE, NONE],
        [NONE, 0.0, 0.0, NONE],
        [NONE, NONE, 0.0, 0.0]
    ];
    assert_eq!(masked_zeros(4, 4, &sliding), expected);
    let expected = array![
        [0.0, NONE, NONE, NONE],
        [0.0, 0.0, NONE, NONE],
        [0.0, 0.0, 0.0, NONE],
        [0.0, NONE, 0.0, 0.0]
    ];
    assert_eq!(
        masked_zeros(
            4,
            4,
            &Options {
                sinks: 1,
                ..sliding
            }
        ),
        expected
    );
}

#[test]
fn padding_is_hidden_and_moves_the_diagonal() {
    let options = Options {
        causal: true,
        kv_lengths: Some(vec![2]),
        ..Options::default()
    };
    assert_eq!(
        masked_zeros(2, 4, &options),
        array![[0.0, NONE, NONE, NONE], [0.0, 0.0, NONE, NONE]]
    );
}

#[test]
fn query_heads_share_key_heads_in_order() {
    let q = Array4::<f64>::ones((1, 4, 1, 1));
    let k = Array4::<f64>::ones((1, 2, 1, 1));
    let v = array![[[[10.0]], [[20.0]]]];
    let run = reference::attention(q.view(), k.view(), v.view(), &Options::default()).unwrap();
    assert_eq!(run.out, array![[[[10.0]], [[10.0]], [[20.0]], [[20.0]]]]);
}

#[test]
fn lengths_of_zero_have_answers() {
    let attend = |q_len, kv_len, head_dim, value_dim| {
        let q = Array4::<f64>::ones((1, 2, q_len, head_dim));
        let k = Array4::<f64>::ones((1, 2, kv_len, head_dim));
        let v = Array4::<f64>::ones((1, 2, kv_len, value_dim));
        reference::attention(q.view(), k.view(), v.view(), &Options::default()).unwrap()
    };
    assert_eq!(attend(0, 3, 2, 2).out.dim(), (1, 2, 0, 2));
    let no_keys = attend(2, 0, 2, 2);
    assert!(no_keys.out.iter().all(|&x| x == 0.0) && no_keys.lse.iter().all(|&x| x == NONE));
    assert_eq!(no_keys.out.dim(), (1, 2, 2, 2));
    // Scores of nothing are 0, so every key weighs the same.
    assert_eq!(attend(1, 4, 0, 1).weights[[0, 0, 0, 0]], 0.25);
    assert_eq!(attend(1, 4, 2, 0).out.dim(), (1, 2, 1, 0));
}

/// The masked scores where every score is 0.
fn masked_zeros(q_len: usize, kv_len: usize, options: &Options<'_, f64>) -> ndarray::Array2<f64> {
    let (q, k) = (
        Array4::zeros((1, 1, q_len, 1)),
        Array4::zeros((1, 1, kv_len, 1)),
    );
    let run = reference::attention(q.view(), k.view(), k.view(), options).unwrap();
    run.masked.into_shape_with_order((q_len, kv_len)).unwrap()
}

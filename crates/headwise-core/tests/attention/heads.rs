//! Splitting, concatenating and projecting.

use headwise_core::heads::{concat, concat_batch, split, split_batch};
use headwise_core::projection::project;
use ndarray::{Array2, Axis, Slice, stack};
use proptest::prelude::*;

use crate::support::{assert_close, config, random};

/// Tokens, heads, head width, a further width, and a seed.
fn any_layer() -> impl Strategy<Value = (usize, usize, usize, usize, u32)> {
    (
        0..=6_usize,
        1..=4_usize,
        0..=5_usize,
        0..=7_usize,
        any::<u32>(),
    )
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn split_then_concat_is_the_identity((n, heads, dim, _, seed) in any_layer()) {
        let x = random((n, heads * dim), seed, 0);
        let parts = split(x.view(), heads).unwrap();
        prop_assert_eq!(parts.dim(), (heads, n, dim));
        for ((h, i, c), &value) in parts.indexed_iter() {
            prop_assert_eq!(value, x[[i, h * dim + c]]);
        }
        prop_assert_eq!(concat(parts.view()), x.view());
        prop_assert!(parts.is_view() && concat(parts.view()).is_view());

        // Where memory does not allow a view, the copy has the same numbers.
        let by_columns = x.t().as_standard_layout().into_owned().reversed_axes();
        prop_assert_eq!(split(by_columns.view(), heads).unwrap(), parts.view());
        let apart = parts.as_standard_layout().into_owned();
        prop_assert_eq!(concat(apart.view()), x.view());
    }

    #[test]
    fn batches_split_entry_by_entry((n, heads, dim, batch, seed) in any_layer()) {
        let x = random((batch, n, heads * dim), seed, 0);
        let parts = split_batch(x.view(), heads).unwrap();
        for (entry, parts) in x.outer_iter().zip(parts.outer_iter()) {
            prop_assert_eq!(split(entry, heads).unwrap(), parts);
        }
        prop_assert_eq!(concat_batch(parts.view()), x.view());
    }

    /// X W_Q, split, is X times each head's own columns of W_Q.
    #[test]
    fn one_wide_projection_equals_narrow_ones((n, heads, dim, d_model, seed) in any_layer()) {
        let (x, w) = (random((n, d_model), seed, 0), random((d_model, heads * dim), seed, 1));
        let bias = random(heads * dim, seed, 2);
        let wide = project(x.view(), w.view(), Some(bias.view())).unwrap();
        let narrow: Vec<Array2<f64>> = (0..heads)
            .map(|h| {
                let columns = Slice::from(h * dim..(h + 1) * dim);
                let own_bias = bias.slice_axis(Axis(0), columns);
                project(x.view(), w.slice_axis(Axis(1), columns), Some(own_bias)).unwrap()
            })
            .collect();
        let narrow: Vec<_> = narrow.iter().map(|head| head.view()).collect();
        assert_close(&split(wide.view(), heads).unwrap(), &stack(Axis(0), &narrow).unwrap());
    }

    /// concat(heads) W_O is the sum of each head times its own rows of W_O.
    #[test]
    fn the_output_is_the_sum_of_the_heads_contributions((n, heads, dim, d_model, seed) in any_layer()) {
        let (parts, w) = (random((heads, n, dim), seed, 0), random((heads * dim, d_model), seed, 1));
        let whole = project(concat(parts.view()).view(), w.view(), None).unwrap();
        let mut total = Array2::zeros((n, d_model));
        for (h, part) in parts.outer_iter().enumerate() {
            let rows = w.slice_axis(Axis(0), Slice::from(h * dim..(h + 1) * dim));
            total += &project(part, rows, None).unwrap();
        }
        assert_close(&whole, &total);
    }
}

#[test]
fn a_projection_is_its_sums() {
    let (x, w, bias) = (random((3, 4), 9, 0), random((4, 2), 9, 1), random(2, 9, 2));
    let product = project(x.view(), w.view(), Some(bias.view())).unwrap();
    let sums = Array2::from_shape_fn((3, 2), |(i, c)| {
        bias[c] + (0..4).map(|r| x[[i, r]] * w[[r, c]]).sum::<f64>()
    });
    assert_close(&product, &sums);
}

#[test]
fn no_width_splits_into_any_number_of_empty_heads() {
    let x = Array2::<f64>::zeros((3, 0));
    assert_eq!(split(x.view(), 4).unwrap().dim(), (4, 3, 0));
    assert_eq!(split(x.view(), 0).unwrap().dim(), (0, 3, 0));
}

//! Two ways to one product.

use headwise_core::draw::draw;
use headwise_core::projection::{project, project_slices};
use ndarray::Array2;
use proptest::prelude::*;

use crate::support::config;

/// Small whole numbers, whose products and sums are exact in any order.
fn whole(stream: u32, shape: (usize, usize)) -> Array2<f64> {
    Array2::from_shape_fn(shape, |(row, column)| {
        (4.0 * draw(5, stream, (row * shape.1 + column) as u32)).round()
    })
}

fn flat(x: &Array2<f64>) -> Vec<f64> {
    x.iter().copied().collect()
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn loops_over_slices_give_the_product_of_the_matrices(
        [n, d_in, d_out] in [0..6_usize, 0..6, 0..6],
    ) {
        let (x, w) = (whole(0, (n, d_in)), whole(1, (d_in, d_out)));
        let product = project(x.view(), w.view(), None).unwrap();
        prop_assert_eq!(project_slices(&flat(&x), &flat(&w), [n, d_in, d_out]), flat(&product));
    }
}

#[test]
#[should_panic(expected = "matrices of these sizes")]
fn an_x_of_another_size_is_refused() {
    project_slices(&[1.0, 2.0, 3.0], &[1.0, 0.0, 0.0, 1.0], [1, 2, 2]);
}

#[test]
#[should_panic(expected = "matrices of these sizes")]
fn a_w_of_another_size_is_refused() {
    project_slices(&[1.0, 2.0], &[1.0, 0.0, 0.0], [1, 2, 2]);
}

//! Projections against the core's, in f64.

use headwise_cases::{compare, tolerance};
use headwise_core::draw::draw;
use headwise_core::heads::{concat_batch, split_batch};
use headwise_core::projection::project;
use headwise_core::{AttentionError, ErrorCode};
use headwise_cpu::Projection;
use headwise_cpu::lanes::Lanes;
use ndarray::{Array1, Array2, Array3, ArrayView, Dimension, Ix2};

fn numbers(count: usize, stream: u32) -> Vec<f32> {
    (0..count)
        .map(|at| draw(3, stream, at as u32) as f32)
        .collect()
}

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().map(|&x| f64::from(x)).collect()
}

/// `X W + b` in f64, `[n, d_out]`.
fn formula(
    x: &[f32],
    w: &[f32],
    bias: Option<&[f32]>,
    [d_in, d_out]: [usize; 2],
    n: usize,
) -> Array2<f64> {
    let x = Array2::from_shape_vec((n, d_in), wide(x)).unwrap();
    let w = Array2::from_shape_vec((d_in, d_out), wide(w)).unwrap();
    let bias = bias.map(|bias| Array1::from_vec(wide(bias)));
    project(x.view(), w.view(), bias.as_ref().map(|bias| bias.view())).unwrap()
}

#[track_caller]
fn check<D: Dimension>(actual: &[f32], expected: ArrayView<'_, f64, D>, d_in: usize) {
    let expected = expected.iter().copied();
    compare("projection", actual, expected, tolerance::projection(d_in)).unwrap();
}

pub(crate) fn agrees_with_the_formula<L: Lanes>() {
    for n in [0, 1, 5, 6, 7, 47, 48, 49, 100] {
        for shape @ [d_in, d_out] in [[0, 3], [3, 0], [1, 1], [7, 9], [33, 16], [64, 65]] {
            let (x, w, b) = (
                numbers(n * d_in, 0),
                numbers(d_in * d_out, 1),
                numbers(d_out, 2),
            );
            for bias in [None, Some(&b[..])] {
                let map = Projection::<L>::new(&w, shape, bias, 1).unwrap();
                let out = map.apply(&x, [1, 1, n]).unwrap();
                check(&out, formula(&x, &w, bias, shape, n).view(), d_in);
            }
        }
    }
}

/// To heads, and from heads back.
pub(crate) fn splits_and_concatenates_heads<L: Lanes>() {
    let (batch, n) = (2, 53);
    for (heads, width) in [(1, 8), (3, 5), (4, 16), (5, 1)] {
        let shape = [24, heads * width];
        let (x, w) = (numbers(batch * n * 24, 0), numbers(24 * heads * width, 1));
        let split = Projection::<L>::new(&w, shape, None, heads).unwrap();
        let in_heads = split.apply(&x, [batch, 1, n]).unwrap();
        let flat = formula(&x, &w, None, shape, batch * n);
        let flat = flat
            .into_shape_with_order((batch, n, heads * width))
            .unwrap();
        let expected = split_batch(flat.view(), heads).unwrap();
        check(&in_heads, expected.view(), 24);

        let back = numbers(heads * width * 10, 2);
        let concat = Projection::<L>::new(&back, [heads * width, 10], None, 1).unwrap();
        let out = concat.apply(&in_heads, [batch, heads, n]).unwrap();
        let rounded = ArrayView::from_shape((batch, heads, n, width), &in_heads).unwrap();
        let tokens: Array3<f32> = concat_batch(rounded).into_owned();
        let tokens: Vec<f32> = tokens.iter().copied().collect();
        let expected: Array2<f64> = formula(&tokens, &back, None, [heads * width, 10], batch * n);
        check::<Ix2>(&out, expected.view(), heads * width);
    }
}

pub(crate) fn refuses_what_does_not_fit<L: Lanes>() {
    let new = |w: usize, bias: Option<&[f32]>, heads| {
        Projection::<L>::new(&vec![1.0; w], [2, 6], bias, heads)
            .map_err(|error: AttentionError| error.code())
    };
    assert_eq!(new(11, None, 1).unwrap_err(), ErrorCode::ShapeMismatch);
    assert_eq!(
        new(12, Some(&[1.0]), 1).unwrap_err(),
        ErrorCode::ShapeMismatch
    );
    assert_eq!(new(12, None, 0).unwrap_err(), ErrorCode::HeadsDoNotDivide);
    assert_eq!(new(12, None, 4).unwrap_err(), ErrorCode::HeadsDoNotDivide);
    let map = new(12, None, 3).unwrap();
    let apply = |x: usize, shape| map.apply(&vec![1.0; x], shape).unwrap_err().code();
    assert_eq!(apply(3, [1, 1, 2]), ErrorCode::ShapeMismatch);
    assert_eq!(apply(4, [1, 3, 2]), ErrorCode::HeadsDoNotDivide);
    assert_eq!(apply(0, [usize::MAX, 1, 2]), ErrorCode::ShapeMismatch);
}

//! The projections against `headwise_core` in f64, by twins and on the GPU.

use headwise_core::{ErrorCode, heads, projection::project};
use headwise_gpu::plan::{self, Limits};
use headwise_gpu::{GpuErrorCode, twins};
use ndarray::{Array1, Array2, Array3, Array4, ArrayD, Axis, stack};
use pollster::block_on;

use crate::cases::random;
use crate::support::{assert_close, engine};

/// Batch, tokens, inner width, heads, columns of a head; around the sides of a tile.
const SIZES: [[usize; 5]; 7] = [
    [1, 1, 1, 1, 1],
    [2, 5, 16, 2, 3],
    [1, 31, 17, 1, 63],
    [2, 33, 33, 5, 13],
    [1, 64, 48, 8, 8],
    [3, 0, 4, 2, 2],
    [1, 4, 0, 2, 2],
];

/// Weights as a trained model has them: their sums over `rows` terms are of size 1.
fn weights(shape: &[usize], seed: u32) -> ArrayD<f32> {
    random(shape, seed, 1) / (shape[0].max(1) as f32).sqrt()
}

/// x, w and bias for such sizes.
fn operands([batch, n, inner, h, d]: [usize; 5]) -> [ArrayD<f32>; 3] {
    [
        random(&[batch, n, inner], 5, 0),
        weights(&[inner, h * d], 5),
        random(&[h * d], 5, 2),
    ]
}

fn wide(x: &ArrayD<f32>) -> ArrayD<f64> {
    x.mapv(f64::from)
}

/// `x w + bias` for each batch entry, `[batch, n, columns]`.
fn products(x: &Array3<f64>, w: &ArrayD<f32>, bias: &ArrayD<f32>) -> Array3<f64> {
    let w: Array2<f64> = wide(w).into_dimensionality().unwrap();
    let bias: Array1<f64> = wide(bias).into_dimensionality().unwrap();
    let entries: Vec<Array2<f64>> = x
        .outer_iter()
        .map(|x| project(x, w.view(), Some(bias.view())).unwrap())
        .collect();
    let views: Vec<_> = entries.iter().map(|entry| entry.view()).collect();
    stack(Axis(0), &views).unwrap()
}

fn expected_heads([x, w, bias]: &[ArrayD<f32>; 3], h: usize) -> Vec<f64> {
    let y = products(&wide(x).into_dimensionality().unwrap(), w, bias);
    heads::split_batch(y.view(), h)
        .unwrap()
        .iter()
        .copied()
        .collect()
}

/// The heads `[batch, h, n, inner]` joined by `w [h * inner, columns]`.
fn joined(sizes: [usize; 5]) -> ([ArrayD<f32>; 3], Vec<f64>) {
    let [batch, n, inner, h, d] = sizes;
    let x = random(&[batch, h, n, inner], 6, 0);
    let (w, bias) = (weights(&[h * inner, d], 6), random(&[d], 6, 2));
    let split: Array4<f64> = wide(&x).into_dimensionality().unwrap();
    let side_by_side = heads::concat_batch(split.view()).into_owned();
    let expected = products(&side_by_side, &w, &bias).iter().copied().collect();
    ([x, w, bias], expected)
}

fn slices(operands: &[ArrayD<f32>; 3]) -> [&[f32]; 3] {
    operands.each_ref().map(|x| x.as_slice().unwrap())
}

#[test]
fn the_twins_project_and_join() {
    for sizes in SIZES {
        let own = operands(sizes);
        let (x, w) = (own[0].shape(), own[1].shape());
        let (plan, _) = plan::project_heads(x, w, sizes[3], true, &Limits::default()).unwrap();
        let memory = twins::run(&plan, &slices(&own));
        let out = twins::floats(&memory[plan.results[0]]);
        assert_close("projection", &out, &expected_heads(&own, sizes[3]));

        let (own, expected) = joined(sizes);
        let (x, w) = (own[0].shape(), own[1].shape());
        let (plan, _) = plan::join_heads(x, w, true, &Limits::default()).unwrap();
        let memory = twins::run(&plan, &slices(&own));
        assert_close("join", &twins::floats(&memory[plan.results[0]]), &expected);
    }
}

#[test]
fn the_kernels_project_and_join() {
    let Some(engine) = engine() else { return };
    let upload =
        |x: &ArrayD<f32>| block_on(engine.upload(x.shape(), x.as_slice().unwrap())).unwrap();
    for sizes in SIZES {
        let own = operands(sizes);
        let [x, w, bias] = own.each_ref().map(upload);
        let out = block_on(engine.project_heads(&x, &w, Some(&bias), sizes[3])).unwrap();
        assert_eq!(out.shape(), [sizes[0], sizes[3], sizes[1], sizes[4]]);
        let numbers = block_on(engine.read(&out)).unwrap();
        assert_close(
            &format!("projection {sizes:?}"),
            &numbers,
            &expected_heads(&own, sizes[3]),
        );

        let (own, expected) = joined(sizes);
        let [x, w, bias] = own.each_ref().map(upload);
        let out = block_on(engine.join_heads(&x, &w, Some(&bias))).unwrap();
        assert_eq!(out.shape(), [sizes[0], sizes[1], sizes[4]]);
        let numbers = block_on(engine.read(&out)).unwrap();
        assert_close(&format!("join {sizes:?}"), &numbers, &expected);
    }
}

#[test]
fn a_projection_without_bias_adds_nothing() {
    let Some(engine) = engine() else { return };
    let x = block_on(engine.upload(&[1, 1, 2], &[1.0, 2.0])).unwrap();
    let w = block_on(engine.upload(&[2, 2], &[1.0, 10.0, 3.0, 30.0])).unwrap();
    let out = block_on(engine.project_heads(&x, &w, None, 2)).unwrap();
    assert_eq!(block_on(engine.read(&out)).unwrap(), [7.0, 70.0]);
}

#[test]
fn shapes_that_do_not_fit_are_refused() {
    let limits = Limits::default();
    let refused = |error: headwise_gpu::GpuError| {
        assert_eq!(error.code(), GpuErrorCode::Refused);
        error.refusal().map(headwise_core::AttentionError::code)
    };
    let narrow = plan::project_heads(&[1, 2, 3], &[4, 6], 2, false, &limits).unwrap_err();
    assert_eq!(refused(narrow), Some(ErrorCode::ShapeMismatch));
    let uneven = plan::project_heads(&[1, 2, 3], &[3, 6], 4, false, &limits).unwrap_err();
    assert_eq!(refused(uneven), Some(ErrorCode::HeadsDoNotDivide));
    let flat = plan::join_heads(&[2, 3, 4], &[12, 6], false, &limits).unwrap_err();
    assert_eq!(refused(flat), Some(ErrorCode::ShapeMismatch));
}

//! The tile loop against the reference, and what it tells its observer.

use headwise_cases::{Case, Inputs};
use headwise_core::online_softmax::Rescale;
use headwise_core::tiled::{Observer, Problem, Tile, TileSizes, attention};
use headwise_core::{Options, Window, reference};
use ndarray::{Array4, ArrayView1, ArrayView2};
use proptest::prelude::*;

use crate::support::{any_case, assert_close, config};

/// Asserts that the loop with such tiles gives the reference's answer.
fn compare(inputs: &Inputs<f64>, rows: usize, cols: usize) {
    let options = inputs.options();
    let (q, k, v) = (inputs.q.view(), inputs.k.view(), inputs.v.view());
    let expected = reference::attention(q, k, v, &options).unwrap();
    let (out, lse) = attention(q, k, v, &options, TileSizes { rows, cols }, &mut ()).unwrap();
    assert_close(&out, &expected.out);
    assert_close(&lse, &expected.lse);
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn tiles_of_any_size_equal_the_reference(
        case in any_case(),
        rows in 1..=11_usize,
        cols in 1..=11_usize,
    ) {
        compare(&case.double(), rows, cols);
    }

    /// A row meets the keys in the same order whichever loop is outside: not a bit differs.
    #[test]
    fn the_order_of_the_loops_changes_nothing(
        case in any_case(),
        rows in 1..=6_usize,
        cols in 1..=6_usize,
    ) {
        let inputs = case.double();
        let options = inputs.options();
        let (q, k, v) = (inputs.q.view(), inputs.k.view(), inputs.v.view());
        let problem = Problem::new(q, k, v, &options, TileSizes { rows, cols }).unwrap();
        let (mut out, mut lse) = problem.allocate();
        for block in 0..problem.blocks() {
            problem.run_block(block, &mut out, &mut lse, &mut ());
        }
        let (mut other_out, mut other_lse) = problem.allocate();
        for batch in 0..problem.dims().batch {
            for head in 0..problem.dims().heads {
                let at = [batch, head];
                problem.run_head_keys_outside(at, &mut other_out, &mut other_lse, &mut ());
            }
        }
        let bits = |x: f64| x.to_bits();
        prop_assert_eq!(out.mapv(bits), other_out.mapv(bits));
        prop_assert_eq!(lse.mapv(bits), other_lse.mapv(bits));
    }

    /// What the observer sees covers every cell once, and a skipped tile has no visible cell.
    #[test]
    fn the_observer_sees_every_cell_once(
        case in any_case(),
        rows in 1..=5_usize,
        cols in 1..=5_usize,
    ) {
        let inputs = case.double();
        let options = inputs.options();
        let (q, k, v) = (inputs.q.view(), inputs.k.view(), inputs.v.view());
        let expected = reference::attention(q, k, v, &options).unwrap();
        let unseen = Array4::from_elem(expected.masked.dim(), f64::NAN);
        let mut seen = Seen { masked: unseen, ..Seen::default() };
        let (out, _) = attention(q, k, v, &options, TileSizes { rows, cols }, &mut seen).unwrap();
        assert_close(&seen.masked, &expected.masked);
        prop_assert_eq!(seen.outputs, out.len_of(ndarray::Axis(0)) * case.heads() * case.q_len);
        for tile in &seen.scored {
            let visible = |i, j| expected.masked[[tile.batch, tile.head, i, j]] != f64::NEG_INFINITY;
            prop_assert!(tile.queries.clone().any(|i| tile.keys.clone().any(|j| visible(i, j))));
        }
    }
}

/// Sizes around a tile's side of 4 in every direction, with and without causality.
#[test]
fn sizes_that_break_tiles() {
    for q_len in [0, 1, 3, 4, 5, 9] {
        for kv_len in [0, 1, 3, 4, 5, 9] {
            for dim in [1, 3, 7] {
                for causal in [false, true] {
                    compare(
                        &Case {
                            causal,
                            ..Case::plain(q_len, kv_len, dim, dim)
                        }
                        .double(),
                        4,
                        4,
                    );
                }
            }
        }
    }
}

#[test]
fn tiles_may_be_larger_than_the_problem() {
    compare(&Case::plain(3, 5, 2, 2).double(), usize::MAX, usize::MAX);
}

#[test]
fn blocks_may_run_in_any_order_and_be_watched_one_by_one() {
    let inputs = Case {
        batch: 2,
        kv_heads: 2,
        ..Case::plain(5, 6, 3, 3)
    }
    .double();
    let options = inputs.options();
    let (q, k, v) = (inputs.q.view(), inputs.k.view(), inputs.v.view());
    let problem = Problem::new(q, k, v, &options, TileSizes { rows: 2, cols: 4 }).unwrap();
    assert_eq!(problem.blocks(), 2 * 2 * 3);
    let (mut out, mut lse) = problem.allocate();
    for index in (0..problem.blocks()).rev() {
        let mut counted = Counted::default();
        problem.run_block(index, &mut out, &mut lse, &mut counted);
        assert_eq!(counted.query_loads, 1);
        assert_eq!(counted.key_loads, 2);
    }
    let expected = reference::attention(q, k, v, &options).unwrap();
    assert_close(&out, &expected.out);
    assert_close(&lse, &expected.lse);
}

#[test]
#[should_panic(expected = "block 1 of 1")]
fn there_is_no_block_beyond_the_last() {
    let x = Array4::<f64>::zeros((1, 1, 1, 1));
    let problem = Problem::new(
        x.view(),
        x.view(),
        x.view(),
        &Options::default(),
        TileSizes::default(),
    )
    .unwrap();
    let (mut out, mut lse) = problem.allocate();
    problem.run_block(1, &mut out, &mut lse, &mut ());
}

/// Of 4 x 4 tiles a causal mask leaves 10, a window of one tile to the left 7.
#[test]
fn tiles_that_are_wholly_masked_are_skipped() {
    let causal = Case {
        causal: true,
        ..Case::plain(16, 16, 2, 2)
    };
    let window = Window {
        left: Some(4),
        right: None,
    };
    for (case, scored) in [(causal.clone(), 10), (Case { window, ..causal }, 7)] {
        let inputs = case.double();
        let mut counted = Counted::default();
        let sizes = TileSizes { rows: 4, cols: 4 };
        attention(
            inputs.q.view(),
            inputs.k.view(),
            inputs.v.view(),
            &inputs.options(),
            sizes,
            &mut counted,
        )
        .unwrap();
        assert_eq!((counted.key_loads, counted.skips), (scored, 16 - scored));
    }
}

/// Ascending scores raise the maximum at every tile; descending ones only at the first.
#[test]
fn new_maxima_and_rescalings_are_told() {
    for (ascending, maxima, rescales) in [(true, 3, 2), (false, 1, 0)] {
        let q = Array4::<f64>::ones((1, 1, 1, 1));
        let k = Array4::from_shape_fn(
            (1, 1, 6, 1),
            |(_, _, j, _)| if ascending { j as f64 } else { -(j as f64) },
        );
        let mut counted = Counted::default();
        let sizes = TileSizes { rows: 1, cols: 2 };
        attention(
            q.view(),
            k.view(),
            k.view(),
            &Options::default(),
            sizes,
            &mut counted,
        )
        .unwrap();
        assert_eq!((counted.maxima, counted.rescales), (maxima, rescales));
    }
}

/// How often each thing happened.
#[derive(Default)]
struct Counted {
    query_loads: usize,
    key_loads: usize,
    skips: usize,
    maxima: usize,
    rescales: usize,
}

impl<T> Observer<T> for Counted {
    fn load_queries(&mut self, _: &Tile) {
        self.query_loads += 1;
    }

    fn load_keys(&mut self, _: &Tile) {
        self.key_loads += 1;
    }

    fn skip(&mut self, _: &Tile) {
        self.skips += 1;
    }

    fn new_max(&mut self, _: &Tile, _: usize, _: Rescale<T>) {
        self.maxima += 1;
    }

    fn rescale(&mut self, _: &Tile, _: usize, _: Rescale<T>) {
        self.rescales += 1;
    }
}

/// The scores put together again from the tiles; NaN where none was.
#[derive(Default)]
struct Seen {
    masked: Array4<f64>,
    scored: Vec<Tile>,
    outputs: usize,
}

impl Seen {
    fn write(&mut self, tile: &Tile, score: impl Fn(usize, usize) -> f64) {
        for (r, i) in tile.queries.clone().enumerate() {
            for (c, j) in tile.keys.clone().enumerate() {
                let cell = &mut self.masked[[tile.batch, tile.head, i, j]];
                assert!(cell.is_nan(), "seen twice");
                *cell = score(r, c);
            }
        }
    }
}

impl Observer<f64> for Seen {
    fn skip(&mut self, tile: &Tile) {
        self.write(tile, |_, _| f64::NEG_INFINITY);
    }

    fn scores(&mut self, tile: &Tile, scores: ArrayView2<'_, f64>) {
        self.write(tile, |r, c| scores[[r, c]]);
        self.scored.push(tile.clone());
    }

    fn output(&mut self, _: [usize; 3], _: ArrayView1<'_, f64>, _: f64) {
        self.outputs += 1;
    }
}

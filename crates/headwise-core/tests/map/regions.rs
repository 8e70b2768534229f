//! Blocks of a region, in f64.

use headwise_cases::config;
use headwise_core::draw::draw;
use headwise_core::map::{Blocks, Cell, Region, blocks};
use headwise_core::{ErrorCode, Options, Window, reference};
use ndarray::{Array2, Array4};
use proptest::prelude::*;

fn drawn(shape: (usize, usize), stream: u32) -> Array2<f64> {
    Array2::from_shape_fn(shape, |(i, d)| 2.0 * draw(5, stream, (97 * i + d) as u32))
}

fn options(causal: bool, window: Option<usize>, sinks: usize) -> Options<'static, f64> {
    let window = Window {
        left: window,
        right: None,
    };
    Options {
        causal,
        window,
        sinks,
        ..Options::default()
    }
}

fn code(result: Result<Region, headwise_core::AttentionError>) -> ErrorCode {
    result.unwrap_err().code()
}

proptest! {
    #![proptest_config(config(300))]

    /// Blocks that are read whole hold all of a row's weight, wherever their borders are.
    #[test]
    fn the_means_of_a_whole_map_add_up_to_its_rows(
        (n, m) in (1..20_usize, 1..20_usize),
        (rows, keys) in (1..7_usize, 1..7_usize),
        causal: bool,
    ) {
        let (q, k) = (drawn((n, 3), 0), drawn((m, 3), 1));
        let region = Region::new([n, m], 0..n, 0..m, [rows, keys], 1).unwrap();
        let Blocks { mean, max } = blocks(q.view(), k.view(), &options(causal, None, 0), &region).unwrap();
        let cells = |at: (usize, usize)| region.read([at.0, at.1]) as f64;
        let total: f64 = mean.indexed_iter().map(|(at, mean)| mean * cells(at)).sum();
        // A row with no key to see weighs nothing: so many stand before the first key.
        let blind = if causal { n.saturating_sub(m) } else { 0 };
        prop_assert!((total - (n - blind) as f64).abs() < 1e-9, "{total} of {n} rows");
        for (at, mean) in mean.indexed_iter() {
            prop_assert!(*mean <= max[at] + 1e-15 && max[at] <= 1.0 + 1e-12);
        }
    }

    /// A sample is a region of fewer rows: each block says what its own rows say.
    #[test]
    fn a_sample_shows_the_rows_that_it_reads(
        (n, m) in (1..30_usize, 1..12_usize),
        (step, times, keys) in (1..5_usize, 1..4_usize, 1..5_usize),
        causal: bool,
    ) {
        let (q, k) = (drawn((n, 3), 0), drawn((m, 3), 1));
        let block = [step * times, keys];
        let region = Region::new([n, m], 0..n, 0..m, block, step).unwrap();
        let sample = blocks(q.view(), k.view(), &options(causal, None, 0), &region).unwrap();
        for y in 0..region.shape()[0] {
            let own = y * block[0]..n.min((y + 1) * block[0]);
            let read: Vec<usize> = region.sampled().filter(|row| own.contains(row)).collect();
            for x in 0..region.shape()[1] {
                let mut most = 0.0_f64;
                for &row in &read {
                    let one = Region::new([n, m], row..row + 1, 0..m, [1, keys], 1).unwrap();
                    let row = blocks(q.view(), k.view(), &options(causal, None, 0), &one).unwrap();
                    most = most.max(row.max[[0, x]]);
                }
                prop_assert_eq!(sample.max[[y, x]], most);
                prop_assert_eq!(region.read([y, x]), read.len() * keys.min(m - x * keys));
            }
        }
    }
}

#[test]
fn blocks_of_one_cell_are_the_map() {
    let (q, k) = (drawn((7, 3), 0), drawn((9, 3), 1));
    let options = options(true, Some(3), 1);
    let four = |x: &Array2<f64>| Array4::from_shape_fn((1, 1, x.nrows(), 3), |at| x[[at.2, at.3]]);
    let v = Array4::zeros((1, 1, 9, 0));
    let run = reference::attention(four(&q).view(), four(&k).view(), v.view(), &options).unwrap();
    let region = Region::new([7, 9], 2..7, 1..9, [1, 1], 1).unwrap();
    let blocks = blocks(q.view(), k.view(), &options, &region).unwrap();
    assert_eq!(blocks.max, blocks.mean);
    for ((i, j), weight) in blocks.max.indexed_iter() {
        assert_eq!(*weight, run.weights[[0, 0, i + 2, j + 1]]);
        let row = |x: &Array2<f64>, at| x.row(at).mapv(|x| x as f32).to_vec();
        let hidden = run.masked[[0, 0, i + 2, j + 1]] == f64::NEG_INFINITY;
        let lse = run.lse[[0, 0, i + 2]];
        let scale = 1.0 / 3.0_f64.sqrt();
        let cell = Cell::new(&row(&q, i + 2), &row(&k, j + 1), scale, lse, hidden);
        assert!(
            (cell.weight - weight).abs() < 1e-6,
            "{cell:?} is not {weight}"
        );
    }
}

#[test]
fn a_region_that_is_none_is_refused() {
    let new = |rows, keys, block, step| code(Region::new([5, 8], rows, keys, block, step));
    for refused in [
        new(0..6, 0..8, [1, 1], 1),
        new(0..5, 8..9, [1, 1], 1),
        new(0..usize::MAX, 0..8, [1, 1], 1),
        new(2..2, 0..8, [1, 1], 1),
        new(0..5, 4..4, [1, 1], 1),
        new(0..5, 0..8, [0, 1], 1),
        new(0..5, 0..8, [1, 0], 1),
        new(0..5, 0..8, [4, 1], 0),
        new(0..5, 0..8, [4, 1], 3),
    ] {
        assert_eq!(refused, ErrorCode::BadSetting);
    }
    assert!(Region::new([1, 1], 0..1, 0..1, [usize::MAX, usize::MAX], 1).is_ok());
}

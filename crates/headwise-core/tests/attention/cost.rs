//! Closed forms against counters that ran along.

use headwise_core::cost::{
    Layer, attention_flops, cache_bytes, causal_pairs, cells, naive_bytes, tiled_bytes,
    tiled_bytes_keys_outside,
};
use headwise_core::tiled::{Observer, Problem, Tile, TileSizes, attention};
use headwise_core::{Dims, Options, Scoring};
use ndarray::{Array2, Array4, ArrayView1, ArrayView2};
use proptest::prelude::*;

use crate::support::config;

const ELEMENT: usize = size_of::<f32>();

/// Sizes of a problem, in the order of [`Dims`].
fn any_dims() -> impl Strategy<Value = Dims> {
    (
        1..=2_usize,
        1..=2_usize,
        1..=2_usize,
        0..=7_usize,
        0..=7_usize,
        0..=4_usize,
        0..=4_usize,
    )
        .prop_map(|(batch, kv_heads, group, n, m, d_k, d_v)| {
            let q = [batch, kv_heads * group, n, d_k];
            Dims::from_shapes(&q, &[batch, kv_heads, m, d_k], &[batch, kv_heads, m, d_v]).unwrap()
        })
}

#[test]
fn cells_are_counted_as_far_as_a_number_goes() {
    assert_eq!(cells(&[&[2, 3], &[4, 0], &[5]]), 11);
    assert_eq!(cells(&[&[usize::MAX, 2]]), u64::MAX);
    assert_eq!(cells(&[&[usize::MAX], &[1]]), u64::MAX);
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn the_tile_loop_does_what_the_formulas_say(
        dims in any_dims(),
        rows in 1..=4_usize,
        cols in 1..=4_usize,
    ) {
        let kv = |dim| Array4::<f32>::zeros((dims.batch, dims.kv_heads, dims.kv_len, dim));
        let (k, v) = (kv(dims.head_dim), kv(dims.value_dim));
        let q = Array4::zeros((dims.batch, dims.heads, dims.q_len, dims.head_dim));
        let sizes = TileSizes { rows, cols };
        let mut meter = Meter { d_k: dims.head_dim, d_v: dims.value_dim, flops: 0, bytes: 0 };
        attention(q.view(), k.view(), v.view(), &Options::default(), sizes, &mut meter).unwrap();
        prop_assert_eq!(meter.flops, attention_flops(&dims));
        prop_assert_eq!(meter.bytes, tiled_bytes(&dims, sizes, ELEMENT));
        prop_assert_eq!(((k.len() + v.len()) * ELEMENT) as u64, cache_bytes(&dims, ELEMENT));
    }

    #[test]
    fn the_loops_the_other_way_round_do_what_the_formulas_say(
        dims in any_dims().prop_filter("keys are read for queries", |dims| dims.q_len > 0),
        rows in 1..=4_usize,
        cols in 1..=4_usize,
    ) {
        let kv = |dim| Array4::<f32>::zeros((dims.batch, dims.kv_heads, dims.kv_len, dim));
        let (k, v) = (kv(dims.head_dim), kv(dims.value_dim));
        let q = Array4::zeros((dims.batch, dims.heads, dims.q_len, dims.head_dim));
        let sizes = TileSizes { rows, cols };
        let mut meter = Meter { d_k: dims.head_dim, d_v: dims.value_dim, flops: 0, bytes: 0 };
        let options = Options::default();
        let problem = Problem::new(q.view(), k.view(), v.view(), &options, sizes).unwrap();
        let (mut out, mut lse) = problem.allocate();
        for batch in 0..dims.batch {
            for head in 0..dims.heads {
                problem.run_head_keys_outside([batch, head], &mut out, &mut lse, &mut meter);
            }
        }
        prop_assert_eq!(meter.flops, attention_flops(&dims));
        prop_assert_eq!(meter.bytes, tiled_bytes_keys_outside(&dims, sizes, ELEMENT));
    }

    #[test]
    fn three_passes_move_what_the_formula_says(dims in any_dims()) {
        let mut memory = SlowMemory::default();
        for _ in 0..dims.batch * dims.heads {
            let q = memory.holding(dims.q_len, dims.head_dim);
            let k = memory.holding(dims.kv_len, dims.head_dim);
            let v = memory.holding(dims.kv_len, dims.value_dim);
            let scores = memory.read(&q).dot(&memory.read(&k).t());
            let scores = memory.write(scores);
            let weights = memory.read(&scores);
            let weights = memory.write(weights);
            let out = memory.read(&weights).dot(&memory.read(&v));
            memory.write(out);
        }
        prop_assert_eq!(memory.bytes, naive_bytes(&dims, ELEMENT));
    }

    #[test]
    fn causal_pairs_are_those_a_causal_mask_leaves(n in 0..12_usize, m in 0..12_usize) {
        let dims = Dims::from_shapes(&[1, 1, n, 1], &[1, 1, m, 1], &[1, 1, m, 1]).unwrap();
        let options = Options::<f64> { causal: true, ..Options::default() };
        let scoring = Scoring::new(&dims, &options).unwrap();
        let seen = (0..n).map(|i| (0..m).filter(|&j| scoring.columns(0, i).contains(j)).count());
        prop_assert_eq!(seen.sum::<usize>() as u64, causal_pairs(n, m));
    }

    #[test]
    fn projections_cost_what_their_loops_do(
        tokens in 0..=3_usize, d_model in 0..=5_usize, kv_heads in 1..=2_usize, group in 1..=2_usize,
        head_dim in 0..=3_usize, value_dim in 0..=3_usize, bias: bool,
    ) {
        let layer = Layer { d_model, heads: kv_heads * group, kv_heads, head_dim, value_dim, bias };
        let (wide, narrow) = (layer.heads * head_dim, kv_heads * head_dim);
        let shapes = [
            (d_model, wide),
            (d_model, narrow),
            (d_model, kv_heads * value_dim),
            (layer.heads * value_dim, d_model),
        ];
        let (mut operations, mut parameters) = (0, 0);
        for (each, (d_in, d_out)) in layer.parameters_each().into_iter().zip(shapes) {
            let weights = Array2::<f32>::zeros((d_in, d_out)).len();
            let allocated = (weights + if bias { d_out } else { 0 }) as u64;
            prop_assert_eq!(each, allocated);
            parameters += allocated;
            for _cell in 0..tokens * d_out {
                operations += (0..d_in).map(|_| 2).sum::<u64>() + u64::from(bias);
            }
        }
        prop_assert_eq!(layer.parameters(), parameters);
        prop_assert_eq!(layer.projection_flops(tokens), operations);
    }
}

#[test]
fn counts_saturate() {
    let huge = usize::MAX;
    let layer = Layer {
        d_model: huge,
        heads: huge,
        kv_heads: 0,
        head_dim: huge,
        value_dim: huge,
        bias: true,
    };
    assert_eq!(layer.parameters(), u64::MAX);
    assert_eq!(layer.parameters_each()[1], 0);
    assert_eq!(layer.projection_flops(0), 0);
}

/// Counts while the loop runs: two operations for each feature of a score and of a weighed value, and
/// every number that is loaded or written.
struct Meter {
    d_k: usize,
    d_v: usize,
    flops: u64,
    bytes: u64,
}

impl Meter {
    fn moved(&mut self, numbers: usize) {
        self.bytes += (numbers * ELEMENT) as u64;
    }
}

impl Observer<f32> for Meter {
    fn load_queries(&mut self, tile: &Tile) {
        self.moved(tile.queries.len() * self.d_k);
    }

    fn load_keys(&mut self, tile: &Tile) {
        self.moved(tile.keys.len() * self.d_k);
        self.moved(tile.keys.len() * self.d_v);
    }

    fn scores(&mut self, _: &Tile, scores: ArrayView2<'_, f32>) {
        for _score in scores {
            self.flops += 2 * self.d_k as u64;
            self.flops += 2 * self.d_v as u64;
        }
    }

    fn load_states(&mut self, tile: &Tile) {
        self.moved(tile.queries.len() * (self.d_v + 2));
    }

    fn store_states(&mut self, tile: &Tile) {
        self.moved(tile.queries.len() * (self.d_v + 2));
    }

    fn output(&mut self, _: [usize; 3], out: ArrayView1<'_, f32>, _: f32) {
        self.moved(out.len() + 1);
    }
}

/// A memory that counts what crosses its border; what it holds at first was there before.
#[derive(Default)]
struct SlowMemory {
    bytes: u64,
}

impl SlowMemory {
    fn holding(&self, rows: usize, columns: usize) -> Array2<f32> {
        Array2::zeros((rows, columns))
    }

    fn read(&mut self, stored: &Array2<f32>) -> Array2<f32> {
        self.bytes += (stored.len() * ELEMENT) as u64;
        stored.clone()
    }

    fn write(&mut self, result: Array2<f32>) -> Array2<f32> {
        self.bytes += (result.len() * ELEMENT) as u64;
        result
    }
}

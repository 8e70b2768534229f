//! The fast kernels over what the caches hold: the same output as over the whole text.

mod extremes;

use headwise_cases::{config, random, tolerance};
use headwise_core::kv_cache::{
    BlockPool, Contiguous, Granularity, Latent, LatentShape, LatentWeights, Quantized, Ring,
    RowShape, Rows, attend,
};
use headwise_core::{Dims, Options, Window};
use ndarray::{Array2, Array3, Array4, ArrayView2, Axis};
use proptest::prelude::*;

/// One layer's queries, keys and values of a text, `[1, heads, n, width]`.
struct Text {
    shape: RowShape,
    q: Array4<f32>,
    k: Array4<f32>,
    v: Array4<f32>,
}

fn text(kv_heads: usize, group: usize, head_dim: usize, len: usize, seed: u32) -> Text {
    let draw = |heads, stream| {
        let drawn: Array4<f64> = random((1, heads, len, head_dim), seed, stream);
        drawn.mapv(|x| x as f32)
    };
    Text {
        shape: RowShape {
            kv_heads,
            head_dim,
            value_dim: head_dim,
        },
        q: draw(kv_heads * group, 0),
        k: draw(kv_heads, 1),
        v: draw(kv_heads, 2),
    }
}

fn token(x: &Array4<f32>, at: usize) -> ArrayView2<'_, f32> {
    x.index_axis(Axis(2), at).index_axis_move(Axis(0), 0)
}

fn attention(
    q: &Array4<f32>,
    k: &Array4<f32>,
    v: &Array4<f32>,
    options: &Options<'_, f32>,
) -> Array4<f32> {
    let dims = Dims::from_shapes(q.shape(), k.shape(), v.shape()).unwrap();
    let flat = |x: &Array4<f32>| x.iter().copied().collect::<Vec<f32>>();
    let (out, _) = headwise_cpu::attention(dims, &flat(q), &flat(k), &flat(v), options).unwrap();
    Array4::from_shape_vec(dims.out_shape(), out).unwrap()
}

/// The kernel's output for one query `[heads, head_dim]` over the gathered rows.
fn over_rows(
    queries: ArrayView2<'_, f32>,
    rows: &impl Rows<f32>,
    scale: Option<f32>,
) -> Array2<f32> {
    let (k, v) = rows.gather();
    let q = queries.to_owned().insert_axis(Axis(1)).insert_axis(Axis(0));
    let options = Options {
        scale,
        ..Options::default()
    };
    let out = attention(&q, &k, &v, &options);
    out.index_axis(Axis(0), 0)
        .index_axis_move(Axis(1), 0)
        .to_owned()
}

#[track_caller]
fn assert_close(actual: &Array2<f32>, expected: ArrayView2<'_, f32>) {
    assert_eq!(actual.shape(), expected.shape());
    for ((at, &actual), &expected) in actual.indexed_iter().zip(expected) {
        let allowed = tolerance::SINGLE;
        assert!(
            allowed.accepts(f64::from(expected), f64::from(actual)),
            "{actual} is not {expected} at {at:?}"
        );
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn every_row_kept_decodes_as_the_whole_text(
        kv_heads in 1..3_usize, group in 1..4_usize, head_dim in 1..20_usize,
        len in 1..24_usize, block_rows in 1..6_usize, seed in any::<u32>(),
    ) {
        let text = text(kv_heads, group, head_dim, len, seed);
        let causal = Options { causal: true, ..Options::default() };
        let whole = attention(&text.q, &text.k, &text.v, &causal);
        let mut contiguous = Contiguous::growing(text.shape);
        let mut pool = BlockPool::new(text.shape, block_rows, len.div_ceil(block_rows)).unwrap();
        let id = pool.start();
        for at in 0..len {
            contiguous.append(token(&text.k, at), token(&text.v, at)).unwrap();
            pool.append(id, token(&text.k, at), token(&text.v, at)).unwrap();
            let query = token(&text.q, at);
            assert_close(&over_rows(query, &contiguous, None), token(&whole, at));
            assert_close(&over_rows(query, &pool.sequence(id).unwrap(), None), token(&whole, at));
        }
    }

    #[test]
    fn a_ring_decodes_as_the_masked_text(
        head_dim in 1..20_usize, len in 1..24_usize, sinks in 0..4_usize, window in 1..9_usize,
        seed in any::<u32>(),
    ) {
        let text = text(2, 2, head_dim, len, seed);
        let masked = attention(&text.q, &text.k, &text.v, &Options {
            causal: true,
            window: Window { left: Some(window - 1), right: None },
            sinks,
            ..Options::default()
        });
        let mut ring = Ring::new(text.shape, sinks, window).unwrap();
        for at in 0..len {
            ring.append(token(&text.k, at), token(&text.v, at)).unwrap();
            assert_close(&over_rows(token(&text.q, at), &ring, None), token(&masked, at));
        }
    }

    /// What 8 bits cost is bounded elsewhere; here the kernel must agree with the recurrence over them.
    #[test]
    fn eight_bits_decode_as_the_recurrence_over_them(
        head_dim in 1..20_usize, len in 1..24_usize, group in 1..6_usize, seed in any::<u32>(),
    ) {
        let text = text(2, 2, head_dim, len, seed);
        let by_channel = Granularity::Channel { group };
        let mut cache = Quantized::new(text.shape, by_channel, Granularity::Token).unwrap();
        for at in 0..len {
            cache.append(token(&text.k, at), token(&text.v, at)).unwrap();
            let query = token(&text.q, at);
            let (expected, _) = attend(query, &cache, None).unwrap();
            assert_close(&over_rows(query, &cache, None), expected.view());
        }
    }

    #[test]
    fn absorbed_latents_decode_as_rebuilt_keys_and_values(
        heads in 1..5_usize, head_dim in 1..9_usize, rank in 1..9_usize, len in 1..12_usize,
        seed in any::<u32>(),
    ) {
        let shape = LatentShape { heads, head_dim, value_dim: head_dim, rank, rotary_dim: 2 };
        let draw = |heads, width, stream| {
            // Small, so that scores stay near 1 and the tolerance needs no room for their size.
            let drawn: Array3<f64> = random((heads, width, head_dim), seed, stream);
            drawn.mapv(|x| 0.3 * x as f32)
        };
        let weights = LatentWeights { keys: draw(heads, rank, 0), values: draw(heads, rank, 1) };
        let rows = |width, stream| {
            let drawn: Array2<f64> = random((len.max(heads), width), seed, stream);
            drawn.mapv(|x| x as f32)
        };
        let (latents, rotary, content, turned) =
            (rows(rank, 2), rows(2, 3), rows(head_dim, 4), rows(2, 5));
        let mut cache = Latent::growing(shape);
        for at in 0..len {
            cache.append(latents.row(at), rotary.row(at)).unwrap();
        }
        let first = |x: &Array2<f32>| x.select(Axis(0), &(0..heads).collect::<Vec<_>>());
        let (content, turned) = (first(&content), first(&turned));
        let queries = cache.absorb(&weights, content.view(), turned.view()).unwrap();
        let sums = over_rows(queries.view(), &cache, Some(shape.scale()));
        let absorbed = cache.expand(&weights, sums.view()).unwrap();
        let (k, v) = cache.reconstruct(&weights).unwrap();
        let q = ndarray::concatenate(Axis(1), &[content.view(), turned.view()]).unwrap();
        let q = q.insert_axis(Axis(1)).insert_axis(Axis(0));
        let options = Options { scale: Some(shape.scale()), ..Options::default() };
        let rebuilt = attention(&q, &k, &v, &options);
        let allowed = tolerance::SINGLE.times(4.0); // three products in a row, in two orders
        for (a, b) in absorbed.iter().zip(rebuilt.iter()) {
            prop_assert!(allowed.accepts(f64::from(*b), f64::from(*a)), "{a} is not {b}");
        }
    }
}

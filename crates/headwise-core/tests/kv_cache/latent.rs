//! Latent attention: keys rebuilt, or weights absorbed, and the same output.

use headwise_cases::{config, random};
use headwise_core::kv_cache::{Latent, LatentShape, LatentWeights, Rows, attend};
use headwise_core::{ErrorCode, Options, reference};
use ndarray::{Array1, Array2, Array3, Axis};
use proptest::prelude::*;

use crate::support::assert_close;

fn any_shape() -> impl Strategy<Value = LatentShape> {
    (
        1..=4_usize,
        1..=4_usize,
        1..=4_usize,
        1..=5_usize,
        0..=3_usize,
    )
        .prop_map(
            |(heads, head_dim, value_dim, rank, rotary_dim)| LatentShape {
                heads,
                head_dim,
                value_dim,
                rank,
                rotary_dim,
            },
        )
}

fn weights(shape: LatentShape, seed: u32) -> LatentWeights<f64> {
    LatentWeights {
        keys: random((shape.heads, shape.rank, shape.head_dim), seed, 10),
        values: random((shape.heads, shape.rank, shape.value_dim), seed, 11),
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn absorbed_weights_give_what_rebuilt_keys_and_values_give(
        shape in any_shape(), tokens in 1..12_usize, seed in any::<u32>(),
    ) {
        let weights = weights(shape, seed);
        let latents: Array2<f64> = random((tokens, shape.rank), seed, 0);
        let rotary: Array2<f64> = random((tokens, shape.rotary_dim), seed, 1);
        let content: Array3<f64> = random((tokens, shape.heads, shape.head_dim), seed, 2);
        let turned: Array3<f64> = random((tokens, shape.heads, shape.rotary_dim), seed, 3);
        let mut cache = Latent::growing(shape);
        for token in 0..tokens {
            cache.append(latents.row(token), rotary.row(token)).unwrap();
            let (content, turned) = (content.index_axis(Axis(0), token), turned.index_axis(Axis(0), token));

            let (k, v) = cache.reconstruct(&weights).unwrap();
            let q = ndarray::concatenate(Axis(1), &[content, turned]).unwrap();
            let q = q.insert_axis(Axis(1)).insert_axis(Axis(0));
            let options = Options { scale: Some(shape.scale()), ..Options::default() };
            let run = reference::attention(q.view(), k.view(), v.view(), &options).unwrap();
            let rebuilt = run.out.index_axis(Axis(0), 0).index_axis_move(Axis(1), 0);

            let queries = cache.absorb(&weights, content, turned).unwrap();
            let (sums, lse) = attend(queries.view(), &cache, Some(shape.scale())).unwrap();
            let absorbed = cache.expand(&weights, sums.view()).unwrap();
            assert_close(&absorbed, &rebuilt);
            for (head, &lse) in lse.iter().enumerate() {
                prop_assert!((lse - run.lse[[0, head, 0]]).abs() < 1e-10);
            }
        }
        prop_assert_eq!(cache.len(), tokens);
    }
}

/// DeepSeek-V2's widths (2024, section 3.1.2): 512 + 64 numbers a token in place of 2 x 128 x 128.
#[test]
fn a_token_takes_the_latent_and_the_rotary_key() {
    let shape = LatentShape {
        heads: 128,
        head_dim: 128,
        value_dim: 128,
        rank: 512,
        rotary_dim: 64,
    };
    let mut cache = Latent::<f32>::growing(shape);
    let growth = cache
        .append(Array1::ones(512).view(), Array1::ones(64).view())
        .unwrap();
    assert_eq!(growth.written, 576 * 4);
    assert_eq!(cache.bytes(), 576 * 4);
    assert_eq!(Rows::shape(&cache).numbers() - 512, 576);
}

#[test]
fn other_widths_are_refused() {
    let shape = LatentShape {
        heads: 2,
        head_dim: 3,
        value_dim: 4,
        rank: 5,
        rotary_dim: 1,
    };
    let mut cache = Latent::<f64>::growing(shape);
    let refused = cache.append(Array1::ones(4).view(), Array1::ones(1).view());
    assert_eq!(refused.unwrap_err().code(), ErrorCode::ShapeMismatch);
    let good = weights(shape, 1);
    let bad = weights(LatentShape { rank: 6, ..shape }, 1);
    let q = |width| Array2::<f64>::ones((2, width));
    let refusals = [
        cache.reconstruct(&bad).map(drop),
        cache.absorb(&bad, q(3).view(), q(1).view()).map(drop),
        cache.absorb(&good, q(2).view(), q(1).view()).map(drop),
        cache.absorb(&good, q(3).view(), q(2).view()).map(drop),
        cache.expand(&good, q(4).view()).map(drop),
    ];
    for refusal in refusals {
        assert_eq!(refusal.unwrap_err().code(), ErrorCode::ShapeMismatch);
    }
}

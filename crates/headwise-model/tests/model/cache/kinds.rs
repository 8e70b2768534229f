//! Four kinds of attention, one sentence.

use super::decoded;
use crate::{data, fact, tensor};
use headwise_core::cost::Attention;
use headwise_model::CacheRequest;

#[test]
fn each_kind_takes_what_the_cost_model_says() {
    let cache = CacheRequest {
        groups: Some(2),
        rank: Some(12),
        rotary_dim: Some(6),
        ..CacheRequest::default()
    };
    let trace = decoded(cache, |_| ());
    let grouped = |kv_heads| Attention::Grouped {
        heads: 4,
        kv_heads,
        head_dim: 8,
    };
    let latent = Attention::Latent {
        heads: 4,
        head_dim: 8,
        value_dim: 8,
        rank: 12,
        rotary_dim: 6,
        query_rank: None,
    };
    let numbers = [grouped(4), grouped(2), grouped(1), latent]
        .map(|attention| attention.cached_numbers() as f32);
    assert_eq!(data(&trace, "kindNumbers"), numbers);
    assert_eq!(numbers, [64.0, 32.0, 16.0, 18.0]);
    let bytes: Vec<&[f32]> = data(&trace, "kindBytes").chunks(5).collect();
    for (bytes, numbers) in bytes.iter().zip(numbers) {
        assert_eq!(
            *bytes,
            [5.0, 6.0, 7.0, 8.0, 9.0].map(|rows| 4.0 * rows * numbers)
        );
    }
    assert_eq!(data(&trace, "kindHeads"), [4.0, 2.0, 1.0, 1.0]);
}

#[test]
fn absorbed_weights_give_what_rebuilt_keys_and_values_give() {
    for (rank, rotary_dim) in [(1, 2), (8, 4), (32, 64)] {
        let cache = CacheRequest {
            rank: Some(rank),
            rotary_dim: Some(rotary_dim),
            ..CacheRequest::default()
        };
        let trace = decoded(cache, |_| ());
        assert!(fact(&trace, "latentDifferenceLargest") < 1e-5);
        assert!(data(&trace, "rebuiltOutput").iter().any(|x| x.abs() > 0.01));
        assert_eq!(tensor(&trace, "absorbedSums").shape(), [4, 4, rank]);
    }
}

#[test]
fn the_default_latent_is_smaller_than_all_heads() {
    let trace = decoded(CacheRequest::default(), |_| ());
    assert_eq!(data(&trace, "kindNumbers"), [64.0, 32.0, 16.0, 20.0]);
    let few = decoded(CacheRequest::default(), |request| request.heads = 1);
    assert_eq!(data(&few, "kindHeads"), [1.0; 4]);
}

//! Decoding over a cache equals the run over the whole text.

use headwise_cases::config;
use headwise_core::Options;
use headwise_core::kv_cache::{BlockPool, Contiguous, Rows};
use proptest::prelude::*;

use crate::support::{Text, any_text, assert_close};

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn a_contiguous_cache_decodes_as_the_whole_text(text in any_text(), reserved in any::<bool>()) {
        let mut cache = match reserved {
            true => Contiguous::reserved(text.shape, text.len()).unwrap(),
            false => Contiguous::growing(text.shape),
        };
        let whole = text.prefill(Options::default());
        for token in 0..text.len() {
            cache.append(text.keys(token), text.values(token)).unwrap();
            prop_assert_eq!(cache.len(), token + 1);
            assert_close(&text.decode(token, &cache), &Text::token(&whole, token));
        }
    }

    #[test]
    fn a_paged_cache_decodes_as_the_whole_text(text in any_text(), block_rows in 1..7_usize) {
        let mut pool = BlockPool::new(text.shape, block_rows, text.len().div_ceil(block_rows)).unwrap();
        let id = pool.start();
        let whole = text.prefill(Options::default());
        for token in 0..text.len() {
            pool.append(id, text.keys(token), text.values(token)).unwrap();
            let sequence = pool.sequence(id).unwrap();
            assert_close(&text.decode(token, &sequence), &Text::token(&whole, token));
        }
    }
}

#[test]
fn an_empty_cache_gives_zeros() {
    let shape = headwise_core::kv_cache::RowShape {
        kv_heads: 1,
        head_dim: 2,
        value_dim: 3,
    };
    let cache = Contiguous::<f64>::growing(shape);
    let queries = ndarray::Array2::ones((2, 2));
    let (out, lse) = headwise_core::kv_cache::attend(queries.view(), &cache, None).unwrap();
    assert_eq!(out, ndarray::Array2::zeros((2, 3)));
    assert_eq!(lse.to_vec(), [f64::NEG_INFINITY; 2]);
}

#[test]
fn queries_that_do_not_fit_are_refused() {
    use headwise_core::ErrorCode;
    let shape = headwise_core::kv_cache::RowShape {
        kv_heads: 2,
        head_dim: 2,
        value_dim: 3,
    };
    let cache = Contiguous::<f64>::growing(shape);
    let code = |heads, width, scale| {
        let queries = ndarray::Array2::ones((heads, width));
        headwise_core::kv_cache::attend(queries.view(), &cache, scale)
            .unwrap_err()
            .code()
    };
    assert_eq!(code(2, 3, None), ErrorCode::ShapeMismatch);
    assert_eq!(code(3, 2, None), ErrorCode::HeadsDoNotDivide);
    assert_eq!(code(2, 2, Some(f64::NAN)), ErrorCode::BadSetting);
}

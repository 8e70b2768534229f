//! The least and the most that a cache holds: one token, thousands, blocks of one row, no room left.

use crate::{Text, assert_close, attention, over_rows, text, token};
use headwise_core::kv_cache::{
    BlockPool, Contiguous, Granularity, Latent, LatentShape, LatentWeights, Quantized, Ring, Rows,
    attend,
};
use headwise_core::{ErrorCode, Options};
use ndarray::{Array2, Array3, Array4, ArrayView2, Axis, Slice};

/// More than any trace shows, and no multiple of a block or a tile.
const MANY: usize = 4099;

/// The kernel's output for a text's last query over those of its keys and values that `rows` picks.
fn last_over(text: &Text, rows: impl Fn(&Array4<f32>) -> Array4<f32>) -> Array2<f32> {
    let end = text.q.len_of(Axis(2)) - 1;
    let query = text.q.slice_axis(Axis(2), Slice::from(end..)).to_owned();
    let out = attention(&query, &rows(&text.k), &rows(&text.v), &Options::default());
    token(&out, 0).to_owned()
}

fn last_query(text: &Text) -> ArrayView2<'_, f32> {
    token(&text.q, text.q.len_of(Axis(2)) - 1)
}

/// Every token of a text through an append.
fn fill(text: &Text, mut append: impl FnMut(ArrayView2<'_, f32>, ArrayView2<'_, f32>)) {
    (0..text.k.len_of(Axis(2))).for_each(|at| append(token(&text.k, at), token(&text.v, at)));
}

fn assert_every_row_kept(text: &Text, block_rows: usize) {
    let len = text.k.len_of(Axis(2));
    let whole = last_over(text, Array4::clone);
    let mut growing = Contiguous::growing(text.shape);
    let mut reserved = Contiguous::reserved(text.shape, len).unwrap();
    let mut pool = BlockPool::new(text.shape, block_rows, len.div_ceil(block_rows)).unwrap();
    let id = pool.start();
    fill(text, |key, value| {
        growing.append(key, value).unwrap();
        reserved.append(key, value).unwrap();
        pool.append(id, key, value).unwrap();
    });
    let query = last_query(text);
    assert_close(&over_rows(query, &growing, None), whole.view());
    assert_close(&over_rows(query, &reserved, None), whole.view());
    assert_close(
        &over_rows(query, &pool.sequence(id).unwrap(), None),
        whole.view(),
    );
}

#[test]
fn one_token_and_thousands() {
    for len in [1, MANY] {
        let text = text(1, 2, 8, len, 3);
        for block_rows in [1, 16, 8192] {
            assert_every_row_kept(&text, block_rows);
        }
    }
}

#[test]
fn a_ring_of_one_row_and_of_a_thousand() {
    for (len, sinks, window) in [
        (1, 0, 1),
        (7, 0, 1),
        (MANY, 4, 1021),
        (MANY, 0, 1),
        (9, 8, 8),
    ] {
        let text = text(1, 2, 8, len, 5);
        let mut ring = Ring::new(text.shape, sinks, window).unwrap();
        fill(&text, |key, value| {
            ring.append(key, value).unwrap();
        });
        let kept: Vec<usize> = (0..len)
            .filter(|&at| at < sinks || at + window >= len)
            .collect();
        assert_eq!(ring.len(), kept.len());
        let masked = last_over(&text, |x| x.select(Axis(2), &kept));
        assert_close(&over_rows(last_query(&text), &ring, None), masked.view());
    }
}

#[test]
fn eight_bits_of_thousands() {
    let text = text(1, 2, 8, MANY, 7);
    for keys in [Granularity::Token, Granularity::Channel { group: 32 }] {
        let mut cache = Quantized::new(text.shape, keys, Granularity::Token).unwrap();
        fill(&text, |key, value| {
            cache.append(key, value).unwrap();
        });
        let query = last_query(&text);
        let (expected, _) = attend(query, &cache, None).unwrap();
        let kernel = over_rows(query, &cache, None);
        assert_close(&kernel, expected.view());
        // Both are near the numbers as they were given.
        let exact = last_over(&text, Array4::clone);
        assert!(kernel.iter().zip(&exact).all(|(a, b)| (a - b).abs() < 0.02));
        assert!(cache.bytes() < MANY * text.shape.numbers() * 4 / 2);
    }
}

#[test]
fn latents_of_thousands() {
    let shape = LatentShape {
        heads: 2,
        head_dim: 4,
        value_dim: 4,
        rank: 6,
        rotary_dim: 2,
    };
    // Rows of latents and rotary keys, queries and weights, all from one drawn text.
    let drawn = text(1, 1, 6, MANY, 9);
    let (latents, rotary) = (&drawn.k, &drawn.v);
    let weights = |from: usize| {
        Array3::from_shape_fn((2, 6, 4), |(h, c, d)| {
            0.3 * drawn.q[[0, 0, from + 4 * h + d, c]]
        })
    };
    let weights = LatentWeights {
        keys: weights(0),
        values: weights(8),
    };
    let mut cache = Latent::growing(shape);
    for at in 0..MANY {
        let rotary = token(rotary, at)
            .row(0)
            .slice_axis(Axis(0), Slice::from(..2))
            .to_owned();
        cache
            .append(token(latents, at).row(0), rotary.view())
            .unwrap();
    }
    let query =
        |width, from| Array2::from_shape_fn((2, width), |(h, d)| drawn.q[[0, 0, from + h, d]]);
    let (content, turned) = (query(4, 20), query(2, 30));
    let queries = cache
        .absorb(&weights, content.view(), turned.view())
        .unwrap();
    let sums = over_rows(queries.view(), &cache, Some(shape.scale()));
    let absorbed = cache.expand(&weights, sums.view()).unwrap();
    let (k, v) = cache.reconstruct(&weights).unwrap();
    let q = ndarray::concatenate(Axis(1), &[content.view(), turned.view()]).unwrap();
    let q = q.insert_axis(Axis(1)).insert_axis(Axis(0));
    let options = Options {
        scale: Some(shape.scale()),
        ..Options::default()
    };
    let rebuilt = attention(&q, &k, &v, &options);
    assert_close(&absorbed, token(&rebuilt, 0));
}

#[test]
fn a_full_cache_refuses_and_still_decodes() {
    let text = text(2, 1, 4, 6, 11);
    let whole = last_over(&text, Array4::clone);
    let mut reserved = Contiguous::reserved(text.shape, 6).unwrap();
    let mut pool = BlockPool::new(text.shape, 4, 2).unwrap();
    let id = pool.start();
    fill(&text, |key, value| {
        reserved.append(key, value).unwrap();
        pool.append(id, key, value).unwrap();
    });
    let (key, value) = (token(&text.k, 0), token(&text.v, 0));
    let full = reserved.append(key, value).unwrap_err();
    assert_eq!(full.code(), ErrorCode::CacheFull);
    // Another text shares both blocks and finds none to write to.
    let fork = pool.fork(id).unwrap();
    let full = pool.append(fork, key, value).unwrap_err();
    assert_eq!(full.code(), ErrorCode::CacheFull);
    let query = last_query(&text);
    assert_close(&over_rows(query, &reserved, None), whole.view());
    for id in [id, fork] {
        assert_close(
            &over_rows(query, &pool.sequence(id).unwrap(), None),
            whole.view(),
        );
    }
    // Room for the one is what the other gives back.
    pool.release(id).unwrap();
    assert!(pool.append(fork, key, value).is_ok());
}

#[test]
fn texts_that_part_decode_as_if_they_had_never_met() {
    for block_rows in [1, 3, 5] {
        let (first, second) = (text(1, 2, 4, 12, 13), text(1, 2, 4, 12, 14));
        let mut pool = BlockPool::new(first.shape, block_rows, 24).unwrap();
        let id = pool.start();
        for at in 0..7 {
            pool.append(id, token(&first.k, at), token(&first.v, at))
                .unwrap();
        }
        let fork = pool.fork(id).unwrap();
        for at in 7..12 {
            pool.append(fork, token(&second.k, at), token(&second.v, at))
                .unwrap();
            pool.append(id, token(&first.k, at), token(&first.v, at))
                .unwrap();
        }
        let parted = |of: fn(&Text) -> &Array4<f32>| {
            let (head, tail) = (Slice::from(..7), Slice::from(7..));
            let parts = [
                of(&first).slice_axis(Axis(2), head),
                of(&second).slice_axis(Axis(2), tail),
            ];
            ndarray::concatenate(Axis(2), &parts).unwrap()
        };
        let own = Text {
            shape: first.shape,
            q: second.q.clone(),
            k: parted(|text| &text.k),
            v: parted(|text| &text.v),
        };
        for (text, id) in [(&first, id), (&own, fork)] {
            let whole = last_over(text, Array4::clone);
            let rows = pool.sequence(id).unwrap();
            assert_close(&over_rows(last_query(text), &rows, None), whole.view());
        }
    }
}

#[test]
fn sizes_of_nothing_are_refused() {
    let shape = text(1, 1, 1, 1, 0).shape;
    let none = Granularity::Channel { group: 0 };
    let refused = [
        Ring::<f32>::new(shape, 4, 0).unwrap_err(),
        BlockPool::<f32>::new(shape, 0, 1).unwrap_err(),
        Quantized::<f32>::new(shape, none, Granularity::Token).unwrap_err(),
    ];
    assert!(
        refused
            .iter()
            .all(|error| error.code() == ErrorCode::BadSetting)
    );
    let mut empty = Contiguous::<f32>::reserved(shape, 0).unwrap();
    let row = Array2::zeros((1, 1));
    let full = empty.append(row.view(), row.view()).unwrap_err();
    assert_eq!(full.code(), ErrorCode::CacheFull);
}

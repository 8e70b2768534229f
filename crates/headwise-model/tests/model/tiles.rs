//! One head walked over in tiles: every state derives, whatever the tiles, and the result is the same.

use crate::{data, fact, request, tensor};
use headwise_core::ErrorCode;
use headwise_core::trace::Trace;
use headwise_model::{SentenceRequest, TileRequest, TraceBuilder, trace};
use proptest::prelude::*;

fn walked(tiles: TileRequest, change: impl FnOnce(&mut SentenceRequest)) -> Trace {
    let trace = trace(&request(|request| {
        request.tiles = Some(tiles);
        change(request);
    }));
    trace.unwrap()
}

fn assert_derives(trace: &Trace) {
    let derivation = trace.derive_all(1e-5);
    derivation.unwrap_or_else(|error| panic!("{error}"));
}

fn any_tiles() -> impl Strategy<Value = TileRequest> {
    (0..4_usize, 1..12_usize, 1..12_usize, 1..12_usize).prop_map(|(head, rows, columns, splits)| {
        TileRequest {
            head,
            rows,
            columns,
            splits,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_state_follows_from_the_one_before(
        tiles in any_tiles(), causal in any::<bool>(), shared in any::<bool>(), words in 1..10_usize,
    ) {
        let trace = walked(tiles, |request| {
            request.text = request.text.split(' ').take(words).collect::<Vec<_>>().join(" ");
            request.causal = causal;
            request.kv_heads = shared.then_some(2);
        });
        assert_derives(&trace);
        for &difference in data(&trace, "tiledDifference") {
            prop_assert!(difference.abs() < 1e-6);
        }
        // All workers' keys together are the last query's.
        let merged = data(&trace, "mergedOutput");
        let whole = data(&trace, "tiledOutput");
        let last = &whole[whole.len() - merged.len()..];
        prop_assert!(crate::distance(merged, last) < 1e-6);
        let lse = data(&trace, "tiledLse");
        prop_assert!((data(&trace, "mergedLse")[0] - lse[lse.len() - 1]).abs() < 1e-6);
    }
}

#[test]
fn a_causal_walk_skips_the_tiles_above_the_diagonal() {
    let tiles = TileRequest {
        head: 1,
        rows: 3,
        columns: 3,
        splits: 4,
    };
    let causal = walked(tiles, |_| ());
    assert_eq!(
        data(&causal, "tileVisited"),
        [1., 0., 0., 1., 1., 0., 1., 1., 1.]
    );
    assert_eq!(
        (fact(&causal, "tilesVisited"), fact(&causal, "tilesSkipped")),
        (6.0, 3.0)
    );
    assert!(fact(&causal, "bytesMoved") < fact(&causal, "bytesOfAllTiles"));
    assert_eq!(tensor(&causal, "tileMax").shape(), [4, 9]);
    assert_eq!(tensor(&causal, "splitOutput").shape(), [3, 8]); // nine keys, three each
    assert_eq!(fact(&causal, "workers"), 3.0);

    // Without a mask every tile is visited, and what was counted is the closed form.
    let full = walked(tiles, |request| request.causal = false);
    for (counted, formula) in [
        ("bytesMoved", "bytesOfAllTiles"),
        ("bytesMovedKeysOutside", "bytesOfAllTilesKeysOutside"),
    ] {
        assert_eq!(fact(&full, counted), fact(&full, formula));
    }
}

#[test]
fn a_tile_of_everything_has_nothing_to_rescale() {
    let all = TileRequest {
        head: 0,
        rows: 99,
        columns: 99,
        splits: 99,
    };
    let trace = walked(all, |_| ());
    assert_eq!(
        (fact(&trace, "tileRows"), fact(&trace, "keyTiles")),
        (9.0, 1.0)
    );
    assert_eq!(data(&trace, "rescale"), [0.0; 9]); // from minus infinity: nothing to keep
    assert_eq!(fact(&trace, "workers"), 9.0);
}

#[test]
fn a_strained_row_breaks_the_naive_softmax_and_not_the_one_in_one_pass() {
    let tiles = TileRequest {
        head: 2,
        rows: 2,
        columns: 4,
        splits: 1,
    };
    let trace = walked(tiles, |_| ());
    let case = |name: &str, case: usize| {
        let whole = data(&trace, name);
        whole[case * whole.len() / 3..(case + 1) * whole.len() / 3].to_vec()
    };
    let weights = data(&trace, "weights");
    let row = &weights[(2 * 9 + 8) * 9..(2 * 9 + 9) * 9];

    // Scores that overflow: the same softmax, but only relative to the maximum.
    assert_eq!(case("naiveSum", 0), [f32::INFINITY]);
    assert!(case("naiveWeights", 0).iter().any(|weight| weight.is_nan()));
    assert!(crate::distance(&case("safeWeights", 0), row) < 1e-5);

    // A late score: what came before all but vanishes, by one factor.
    let factor = case("safeFactor", 1)[2];
    assert!(
        factor > 0.0 && factor <= (-12.0_f32).exp() * 1.001,
        "{factor}"
    );
    assert!(case("safeWeights", 1)[8] > 0.999);
    assert!(
        case("naiveWeights", 1)
            .iter()
            .all(|weight| weight.is_finite())
    );

    // Nothing visible: zeros and minus infinity where the naive one has 0 / 0.
    assert_eq!(case("safeWeights", 2), [0.0; 9]);
    assert_eq!(case("safeLse", 2), [f32::NEG_INFINITY]);
    assert!(case("naiveWeights", 2).iter().all(|weight| weight.is_nan()));
}

#[test]
fn tiles_that_cannot_be_are_refused() {
    let tiles = TileRequest {
        head: 0,
        rows: 1,
        columns: 1,
        splits: 1,
    };
    for bad in [
        TileRequest { head: 4, ..tiles },
        TileRequest { rows: 0, ..tiles },
        TileRequest {
            columns: 0,
            ..tiles
        },
        TileRequest { splits: 0, ..tiles },
    ] {
        let refused = TraceBuilder::new(&request(|request| request.tiles = Some(bad)));
        assert_eq!(
            refused.unwrap_err().code(),
            ErrorCode::BadSetting,
            "{bad:?}"
        );
    }
}

//! What the walk moved and held, counted, beside the closed forms.

use super::bytes::ELEMENT;
use super::{Plan, Walk};
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::cost::{naive_bytes, tiled_bytes, tiled_bytes_keys_outside};
use headwise_core::tiled::TileSizes;

pub(super) fn record(
    plan: &Plan<'_>,
    walk: &Walk,
    recorder: &mut Recorder,
) -> Result<(), AttentionError> {
    let (n, d) = (plan.tokens(), plan.layer.head_dim());
    let (rows, cols) = (plan.tiles.rows, plan.tiles.columns);
    let dims = plan.dims()?;
    let sizes = TileSizes { rows, cols };
    let tiles = &walk.visited.numbers;
    let visited: f64 = tiles.iter().sum();
    let bytes = |numbers: usize| (numbers * ELEMENT) as f64;
    let fast = rows * d + 2 * cols * d + rows * cols + rows * (d + 2);
    for (name, value, formula) in [
        ("tileHead", plan.tiles.head as f64, "head"),
        ("tileRows", rows as f64, "B_r"),
        ("tileColumns", cols as f64, "B_c"),
        ("queryTiles", plan.query_tiles() as f64, "ceil(n / B_r)"),
        ("keyTiles", plan.key_tiles() as f64, "ceil(n / B_c)"),
        ("tilesVisited", visited, "tiles with a visible key, counted"),
        (
            "tilesSkipped",
            tiles.len() as f64 - visited,
            "tiles without one, counted",
        ),
        (
            "bytesMoved",
            bytes(walk.moved[0].numbers),
            "counted, queries in the outer loop",
        ),
        (
            "bytesMovedKeysOutside",
            bytes(walk.moved[1].numbers),
            "counted, keys in the outer loop",
        ),
        (
            "bytesOfAllTiles",
            tiled_bytes(&dims, sizes, ELEMENT) as f64,
            "4 (n d_k + ceil(n / B_r) n (d_k + d_v) + n d_v + n)",
        ),
        (
            "bytesOfAllTilesKeysOutside",
            tiled_bytes_keys_outside(&dims, sizes, ELEMENT) as f64,
            "4 (n (d_k + d_v) + ceil(n / B_c) n (d_k + 2 d_v + 4) + n d_v + n)",
        ),
        (
            "bytesOfThreePasses",
            naive_bytes(&dims, ELEMENT) as f64,
            "4 (2 n d_k + 2 n d_v + 4 n n)",
        ),
        (
            "fastMemory",
            bytes(fast),
            "4 (B_r d_k + B_c (d_k + d_v) + B_r B_c + B_r (d_v + 2))",
        ),
        (
            "workers",
            n.div_ceil(n.div_ceil(plan.tiles.splits)) as f64,
            "W",
        ),
    ] {
        recorder.fact(name, value, formula);
    }
    Ok(())
}

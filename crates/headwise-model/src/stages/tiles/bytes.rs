//! Bytes that cross between slow and fast memory on three ways through the same attention: three
//! passes over a stored matrix, queries in the outer loop, keys there. Counted while the loops ran, and
//! derived from the tiles that were visited. What is counted and what the rule gives must agree.

use super::{Plan, Walk, keep};
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::cost::naive_bytes;
use headwise_core::trace::build::{
    Formula, constant, entry, fixed, maximum, number, plain, select, sum, var,
};
use headwise_core::trace::{Comparison, Role};

/// The page computes in f32.
pub(super) const ELEMENT: usize = size_of::<f32>();

pub(super) fn record(
    plan: &Plan<'_>,
    walk: &Walk,
    recorder: &mut Recorder,
) -> Result<(), AttentionError> {
    record_tiles(plan, walk, recorder);
    let naive = naive_bytes(&plan.dims()?, ELEMENT) as f64;
    let [outside, inside] = walk.moved.map(|moved| (moved.numbers * ELEMENT) as f64);
    let others = in_way(1, queries_outside(plan), keys_outside(plan));
    let body = in_way(0, constant(naive, "4(2nd_k+2nd_v+4n^2)"), others);
    let meaning = ("bytesOfWay", r"\text{bytes}", Role::Mask);
    let values = Cells::of(vec![naive, outside, inside]);
    keep(recorder, meaning, &[("way", "w")], body, &values);
    recorder.step("countBytes", &["tileBytes", "bytesOfWay"]);
    Ok(())
}

/// `own` for one way, `others` for the rest.
fn in_way(way: usize, own: Formula, others: Formula) -> Formula {
    let here = number(fixed(way));
    select(number(var("w")), Comparison::Equal, here, own, others)
}

/// Keys and values that each tile loads where queries are in the outer loop.
fn record_tiles(plan: &Plan<'_>, walk: &Walk, recorder: &mut Recorder) {
    let row = ELEMENT * 2 * plan.layer.head_dim();
    let keys = |tile: usize| {
        let start = tile * plan.tiles.columns;
        plan.tokens().min(start + plan.tiles.columns) - start
    };
    let values = Cells::from_places(walk.visited.shape, &mut |[r, c]| {
        walk.visited[[r, c]] * (row * keys(c)) as f64
    });
    let visited = entry("tileVisited", &["r", "c"]);
    let body = visited * constant(row as f64, "4(d_k+d_v)") * keys_of(plan);
    let meaning = ("tileBytes", r"\text{bytes}_{rc}", Role::Mask);
    let axes = [("queryTile", "r"), ("keyTile", "c")];
    keep(recorder, meaning, &axes, body, &values);
}

/// How many keys tile c of keys holds.
fn keys_of(plan: &Plan<'_>) -> Formula {
    let inside = plan.in_tile(var("c"), plain(1.0), plain(0.0));
    sum("j", fixed(plan.tokens()), inside)
}

/// How many queries tile r of queries holds.
fn queries_of(plan: &Plan<'_>) -> Formula {
    let tile = number(var("i") / plan.tiles.rows);
    let inside = select(
        tile,
        Comparison::Equal,
        number(var("r")),
        plain(1.0),
        plain(0.0),
    );
    sum("i", fixed(plan.tokens()), inside)
}

/// Outputs and log-sum-exps, written once.
fn written(plan: &Plan<'_>) -> Formula {
    let numbers = plan.tokens() * (plan.layer.head_dim() + 1);
    constant((ELEMENT * numbers) as f64, "4(nd_v+n)")
}

/// Each tile of queries once, and for each the keys and values that it sees.
fn queries_outside(plan: &Plan<'_>) -> Formula {
    let queries = ELEMENT * plan.tokens() * plan.layer.head_dim();
    let rows = sum(
        "c",
        fixed(plan.key_tiles()),
        entry("tileBytes", &["r", "c"]),
    );
    let loaded = sum("r", fixed(plan.query_tiles()), rows);
    constant(queries as f64, "4nd_k") + loaded + written(plan)
}

/// Each tile of keys once, and for each the queries that see it, whose states come and go.
fn keys_outside(plan: &Plan<'_>) -> Formula {
    let d = plan.layer.head_dim();
    let visited = || entry("tileVisited", &["r", "c"]);
    let seen = maximum("r", fixed(plan.query_tiles()), visited());
    let keys = seen * keys_of(plan) * constant((ELEMENT * 2 * d) as f64, "4(d_k+d_v)");
    let state = (ELEMENT * (d + 2 * (d + 2))) as f64;
    let rows = visited() * queries_of(plan) * constant(state, "4(d_k+2(d_v+2))");
    let states = sum("r", fixed(plan.query_tiles()), rows);
    sum("c", fixed(plan.key_tiles()), keys + states) + written(plan)
}

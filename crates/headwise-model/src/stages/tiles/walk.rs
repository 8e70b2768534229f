//! The tile loop of the core, watched.

use super::Plan;
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::online_softmax::RowState;
use headwise_core::tiled::{Observer, Problem, Tile, TileSizes};
use headwise_core::{AttentionError, Options};
use ndarray::{Array3, Array4, ArrayView1, Axis};

/// What the loop did.
pub(super) struct Walk {
    /// m, `[key_tiles + 1, n]`: before the first tile, then after each.
    pub(super) max: Cells<2>,
    /// l, the same.
    pub(super) sum: Cells<2>,
    /// O before it is divided, `[key_tiles + 1, n, d_v]`.
    pub(super) out: Cells<3>,
    /// 1 where a tile was computed, 0 where it was skipped, `[query_tiles, key_tiles]`.
    pub(super) visited: Cells<2>,
    /// The output, `[1, 1, n, d_v]`, and the log-sum-exp, `[1, 1, n]`.
    pub(super) result: (Array4<f64>, Array3<f64>),
    /// What crossed between slow and fast memory, with queries outside and with keys outside.
    pub(super) moved: [Moved; 2],
    sizes: TileSizes,
}

/// Runs the head both ways round.
pub(super) fn walk(plan: &Plan<'_>, recorder: &Recorder) -> Result<Walk, AttentionError> {
    let [q, k, v] = plan.operands(recorder);
    let (n, d_v) = (plan.tokens(), v.len_of(Axis(3)));
    let sizes = TileSizes {
        rows: plan.tiles.rows,
        cols: plan.tiles.columns,
    };
    let options = Options {
        causal: plan.layer.causal,
        scale: Some(plan.layer.scale(plan.layer.head_dim())),
        ..Options::default()
    };
    let problem = Problem::new(q.view(), k.view(), v.view(), &options, sizes)?;
    let states = [plan.key_tiles() + 1, n];
    let mut walk = Walk {
        max: Cells::filled(states, f64::NEG_INFINITY),
        sum: Cells::filled(states, 0.0),
        out: Cells::filled([states[0], n, d_v], 0.0),
        visited: Cells::filled([plan.query_tiles(), plan.key_tiles()], 0.0),
        result: problem.allocate(),
        moved: [Moved {
            d_k: q.len_of(Axis(3)),
            d_v,
            numbers: 0,
        }; 2],
        sizes,
    };
    let (mut out, mut lse) = problem.allocate();
    for block in 0..problem.blocks() {
        problem.run_block(block, &mut out, &mut lse, &mut walk);
    }
    walk.result = (out, lse);
    let (mut out, mut lse) = problem.allocate();
    problem.run_head_keys_outside([0, 0], &mut out, &mut lse, &mut walk.moved[1]);
    Ok(walk)
}

impl Observer<f64> for Walk {
    fn skip(&mut self, tile: &Tile) {
        // What was there stays.
        let at = tile.keys.start / self.sizes.cols;
        for query in tile.queries.clone() {
            self.max[[at + 1, query]] = self.max[[at, query]];
            self.sum[[at + 1, query]] = self.sum[[at, query]];
            for d in 0..self.out.shape[2] {
                self.out[[at + 1, query, d]] = self.out[[at, query, d]];
            }
        }
    }

    fn load_queries(&mut self, tile: &Tile) {
        self.moved[0].load_queries(tile);
    }

    fn load_keys(&mut self, tile: &Tile) {
        self.moved[0].load_keys(tile);
        let row = tile.queries.start / self.sizes.rows;
        self.visited[[row, tile.keys.start / self.sizes.cols]] = 1.0;
    }

    fn output(&mut self, at: [usize; 3], out: ArrayView1<'_, f64>, lse: f64) {
        self.moved[0].output(at, out, lse);
    }

    fn stepped(&mut self, tile: &Tile, query: usize, state: &RowState<f64>) {
        let after = tile.keys.start / self.sizes.cols + 1;
        self.max[[after, query]] = state.max;
        self.sum[[after, query]] = state.sum;
        for (d, &number) in state.out.iter().enumerate() {
            self.out[[after, query, d]] = number;
        }
    }
}

/// Counts the numbers that cross, as the loop goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    d_k: usize,
    d_v: usize,
    pub(super) numbers: usize,
}

impl Observer<f64> for Moved {
    fn load_queries(&mut self, tile: &Tile) {
        self.numbers += tile.queries.len() * self.d_k;
    }

    fn load_keys(&mut self, tile: &Tile) {
        self.numbers += tile.keys.len() * (self.d_k + self.d_v);
    }

    fn load_states(&mut self, tile: &Tile) {
        self.numbers += tile.queries.len() * (self.d_v + 2);
    }

    fn store_states(&mut self, tile: &Tile) {
        self.numbers += tile.queries.len() * (self.d_v + 2);
    }

    fn output(&mut self, _: [usize; 3], out: ArrayView1<'_, f64>, _: f64) {
        self.numbers += out.len() + 1;
    }
}

//! The twins of `flash_forward.wgsl`, `flash_half.wgsl` and `flash_quads.wgsl`.

use super::half;
use super::score::Attention;
use crate::plan::Dispatch;
use crate::shaders::flash_forward::ROW_QUADS_PER_THREAD;
use crate::shaders::flash_quads::{ROW_QUADS, THREADS, TILE_KEYS};

/// Queries, keys and columns of the values of a tile.
struct Sides {
    rows: usize,
    keys: usize,
    values: usize,
}

pub(super) fn flash_forward(dispatch: &Dispatch, bindings: &mut [Vec<u32>]) {
    flash(&Sides::of_staged(dispatch), dispatch, bindings, |x| x);
}

pub(super) fn flash_half(dispatch: &Dispatch, bindings: &mut [Vec<u32>]) {
    flash(&Sides::of_staged(dispatch), dispatch, bindings, half::held);
}

impl Sides {
    fn of_staged(dispatch: &Dispatch) -> Self {
        let across = dispatch.value("THREADS_X");
        Self {
            rows: 4 * ROW_QUADS_PER_THREAD as usize * dispatch.value("THREADS_Y"),
            keys: 4 * dispatch.value("KEY_QUADS") * across,
            values: 4 * dispatch.value("VALUE_QUADS") * across,
        }
    }
}

pub(super) fn flash_quads(dispatch: &Dispatch, bindings: &mut [Vec<u32>]) {
    let sides = Sides {
        rows: 4 * ROW_QUADS as usize,
        keys: TILE_KEYS as usize,
        values: 4 * dispatch.value("VALUE_QUADS") * THREADS as usize,
    };
    flash(&sides, dispatch, bindings, |x| x);
}

/// Row by row where the shaders go tile by tile of rows; the tiles of keys are the shaders'. `held` is what
/// becomes of a number of K or V.
fn flash(sides: &Sides, dispatch: &Dispatch, bindings: &mut [Vec<u32>], held: fn(f32) -> f32) {
    let (inputs, rest) = bindings.split_at_mut(6);
    let [spans, out, lse] = rest else {
        panic!("nine bindings");
    };
    let attention = Attention::of_vectors(inputs).with_keys_and_values(held);
    let [tiles, heads, planes] = dispatch.groups.map(|count| count as usize);
    let (tile_rows, tile_keys) = (sides.rows, sides.keys);
    let (q_len, kv_len, value_dim) = (
        attention.problem.q_len as usize,
        attention.problem.kv_len as usize,
        attention.problem.value_dim as usize,
    );
    let batches = planes / value_dim.max(1).div_ceil(sides.values);
    for b in 0..batches {
        for tile in 0..tiles {
            let [sinks, start, end] = [0, 1, 2].map(|w| spans[8 * (b * tiles + tile) + w] as usize);
            for h in 0..heads {
                for i in (tile * tile_rows)..q_len.min((tile + 1) * tile_rows) {
                    let mut row = Row::new(value_dim);
                    let mut first = 0;
                    loop {
                        if first >= sinks {
                            first = first.max(start / tile_keys * tile_keys);
                        }
                        if first >= end {
                            break;
                        }
                        let state = attention.mask_state(b, h, tile, first / tile_keys);
                        if state != 0 {
                            let keys = first..kv_len.min(first + tile_keys);
                            row.step(&attention, [b, h, i], keys, state != 3);
                        }
                        first += tile_keys;
                    }
                    let at = (b * heads + h) * q_len + i;
                    let (o, log_sum_exp) = row.finish();
                    for (cell, x) in out[at * value_dim..][..value_dim].iter_mut().zip(o) {
                        *cell = x.to_bits();
                    }
                    lse[at] = log_sum_exp.to_bits();
                }
            }
        }
    }
}

/// m, l and O of one row; m is `None` before the first key in sight.
pub(super) struct Row {
    pub(super) m: Option<f32>,
    pub(super) l: f32,
    pub(super) o: Vec<f32>,
}

impl Row {
    pub(super) fn new(value_dim: usize) -> Self {
        Self {
            m: None,
            l: 0.0,
            o: vec![0.0; value_dim],
        }
    }

    /// Takes in some keys, past the mask's data if it `is_masked`.
    pub(super) fn step(
        &mut self,
        attention: &Attention<'_>,
        [b, h, i]: [usize; 3],
        keys: std::ops::Range<usize>,
        is_masked: bool,
    ) {
        let score = |j| attention.masked(b, h, i, j, is_masked);
        let scores: Vec<_> = keys.clone().map(score).collect();
        let Some(m) = scores
            .iter()
            .flatten()
            .copied()
            .chain(self.m)
            .reduce(f32::max)
        else {
            return;
        };
        let shrink = self.m.map_or(0.0, |before| (before - m).exp());
        self.m = Some(m);
        self.l *= shrink;
        self.o.iter_mut().for_each(|o| *o *= shrink);
        for (j, score) in keys.zip(scores) {
            if let Some(score) = score {
                let weight = (score - m).exp();
                self.l += weight;
                for (o, x) in self.o.iter_mut().zip(attention.value(b, h, j)) {
                    *o += weight * x;
                }
            }
        }
    }

    /// Takes in the state of the same row over other keys; l = 0 where none of them was in sight.
    pub(super) fn merge(&mut self, m: f32, l: f32, o: &[f32]) {
        if l == 0.0 {
            return;
        }
        let next = self.m.map_or(m, |own| own.max(m));
        let shrink = self.m.map_or(0.0, |own| (own - next).exp());
        let factor = (m - next).exp();
        self.m = Some(next);
        self.l = self.l * shrink + l * factor;
        for (own, x) in self.o.iter_mut().zip(o) {
            *own = *own * shrink + x * factor;
        }
    }

    /// O / l and m + ln l; zeros and minus infinity where nothing was in sight.
    pub(super) fn finish(self) -> (Vec<f32>, f32) {
        match self.m {
            None => (self.o, f32::NEG_INFINITY),
            Some(m) => (self.o.iter().map(|o| o / self.l).collect(), m + self.l.ln()),
        }
    }
}

//! The twins of `decode_split.wgsl`, `decode_quads.wgsl` and `decode_merge.wgsl`.

use super::flash_forward::Row;
use super::floats;
use super::score::Attention;
use crate::plan::Dispatch;
use crate::shaders::Problem;
use crate::shaders::decode_quads::KEYS;

/// What `HIDDEN` is in the shaders: the m of a part without a key in sight.
const HIDDEN: f32 = f32::MIN;

pub(super) fn decode_split(dispatch: &Dispatch, bindings: &mut [Vec<u32>]) {
    split(dispatch.value("THREADS"), dispatch, bindings);
}

pub(super) fn decode_quads(dispatch: &Dispatch, bindings: &mut [Vec<u32>]) {
    split(KEYS as usize, dispatch, bindings);
}

/// Row by row where the shaders take four at once; a part has so many keys.
fn split(keys: usize, dispatch: &Dispatch, bindings: &mut [Vec<u32>]) {
    let (inputs, rest) = bindings.split_at_mut(6);
    let [partials] = rest else {
        panic!("seven bindings");
    };
    let attention = Attention::of_vectors(inputs);
    let p = attention.problem;
    let width = p.value_dim as usize + 2;
    let [splits, heads, q_len] = [p.splits, p.heads, p.q_len].map(|size| size as usize);
    let batches = (dispatch.groups[2] / p.kv_heads) as usize;
    for b in 0..batches {
        for h in 0..heads {
            for i in 0..q_len {
                let at = (b * heads + h) * q_len + i;
                for split in 0..splits {
                    let last = (p.kv_len as usize).min((split + 1) * keys);
                    let mut row = Row::new(p.value_dim as usize);
                    row.step(&attention, [b, h, i], split * keys..last, true);
                    let numbers = [row.m.unwrap_or(HIDDEN), row.l].into_iter().chain(row.o);
                    let cells = &mut partials[(at * splits + split) * width..][..width];
                    for (cell, x) in cells.iter_mut().zip(numbers) {
                        *cell = x.to_bits();
                    }
                }
            }
        }
    }
}

pub(super) fn decode_merge(_: &Dispatch, bindings: &mut [Vec<u32>]) {
    let [problem, partials, out, lse] = bindings else {
        panic!("four bindings");
    };
    let p = Problem::from_words(problem.as_slice().try_into().expect("a whole uniform"));
    let width = p.value_dim as usize + 2;
    let parts = floats(partials);
    for (row, lse) in lse.iter_mut().enumerate() {
        let first = row * p.splits as usize * width;
        let parts = &parts[first..][..p.splits as usize * width];
        let mut whole = Row::new(p.value_dim as usize);
        for part in parts.chunks_exact(width) {
            whole.merge(part[0], part[1], &part[2..]);
        }
        let (o, log_sum_exp) = whole.finish();
        *lse = log_sum_exp.to_bits();
        for (cell, x) in out[row * o.len()..].iter_mut().zip(o) {
            *cell = x.to_bits();
        }
    }
}

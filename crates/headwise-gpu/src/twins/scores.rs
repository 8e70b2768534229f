//! The twins of `scores.wgsl` and `softmax_rows.wgsl`.

use super::floats;
use super::score::Attention;
use crate::plan::Dispatch;
use crate::shaders::Rows;

pub(super) fn scores(dispatch: &Dispatch, bindings: &mut [Vec<u32>]) {
    let (inputs, rest) = bindings.split_at_mut(5);
    let [cells] = rest else {
        panic!("six bindings");
    };
    let attention = Attention::of_scores(inputs);
    let p = attention.problem;
    let [heads, q_len, kv_len] = [p.heads, p.q_len, p.kv_len].map(|size| size as usize);
    for (at, cell) in cells.iter_mut().enumerate() {
        let (row, j) = (at / kv_len, at % kv_len);
        let (b, h, i) = (row / q_len / heads, row / q_len % heads, row % q_len);
        let score = match dispatch.value("STEP") {
            0 => attention.scaled(b, h, i, j),
            1 => attention.score(b, h, i, j),
            _ => attention
                .masked(b, h, i, j, true)
                .unwrap_or(f32::NEG_INFINITY),
        };
        *cell = score.to_bits();
    }
}

pub(super) fn softmax_rows(_: &Dispatch, bindings: &mut [Vec<u32>]) {
    let [shape, scores, weights, lse] = bindings else {
        panic!("four bindings");
    };
    let shape = Rows::from_words(shape.as_slice().try_into().expect("a whole uniform"));
    let scores = floats(scores);
    for (row, lse) in lse.iter_mut().enumerate() {
        let cells = row * shape.columns as usize..(row + 1) * shape.columns as usize;
        let seen = || {
            scores[cells.clone()]
                .iter()
                .filter(|&&score| score != f32::NEG_INFINITY)
        };
        let m = seen().copied().reduce(f32::max);
        let l = m.map_or(0.0, |m| seen().map(|score| (score - m).exp()).sum::<f32>());
        for (weight, score) in weights[cells.clone()]
            .iter_mut()
            .zip(&scores[cells.clone()])
        {
            let share = match m {
                Some(m) if *score != f32::NEG_INFINITY => (score - m).exp() / l,
                _ => 0.0,
            };
            *weight = share.to_bits();
        }
        *lse = m.map_or(f32::NEG_INFINITY, |m| m + l.ln()).to_bits();
    }
}

//! A problem solved in parts.

use proptest::prelude::*;

use crate::answer::compare;
use crate::{Answer, Subject, any_case};

/// Queries that are asked about in two calls, as a cache does, each at its position.
pub fn queries_in_parts_equal_the_whole(subject: &Subject<'_>) -> Result<(), String> {
    let drawn = (any_case(subject.tiles), any::<usize>());
    subject.for_any(4, drawn, |(case, at)| {
        let inputs = case.inputs();
        let at = at % (case.q_len + 1);
        let parts = [(0, at), (at, case.q_len)];
        let mut answers = Vec::new();
        for (from, to) in parts {
            answers.push((to - from, subject.answer(&inputs.queries(from..to))?));
        }
        let heads = case.batch * case.heads();
        let joined = |numbers: fn(&Answer) -> &[f32], width: usize| -> Vec<f32> {
            (0..heads)
                .flat_map(|head| answers.iter().map(move |part| (head, part)))
                .flat_map(|(head, (rows, part))| {
                    numbers(part)[head * rows * width..(head + 1) * rows * width].to_vec()
                })
                .collect()
        };
        let joined = Answer {
            out: joined(|part| &part.out, case.value_dim),
            lse: joined(|part| &part.lse, 1),
        };
        joined.agrees(&inputs.expected(), subject.tolerance)
    })
}

/// Keys in two calls, whose answers merge by their log-sum-exps:
/// `lse = ln sum_c exp(lse_c)`, `out = sum_c exp(lse_c - lse) out_c`.
pub fn keys_in_parts_merge_to_the_whole(subject: &Subject<'_>) -> Result<(), String> {
    let drawn = (any_case(subject.tiles), any::<usize>());
    subject.for_any(4, drawn, |(case, at)| {
        let inputs = case.inputs();
        let at = at % (case.kv_len + 1);
        let parts = [
            subject.answer(&inputs.keys(0..at))?,
            subject.answer(&inputs.keys(at..case.kv_len))?,
        ];
        let expected = inputs.expected();
        let tolerance = subject.tolerance.with_room_for(&expected).times(2.0);
        let (out, lse) = merge(&parts, case.value_dim);
        compare("merged lse", &lse, expected.lse.iter().copied(), tolerance)?;
        compare("merged out", &out, expected.out.iter().copied(), tolerance)
    })
}

fn merge(parts: &[Answer; 2], width: usize) -> (Vec<f32>, Vec<f32>) {
    let [one, other] = parts;
    let mut out = Vec::new();
    let mut lse = Vec::new();
    for row in 0..one.lse.len() {
        let pair = [one, other].map(|part| f64::from(part.lse[row]));
        let most = pair[0].max(pair[1]);
        // A row that sees nothing in either part: `-inf - -inf` would be NaN.
        let shares = pair.map(|lse| {
            if most.is_finite() {
                (lse - most).exp()
            } else {
                0.0
            }
        });
        let sum: f64 = shares.iter().sum();
        let total = if most.is_finite() {
            most + sum.ln()
        } else {
            most
        };
        lse.push(total as f32);
        for column in row * width..(row + 1) * width {
            let weighed =
                shares[0] * f64::from(one.out[column]) + shares[1] * f64::from(other.out[column]);
            out.push(if sum > 0.0 { weighed / sum } else { 0.0 } as f32);
        }
    }
    (out, lse)
}

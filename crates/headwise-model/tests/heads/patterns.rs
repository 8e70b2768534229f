//! Attention weights written down, with known scores.

use headwise_model::heads::{matching, positional};
use ndarray::{Array2, ArrayView2};

/// Tokens of every pattern.
const LENGTH: usize = 12;

/// Causal rows that put all weight on `key(i)`, or on the first token where that is nowhere.
fn pointing(key: impl Fn(usize) -> Option<usize>) -> Array2<f32> {
    let mut weights = Array2::zeros((LENGTH, LENGTH));
    for i in 0..LENGTH {
        weights[[i, key(i).unwrap_or(0)]] = 1.0;
    }
    weights
}

fn uniform() -> Array2<f32> {
    Array2::from_shape_fn((LENGTH, LENGTH), |(i, j)| {
        if j <= i { 1.0 / (i as f32 + 1.0) } else { 0.0 }
    })
}

#[track_caller]
fn near(value: f64, wanted: f64) {
    assert!((value - wanted).abs() < 1e-6, "{value}, not {wanted}");
}

fn scores(weights: &Array2<f32>) -> headwise_model::heads::Positional {
    positional([weights.view()])
}

#[test]
fn a_head_at_a_fixed_offset_scores_1_there_and_0_elsewhere() {
    for offset in 0..=8 {
        let scores = scores(&pointing(|i| i.checked_sub(offset)));
        for other in -1..=8 {
            let wanted = if other == offset as i32 { 1.0 } else { 0.0 };
            near(scores.at(other), wanted);
        }
        near(scores.entropy, 0.0);
    }
    let previous = scores(&pointing(|i| i.checked_sub(1)));
    near(previous.distance, 1.0);
    // Only the second row's previous token is the first.
    near(previous.first, 1.0 / 11.0);
}

#[test]
fn a_head_that_looks_ahead_scores_at_the_next_token() {
    let ahead = pointing(|i| Some((i + 1).min(LENGTH - 1)));
    near(scores(&ahead).at(-1), 1.0);
    near(scores(&ahead).at(1), 0.0);
}

#[test]
fn a_sink_is_not_taken_for_an_offset() {
    let sink = scores(&pointing(|_| None));
    near(sink.first, 1.0);
    assert!(sink.offsets.iter().all(|score| score.weight == 0.0));
    // Rows 1 to 11 are as far from the first token as their number.
    near(sink.distance, 6.0);
}

#[test]
fn weights_are_shared_out_between_scores() {
    let half = (pointing(|i| i.checked_sub(1)) + pointing(|_| None)) / 2.0;
    let scores = scores(&half);
    near(scores.at(1), 0.5);
    // The second row has both on one key.
    near(scores.first, (1.0 + 10.0 * 0.5) / 11.0);
    near(scores.entropy, 10.0 * 2.0_f64.ln() / 11.0);
}

#[test]
fn equal_weights_have_the_largest_entropy() {
    let scores = scores(&uniform());
    near(scores.relative_entropy, 1.0);
    let entropies = (1..LENGTH).map(|i| (i as f64 + 1.0).ln());
    near(scores.entropy, entropies.sum::<f64>() / 11.0);
    near(scores.distance, 3.0);
    // Everything is visible: rows that look ahead are compared with all keys.
    let open = Array2::from_elem((LENGTH, LENGTH), 1.0 / LENGTH as f32);
    near(self::scores(&open).relative_entropy, 1.0);
}

#[test]
fn a_text_counts_by_its_rows() {
    let (short, long) = (pointing(|_| None), pointing(|i| i.checked_sub(1)));
    let short = short.slice(ndarray::s![..3, ..3]);
    let scores = positional([short, long.view()]);
    // One row of the short text and ten of the long one have a previous token that is not the first.
    near(scores.at(1), 10.0 / 11.0);
}

/// `<begin>`, five tokens and the same five again.
const REPEATED: [u32; 11] = [0, 5, 3, 8, 2, 9, 5, 3, 8, 2, 9];

fn matched(weights: ArrayView2<'_, f32>) -> (f64, f64) {
    matching([(weights, &REPEATED[..])])
}

#[test]
fn an_induction_head_finds_what_followed() {
    let induction = pointing(|i| (i > 5).then(|| i - 4));
    let induction = induction.slice(ndarray::s![..11, ..11]);
    assert_eq!(matched(induction), (1.0, 0.0));
    let quarter = induction.mapv(|weight| weight / 4.0);
    assert_eq!(matched(quarter.view()), (0.25, 0.0));
}

#[test]
fn a_duplicate_token_head_finds_the_token_itself() {
    let duplicate = pointing(|i| (i > 5).then(|| i - 5));
    let duplicate = duplicate.slice(ndarray::s![..11, ..11]);
    assert_eq!(matched(duplicate), (0.0, 1.0));
}

#[test]
fn every_earlier_occurrence_counts() {
    let tokens = [4, 7, 4, 6, 4];
    let mut weights = Array2::zeros((5, 5));
    weights[[2, 1]] = 0.5;
    weights[[4, 1]] = 0.25;
    weights[[4, 3]] = 0.5;
    weights[[4, 0]] = 0.25;
    // Rows 2 and 4: what followed has 0.5, then 0.25 + 0.5; the token itself 0, then 0.25.
    assert_eq!(matching([(weights.view(), &tokens[..])]), (0.625, 0.125));
}

#[test]
fn rows_without_an_earlier_occurrence_do_not_count() {
    let tokens = [1, 2, 3];
    let weights = Array2::eye(3);
    assert_eq!(matching([(weights.view(), &tokens[..])]), (0.0, 0.0));
}

//! Heads do what they were made for.

use headwise_core::map::constructed::{HEAD_DIM, Head, keys, queries};
use headwise_core::map::{Region, blocks};
use headwise_core::{Options, draw::draw};
use ndarray::{Array2, ArrayView2};

/// A text of so many tokens among fifty, whose second half is its first again.
fn text(n: usize) -> Vec<u32> {
    let drawn = |at: usize| ((draw(3, 0, at as u32) + 4.0) * 1e4) as u32 % 50;
    (0..n).map(|at| drawn(at % (n / 2))).collect()
}

/// The causal map of a head over a text.
fn map(head: Head, tokens: &[u32]) -> Array2<f32> {
    let (q, k) = (queries(head, tokens, 7), keys(head, tokens, 7));
    let n = tokens.len();
    let view = |x| ArrayView2::from_shape((n, HEAD_DIM), x).unwrap();
    let region = Region::new([n, n], 0..n, 0..n, [1, 1], 1).unwrap();
    let causal = Options {
        causal: true,
        ..Options::default()
    };
    blocks(view(&q), view(&k), &causal, &region).unwrap().max
}

#[test]
fn the_previous_head_looks_one_back() {
    let map = map(Head::Previous, &text(400));
    for i in 1..400 {
        assert!(map[[i, i - 1]] > 0.8, "{} at {i}", map[[i, i - 1]]);
    }
}

#[test]
fn the_distance_head_sees_less_the_farther_it_looks() {
    let map = map(Head::Distance, &text(400));
    let at = |distance: usize| map[[399, 399 - distance]];
    let near = [0, 10, 100, 300].map(at);
    assert!(near.is_sorted_by(|a, b| a > b), "{near:?}");
    assert!(near[3] > 0.0001, "{near:?}");
}

#[test]
fn the_same_head_finds_its_token() {
    let tokens = text(400);
    let map = map(Head::Same, &tokens);
    for i in 0..400 {
        let same = (0..=i).filter(|&j| tokens[j] == tokens[i]);
        let weight: f32 = same.map(|j| map[[i, j]]).sum();
        assert!(weight > 0.9, "{weight} at {i}");
    }
}

/// In the second half every pair of tokens stood in the first, half a text before: the head looks at what
/// came next there, or where the same two stood together by chance.
#[test]
fn the_induction_head_finds_what_came_next() {
    let tokens = text(400);
    let map = map(Head::Induction, &tokens);
    for i in 202..399 {
        let followed = |&j: &usize| j >= 2 && tokens[j - 2..j] == tokens[i - 1..=i];
        let weight: f32 = (0..=i).filter(followed).map(|j| map[[i, j]]).sum();
        assert!(weight > 0.8, "{weight} at {i}");
        assert!(map[[i, i - 199]] > 0.1, "{} at {i}", map[[i, i - 199]]);
    }
}

#[test]
fn the_mixed_head_has_a_sink() {
    let map = map(Head::Mixed, &text(400));
    let sink: f32 = (1..400).map(|i| map[[i, 0]]).sum::<f32>() / 399.0;
    assert!((0.05..0.9).contains(&sink), "{sink}");
}

#[test]
fn a_head_is_the_same_every_time_and_differs_by_its_seed() {
    let tokens = text(20);
    for head in Head::ALL {
        let made = |seed| [queries(head, &tokens, seed), keys(head, &tokens, seed)];
        assert_eq!(made(7), made(7));
        assert_eq!(made(7)[0].len(), 20 * HEAD_DIM);
        let positional = matches!(head, Head::Previous | Head::Distance);
        assert_eq!(made(7) == made(8), positional, "{head:?}");
        assert_eq!(keys(head, &[], 7).len(), 0);
        assert!(made(7).iter().flatten().all(|x| x.is_finite()));
    }
}

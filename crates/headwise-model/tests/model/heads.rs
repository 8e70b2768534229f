use crate::{data, distance, traced};

#[test]
fn the_output_is_the_sum_of_the_contributions() {
    let trace = traced(|_| ());
    let (contributions, y) = (data(&trace, "contributions"), data(&trace, "y"));
    let cells = y.len();
    let total: Vec<f32> = (0..cells)
        .map(|cell| (0..4).map(|head| contributions[head * cells + cell]).sum())
        .collect();
    assert!(distance(&total, y) < 1e-5);
    assert!(distance(&data(&trace, "partial")[3 * cells..], y) < 1e-5);
}

#[test]
fn a_head_switched_off_takes_exactly_its_contribution_from_the_output() {
    let all = traced(|_| ());
    let without = traced(|request| request.heads_off = vec![2]);
    let (y, removed) = (data(&without, "y"), data(&without, "removed"));
    let cells = y.len();
    assert_eq!(removed, &data(&all, "contributions")[2 * cells..3 * cells]);
    let whole: Vec<f32> = y
        .iter()
        .zip(removed)
        .map(|(y, removed)| y + removed)
        .collect();
    assert!(distance(&whole, data(&all, "y")) < 1e-5);
    assert!(
        distance(y, data(&all, "y")) > 0.01,
        "the head contributes something"
    );
    assert!(data(&all, "removed").iter().all(|&cell| cell == 0.0));
}

#[test]
fn a_head_switched_off_is_zero_in_z_and_untouched_before_it() {
    let (all, without) = (
        traced(|_| ()),
        traced(|request| request.heads_off = vec![0, 3]),
    );
    assert_eq!(data(&without, "gate"), [0.0, 1.0, 1.0, 0.0]);
    for name in [
        "weights",
        "headOutputs",
        "contributions",
        "headNorm",
        "headShare",
    ] {
        assert_eq!(data(&all, name), data(&without, name), "{name}");
    }
    for (place, (&off, &on)) in data(&without, "concat")
        .iter()
        .zip(data(&all, "concat"))
        .enumerate()
    {
        let kept = [1, 2].contains(&(place % 32 / 8));
        assert_eq!(off, if kept { on } else { 0.0 }, "cell {place}");
    }
}

#[test]
fn with_every_head_off_nothing_is_added_to_the_stream() {
    let trace = traced(|request| request.heads_off = vec![0, 1, 2, 3]);
    assert!(data(&trace, "y").iter().all(|&cell| cell == 0.0));
    assert_eq!(data(&trace, "residual"), data(&trace, "x"));
}

#[test]
fn weights_are_shares_and_so_are_norms() {
    for causal in [true, false] {
        let trace = traced(|request| request.causal = causal);
        for name in ["weights", "unscaledWeights", "wideWeights"] {
            for row in data(&trace, name).chunks(9) {
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{name}");
            }
        }
        assert!((data(&trace, "headShare").iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}

#[test]
fn grouped_heads_read_one_key_head() {
    // With one key head, every query head is scored against the same eight key columns.
    let trace = traced(|request| request.kv_heads = Some(1));
    let (q, k, scores) = (data(&trace, "q"), data(&trace, "k"), data(&trace, "scores"));
    for head in 0..4 {
        let dot = |i: usize, j: usize| -> f32 {
            (0..8)
                .map(|d| q[i * 32 + head * 8 + d] * k[j * 8 + d])
                .sum()
        };
        assert!((dot(3, 5) - scores[(head * 9 + 3) * 9 + 5]).abs() < 1e-4);
    }
}

#[test]
fn a_colder_softmax_is_sharper_and_scaling_tames_it() {
    let peak = |temperature: f64| {
        let trace = traced(|request| request.temperature = temperature);
        data(&trace, "peak").iter().sum::<f32>() / 4.0
    };
    assert!(peak(0.25) > peak(1.0) && peak(1.0) > peak(4.0));
    let trace = traced(|request| request.d_model = 256);
    let spread = |name: &str| data(&trace, name).iter().sum::<f32>() / 4.0;
    // sqrt(d_k) = 8 times less.
    assert!((spread("scoreSpread") / spread("scaledSpread") - 8.0).abs() < 1e-4);
}

#[test]
fn one_head_over_the_whole_width_is_the_wide_head() {
    let trace = traced(|request| request.heads = 1);
    for (head, wide) in [
        ("scaled", "wideScores"),
        ("weights", "wideWeights"),
        ("peak", "widePeak"),
    ] {
        assert!(
            distance(data(&trace, head), data(&trace, wide)) < 1e-6,
            "{head}"
        );
    }
}

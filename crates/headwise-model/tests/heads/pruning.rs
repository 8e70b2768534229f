//! Orders of pruning on losses that are written down.

use headwise_model::heads::{masking, prune_greedily, prune_in_order, spearman};
use ndarray::{Array2, ArrayView2, array};
use std::convert::Infallible;

/// What each head is worth when they add up.
fn worth() -> Array2<f64> {
    array![[0.3, 0.0, 1.0], [0.1, -0.2, 0.5]]
}

fn additive(gates: ArrayView2<'_, f32>) -> Result<f64, Infallible> {
    let missing = gates.mapv(|gate| 1.0 - f64::from(gate));
    Ok(2.0 + (missing * worth()).sum())
}

/// Head 0 or head 1 is needed, and either will do; head 2 is worth a little.
fn redundant(gates: ArrayView2<'_, f32>) -> Result<f64, Infallible> {
    let either = gates[[0, 0]].max(gates[[0, 1]]);
    Ok(3.0 - 2.0 * f64::from(either) - 0.5 * f64::from(gates[[0, 2]]))
}

#[test]
fn masking_costs_what_the_head_is_worth() {
    let cost = masking((2, 3), additive).unwrap();
    assert!((cost - worth()).iter().all(|gap| gap.abs() < 1e-12));
}

#[test]
fn heads_that_add_up_go_in_the_order_of_their_worth() {
    let order = |curve: Vec<headwise_model::heads::Pruned>| -> Vec<(usize, usize)> {
        curve.iter().map(|step| (step.layer, step.head)).collect()
    };
    let wanted = [(1, 1), (0, 1), (1, 0), (0, 0), (1, 2), (0, 2)];
    let greedy = prune_greedily((2, 3), additive).unwrap();
    assert!((greedy[0].loss - 1.8).abs() < 1e-12, "{greedy:?}");
    assert!((greedy[5].loss - 3.7).abs() < 1e-12, "{greedy:?}");
    assert_eq!(order(greedy), wanted);
    let ordered = prune_in_order(worth().view(), additive).unwrap();
    assert_eq!(order(ordered), wanted);
}

#[test]
fn greedy_pruning_sees_that_a_head_became_needed() {
    // Alone neither of the first two costs anything; once one is gone the other costs 2.
    let cost = masking((1, 3), redundant).unwrap();
    assert_eq!(cost, array![[0.0, 0.0, 0.5]]);
    let losses = |curve: Vec<headwise_model::heads::Pruned>| -> Vec<(usize, f64)> {
        curve.iter().map(|step| (step.head, step.loss)).collect()
    };
    let greedy = prune_greedily((1, 3), redundant).unwrap();
    assert_eq!(losses(greedy), [(0, 0.5), (2, 1.0), (1, 3.0)]);
    let ordered = prune_in_order(cost.view(), redundant).unwrap();
    assert_eq!(losses(ordered), [(0, 0.5), (1, 2.5), (2, 3.0)]);
}

#[test]
fn a_loss_that_is_not_a_number_is_the_last_choice() {
    let broken = |gates: ArrayView2<'_, f32>| -> Result<f64, Infallible> {
        Ok(if gates[[0, 0]] == 0.0 { f64::NAN } else { 1.0 })
    };
    let curve = prune_greedily((1, 3), broken).unwrap();
    let order: Vec<_> = curve.iter().map(|step| step.head).collect();
    assert_eq!(order, [1, 2, 0]);
}

#[test]
fn ranks_agree_by_order_alone() {
    let near = |left: &[f64], right: &[f64], wanted: f64| {
        let agreement = spearman(left, right).unwrap();
        assert!((agreement - wanted).abs() < 1e-12, "{agreement}");
    };
    near(&[1.0, 2.0, 3.0], &[10.0, 1e3, 1e6], 1.0);
    near(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0], -1.0);
    // Of four ranks two neighbours change places: 1 - 6 * 2 / (4 * 15).
    near(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 4.0], 0.8);
    // Equals share 1.5: products 1.5, 0 and 0, squares 1.5 and 2 (0.5^2 + 0.5^2 + 1, 1 + 0 + 1).
    near(&[1.0, 1.0, 2.0], &[1.0, 2.0, 3.0], 1.5 / 3.0_f64.sqrt());
    assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
    assert_eq!(spearman(&[], &[]), None);
}

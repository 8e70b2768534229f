//! Agreement of two orders.

/// Spearman's rank correlation (1904), equals sharing their mean rank: 1 for the same order, -1 for the
/// opposite one. `None` where one of them orders nothing.
///
/// # Panics
/// If the two are not of one length.
pub fn spearman(left: &[f64], right: &[f64]) -> Option<f64> {
    assert_eq!(left.len(), right.len(), "two measures of the same heads");
    let (left, right) = (ranks(left), ranks(right));
    // Ranks 1 to n have this mean however ties are shared out.
    let mean = (left.len() as f64 + 1.0) / 2.0;
    let product = |one: &[f64], other: &[f64]| -> f64 {
        let pairs = one.iter().zip(other);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let spread = product(&left, &left) * product(&right, &right);
    (spread > 0.0).then(|| product(&left, &right) / spread.sqrt())
}

/// The rank of each value, from 1, smallest first.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count();
        let same = values.iter().filter(|other| *other == value).count();
        below as f64 + (same as f64 + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

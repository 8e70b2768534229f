//! Cross-entropy of the next token: `-ln softmax(z)[target]`.
//!
//! Its derivative by the logits is `softmax(z) - onehot(target)`.

use headwise_core::Real;
use ndarray::{Array2, ArrayView2};

/// The loss of a batch.
#[derive(Clone, Debug)]
pub struct CrossEntropy<T> {
    /// The sum over scored tokens, in nats.
    pub nats: f64,
    /// How many tokens were scored.
    pub scored: usize,
    /// The derivative of the mean, `nats / scored`, by the logits: `[rows, vocab_size]`.
    pub gradient: Array2<T>,
}

/// The loss of `logits [rows, vocab_size]` and a target for each row; rows without one count for
/// nothing.
///
/// # Panics
/// When there are not as many targets as rows, or a target is beyond the vocabulary.
pub fn cross_entropy<T: Real>(
    logits: ArrayView2<'_, T>,
    targets: &[Option<u32>],
) -> CrossEntropy<T> {
    assert_eq!(targets.len(), logits.nrows(), "one target for each row");
    let scored = targets.iter().flatten().count();
    let share = T::from_f64(1.0 / scored.max(1) as f64);
    let mut gradient = Array2::zeros(logits.dim());
    let mut nats = 0.0;
    let rows = gradient.rows_mut().into_iter().zip(logits.rows());
    for ((mut gradient, logits), target) in rows.zip(targets) {
        let Some(target) = target.map(|target| target as usize) else {
            continue;
        };
        let most = logits.fold(T::neg_infinity(), |most, &logit| most.max(logit));
        gradient.zip_mut_with(&logits, |cell, &logit| *cell = (logit - most).exp());
        let sum = gradient.sum();
        nats += Real::to_f64(sum.ln() + most - logits[target]);
        gradient *= share / sum;
        gradient[target] -= share;
    }
    CrossEntropy {
        nats,
        scored,
        gradient,
    }
}

//! What a row of logits says to a question about the next token: asked alike while training and of a
//! trained model's heads.

use crate::language::MinimalPair;
use headwise_core::Real;
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

/// How many of some questions were answered right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Score {
    /// Answered right.
    pub right: usize,
    /// Asked.
    pub of: usize,
}

impl Score {
    /// From 0 to 1.
    pub fn share(&self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }

    /// Counts one more.
    pub(crate) fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }
}

/// `-ln softmax(logits)[token]` in nats, summed in f64.
pub(crate) fn surprise<T: Real>(logits: ArrayView1<'_, T>, token: u32) -> f64 {
    let at = |logit: T| Real::to_f64(logit);
    let most = logits.fold(f64::NEG_INFINITY, |most, &logit| most.max(at(logit)));
    let sum: f64 = logits.iter().map(|&logit| (at(logit) - most).exp()).sum();
    sum.ln() + most - at(logits[token as usize])
}

/// Whether the token is the likeliest, the first of equals.
pub(crate) fn is_likeliest<T: Real>(logits: ArrayView1<'_, T>, token: u32) -> bool {
    let pairs = logits.indexed_iter();
    let largest = pairs.fold(
        0,
        |best, (token, &logit)| if logit > logits[best] { token } else { best },
    );
    largest == token as usize
}

/// Whether the word that agrees is likelier than its other form.
pub(crate) fn agrees<T: Real>(logits: ArrayView1<'_, T>, pair: &MinimalPair) -> bool {
    logits[pair.grammatical as usize] > logits[pair.ungrammatical as usize]
}

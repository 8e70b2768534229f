//! Heads that find earlier occurrences: induction and duplicate-token heads.

use super::average::Average;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// What a head does where the text repeats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Repetition {
    /// Prefix matching: the weight on the tokens that followed earlier occurrences of the query's
    /// token (Olsson et al. 2022, appendix "Head activation evaluators").
    pub prefix_matching: f64,
    /// The weight on earlier occurrences of the query's token themselves: a duplicate-token head (Wang
    /// et al. 2022, section 3).
    pub duplicate: f64,
    /// Copying: how many of all tokens the head's output raises less than the token it looks at most,
    /// 0 to 1; one half is chance (after Olsson et al. 2022, the same appendix).
    pub copying: f64,
    /// How often it raises no token more than that one.
    pub copied: f64,
}

/// Adds up the rows whose token occurred before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MatchTally {
    prefix_matching: Average,
    duplicate: Average,
}

impl MatchTally {
    /// Takes in the weights `[n, n]` of one head on the text of n tokens.
    pub(super) fn add(&mut self, weights: ArrayView2<'_, f32>, tokens: &[u32]) {
        for (i, row) in weights.rows().into_iter().enumerate() {
            let earlier = (0..i).filter(|&j| tokens[j] == tokens[i]);
            let mut seen = false;
            let (mut followed, mut same) = (0.0, 0.0);
            for j in earlier {
                seen = true;
                same += f64::from(row[j]);
                followed += f64::from(row[j + 1]);
            }
            if seen {
                self.prefix_matching.add(followed);
                self.duplicate.add(same);
            }
        }
    }

    pub(super) fn prefix_matching(&self) -> f64 {
        self.prefix_matching.mean()
    }

    pub(super) fn duplicate(&self) -> f64 {
        self.duplicate.mean()
    }
}

/// Prefix matching and duplicate weight of one head, from its weights `[n, n]` on texts of n tokens.
pub fn matching<'a>(
    texts: impl IntoIterator<Item = (ArrayView2<'a, f32>, &'a [u32])>,
) -> (f64, f64) {
    let mut tally = MatchTally::default();
    let texts = texts.into_iter();
    texts.for_each(|(weights, tokens)| tally.add(weights, tokens));
    (tally.prefix_matching(), tally.duplicate())
}

//! The queries of the decoded tokens, each over what a cache holds by then.

use super::{DECODE, HEAD, KEY, Run, keep};
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Rows, attend};
use headwise_core::trace::build::{
    Formula, entry, exp_shifted, fixed, logarithm, maximum, negative_infinity, number, select, sum,
    var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::ArrayView1;

/// What attention over a cache gave, step by step.
pub(super) struct Attended {
    /// `[steps, heads, n]`; minus infinity where the cache had no row yet.
    scores: Cells<3>,
    /// `[steps, heads]`.
    lse: Cells<2>,
    /// `[steps, heads, width]`.
    out: Cells<3>,
}

/// How the tensors are called and how they follow from others; `t`, `h`, `j` and `d` stand for the
/// step, the head, the row and the feature.
pub(super) struct Meaning<'a> {
    /// Begins the names of scores, maxima, log-sum-exps and weights.
    pub(super) prefix: &'a str,
    /// Stands behind their symbols.
    pub(super) sign: &'a str,
    /// Name, symbol and axis of the features of the weighted sum.
    pub(super) output: (&'a str, &'a str, &'a str),
    /// The score of a row that is there.
    pub(super) score: Formula,
    /// A feature of the value of a row.
    pub(super) value: Formula,
}

impl Attended {
    /// Nothing attended yet.
    pub(super) fn new(run: &Run<'_>, width: usize) -> Self {
        let (steps, heads) = (run.plan.steps, run.layer.heads);
        Self {
            scores: Cells::filled([steps, heads, run.plan.tokens()], f64::NEG_INFINITY),
            lse: Cells::filled([steps, heads], 0.0),
            out: Cells::filled([steps, heads, width], 0.0),
        }
    }

    /// The queries `[heads, width]` of a step over the rows of a cache.
    ///
    /// # Errors
    /// Those of [`attend`]; none for queries that fit.
    pub(super) fn step(
        &mut self,
        step: usize,
        queries: &Cells<2>,
        rows: &dyn Rows<f64>,
        scale: f64,
    ) -> Result<(), AttentionError> {
        let (out, lse) = attend(queries.matrix().view(), rows, Some(scale))?;
        self.out.set_plane(step, &out);
        let [heads, _] = queries.shape;
        let group = heads / rows.shape().kv_heads;
        for head in 0..heads {
            self.lse[[step, head]] = lse[head];
            let query = ArrayView1::from(queries.row(head));
            for index in 0..rows.len() {
                let key = rows.key(head / group, index);
                self.scores[[step, head, rows.token(index)]] =
                    query.dot(&ArrayView1::from(&*key)) * scale;
            }
        }
        Ok(())
    }

    /// Records scores, maxima, log-sum-exps, weights and weighted sums.
    pub(super) fn record(&self, run: &Run<'_>, meaning: Meaning<'_>, recorder: &mut Recorder) {
        let n = || fixed(run.plan.tokens());
        let name = |part: &str| format!("{}{part}", meaning.prefix);
        let (scores, maxima) = (name("Scores"), name("Max"));
        let (lse, weights) = (name("Lse"), name("Weights"));
        let symbol = |of: &str| format!("{of}{}", meaning.sign);
        let row = |name: &str| entry(name, &["t", "h"]);
        let cell = |name: &str| entry(name, &["t", "h", "j"]);

        let there = number(var("j"));
        let newest = number(run.token(var("t")));
        let body = select(
            there,
            Comparison::AtMost,
            newest,
            meaning.score,
            negative_infinity(),
        );
        let score = symbol(r"\hat s");
        keep(
            recorder,
            (&scores, &score, Role::Score),
            &[DECODE, HEAD, KEY],
            body,
            &self.scores,
        );

        let kept = recorder.cells::<3>(&scores);
        let most = Cells::from_places(self.lse.shape, &mut |[t, h]| {
            let row = (0..run.plan.tokens()).map(|j| kept[[t, h, j]]);
            row.fold(f64::NEG_INFINITY, f64::max)
        });
        let body = maximum("j", n(), cell(&scores));
        keep(
            recorder,
            (&maxima, &symbol("m"), Role::Score),
            &[DECODE, HEAD],
            body,
            &most,
        );

        let shifted = sum("j", n(), exp_shifted(cell(&scores), row(&maxima)));
        let body = row(&maxima) + logarithm(shifted);
        let sign = symbol(r"\text{lse}");
        keep(
            recorder,
            (&lse, &sign, Role::Score),
            &[DECODE, HEAD],
            body,
            &self.lse,
        );

        let shares = Cells::from_places(self.scores.shape, &mut |[t, h, j]| {
            (self.scores[[t, h, j]] - self.lse[[t, h]]).exp()
        });
        let body = exp_shifted(cell(&scores), row(&lse));
        let sign = symbol("a");
        keep(
            recorder,
            (&weights, &sign, Role::Weight),
            &[DECODE, HEAD, KEY],
            body,
            &shares,
        );

        let (name, sign, axis) = meaning.output;
        let body = sum("j", n(), cell(&weights) * meaning.value);
        keep(
            recorder,
            (name, sign, Role::Output),
            &[DECODE, HEAD, (axis, "d")],
            body,
            &self.out,
        );
    }
}

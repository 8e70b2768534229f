//! The queries of the decoded tokens, each over what a cache holds by then.

use super::{DECODE, HEAD, KEY, Run, keep};
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Rows, attend};
use headwise_core::trace::build::{
    exp_shifted, fixed, logarithm, maximum, number, read, select, sum, var,
};
use headwise_core::trace::{Comparison, Expr, Role};
use ndarray::{Array2, Array3, ArrayView1, ArrayView2, Axis};

/// What attention over a cache gave, step by step.
pub(super) struct Attended {
    /// `[steps, heads, n]`; minus infinity where the cache had no row yet.
    scores: Array3<f64>,
    /// `[steps, heads]`.
    lse: Array2<f64>,
    /// `[steps, heads, width]`.
    out: Array3<f64>,
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
    pub(super) score: Expr,
    /// A feature of the value of a row.
    pub(super) value: Expr,
}

impl Attended {
    /// Nothing attended yet.
    pub(super) fn new(run: &Run<'_>, width: usize) -> Self {
        let (steps, heads) = (run.plan.steps, run.layer.heads);
        Self {
            scores: Array3::from_elem((steps, heads, run.plan.tokens()), f64::NEG_INFINITY),
            lse: Array2::zeros((steps, heads)),
            out: Array3::zeros((steps, heads, width)),
        }
    }

    /// The queries `[heads, width]` of a step over the rows of a cache.
    ///
    /// # Errors
    /// Those of [`attend`]; none for queries that fit.
    pub(super) fn step(
        &mut self,
        step: usize,
        queries: ArrayView2<'_, f64>,
        rows: &impl Rows<f64>,
        scale: f64,
    ) -> Result<(), AttentionError> {
        let (out, lse) = attend(queries, rows, Some(scale))?;
        self.out.index_axis_mut(Axis(0), step).assign(&out);
        self.lse.row_mut(step).assign(&lse);
        let group = queries.nrows() / rows.shape().kv_heads;
        for (head, query) in queries.outer_iter().enumerate() {
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
        let [scores, maxima, lse, weights] = ["Scores", "Max", "Lse", "Weights"].map(name);
        let symbol = |of: &str| format!("{of}{}", meaning.sign);
        let row = |name: &str| read(name, ["t", "h"].map(var));
        let cell = |name: &str| read(name, ["t", "h", "j"].map(var));

        let there = number(var("j"));
        let newest = number(run.token(var("t")));
        let body = select(
            there,
            Comparison::AtMost,
            newest,
            meaning.score,
            Expr::NegativeInfinity,
        );
        let score = symbol(r"\hat s");
        keep(
            recorder,
            (&scores, &score, Role::Score),
            &[DECODE, HEAD, KEY],
            body,
            &self.scores,
        );

        let kept: Array3<f64> = recorder.values(&scores);
        let most = kept.map_axis(Axis(2), |row| row.fold(f64::NEG_INFINITY, |a, &b| a.max(b)));
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

        let shares = Array3::from_shape_fn(self.scores.dim(), |(t, h, j)| {
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

//! From scores to weights, with every intermediate: mask, row maximum, exponentials, row sum, weights.

use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::build::{
    exp_shifted, fixed, maximum, plain, read, rule, select, sum, var,
};
use headwise_core::trace::{Comparison, Expr, Index, Role};
use ndarray::{ArrayD, Axis};

/// One softmax over the keys: how its tensors are called.
pub(super) struct Softmax<'a> {
    /// The tensor before the mask.
    pub(super) scores: &'a str,
    /// Names of the masked scores, row maxima, exponentials, row sums and weights.
    pub(super) names: [&'a str; 5],
    /// Their symbols.
    pub(super) symbols: [&'a str; 5],
    /// What the axes count; the last is the key, the one before it the query.
    pub(super) axes: &'a [&'a str],
    /// One index variable an axis.
    pub(super) vars: &'a [&'a str],
}

impl Softmax<'_> {
    /// Records the five tensors. `masked` and `weights` come from the attention that ran; the row's
    /// maximum, exponentials and sum are what its softmax went through on the way.
    pub(super) fn record(
        &self,
        recorder: &mut Recorder,
        masked: &ArrayD<f64>,
        weights: &ArrayD<f64>,
    ) {
        let [masked_name, max_name, exponentials_name, sum_name, _] = self.names;
        let keys = Axis(self.axes.len() - 1);
        let (cell, row) = (places(self.vars), places(&self.vars[..keys.index()]));
        let shown = read("visible", places(&self.vars[keys.index() - 1..]));
        let score = read(self.scores, cell.clone());
        let hidden = Expr::NegativeInfinity;
        let mask = select(shown, Comparison::Equal, plain(1.0), score, hidden);
        self.keep(recorder, 0, Role::Score, mask, masked);

        // From here on the kept scores are read back: f32 is coarse where scores are large.
        let masked: ArrayD<f64> = recorder.values(masked_name);
        let extent = || fixed(masked.len_of(keys));
        let in_row = |name| read(name, cell.clone());
        let of_row = |name| read(name, row.clone());
        let key = self.vars[keys.index()];

        let max = masked.map_axis(keys, |row| row.fold(f64::NEG_INFINITY, |a, &b| a.max(b)));
        let largest = maximum(key, extent(), in_row(masked_name));
        self.keep(recorder, 1, Role::Score, largest, &max);

        let mut exponentials = masked.clone();
        for (mut row, &max) in exponentials.lanes_mut(keys).into_iter().zip(&max) {
            row.mapv_inplace(|score| (score - max).exp());
        }
        let shifted = exp_shifted(in_row(masked_name), of_row(max_name));
        self.keep(recorder, 2, Role::Weight, shifted, &exponentials);

        let total = sum(key, extent(), in_row(exponentials_name));
        self.keep(
            recorder,
            3,
            Role::Weight,
            total,
            &exponentials.sum_axis(keys),
        );

        let share = in_row(exponentials_name) / of_row(sum_name);
        self.keep(recorder, 4, Role::Weight, share, weights);
    }

    fn keep(
        &self,
        recorder: &mut Recorder,
        which: usize,
        role: Role,
        body: Expr,
        values: &ArrayD<f64>,
    ) {
        let rank = values.ndim();
        let meaning = Meaning {
            name: self.names[which],
            symbol: self.symbols[which],
            role,
            axes: &self.axes[..rank],
            rule: rule(self.vars[..rank].iter().copied(), body),
        };
        recorder.tensor(meaning, values);
    }
}

fn places(vars: &[&str]) -> Vec<Index> {
    vars.iter().map(|name| var(name)).collect()
}

//! From scores to weights, with every intermediate: mask, row maximum, exponentials, row sum, weights.

use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::build::{
    exp_shifted, fixed, maximum, plain, read, rule, select, sum, var,
};
use headwise_core::trace::{Comparison, Expr, Index, Role};
use ndarray::{Array, Array4, Axis, Dimension};

/// The axis that a softmax runs over, in `[1, heads, query, key]`.
const KEYS: Axis = Axis(3);
/// Index variables of the head, the query and the key.
const VARS: [&str; 3] = ["h", "i", "j"];

/// One softmax over the keys: how its tensors are called.
pub(super) struct Softmax<'a> {
    /// The tensor before the mask.
    pub(super) scores: &'a str,
    /// Names of the masked scores, row maxima, exponentials, row sums and weights.
    pub(super) names: [&'a str; 5],
    /// Their symbols.
    pub(super) symbols: [&'a str; 5],
    /// Whether there is one for each head; otherwise the tensors have no head axis.
    pub(super) each_head: bool,
}

impl Softmax<'_> {
    /// Records the five tensors. `masked` and `weights`, `[1, heads, query, key]`, come from the
    /// attention that ran; the row's maximum, exponentials and sum are what its softmax went through
    /// on the way.
    pub(super) fn record(
        &self,
        recorder: &mut Recorder,
        masked: &Array4<f64>,
        weights: &Array4<f64>,
    ) {
        let [masked_name, max_name, exponentials_name, sum_name, _] = self.names;
        let (cell, row) = (
            |name| read(name, self.places(3)),
            |name| read(name, self.places(2)),
        );
        let shown = read("visible", ["i", "j"].map(var));
        let hidden = Expr::NegativeInfinity;
        let mask = select(
            shown,
            Comparison::Equal,
            plain(1.0),
            cell(self.scores),
            hidden,
        );
        self.keep(recorder, 0, Role::Score, mask, masked);

        // From here on the kept scores are read back: f32 is coarse where scores are large.
        let masked: Array4<f64> = recorder.values(masked_name);
        let keys = masked.len_of(KEYS);
        let max = masked.map_axis(KEYS, |row| row.fold(f64::NEG_INFINITY, |a, &b| a.max(b)));
        let largest = maximum("j", fixed(keys), cell(masked_name));
        self.keep(recorder, 1, Role::Score, largest, &max);

        let mut exponentials = masked;
        for (mut row, &max) in exponentials.lanes_mut(KEYS).into_iter().zip(&max) {
            row.mapv_inplace(|score| (score - max).exp());
        }
        let shifted = exp_shifted(cell(masked_name), row(max_name));
        self.keep(recorder, 2, Role::Weight, shifted, &exponentials);

        let total = sum("j", fixed(keys), cell(exponentials_name));
        self.keep(
            recorder,
            3,
            Role::Weight,
            total,
            &exponentials.map_axis(KEYS, |row| row.sum()),
        );

        let share = cell(exponentials_name) / row(sum_name);
        self.keep(recorder, 4, Role::Weight, share, weights);
    }

    fn keep<D: Dimension>(
        &self,
        recorder: &mut Recorder,
        which: usize,
        role: Role,
        body: Expr,
        values: &Array<f64, D>,
    ) {
        // The batch axis has no name in a trace.
        let named = self.first()..values.ndim() - 1;
        let meaning = Meaning {
            name: self.names[which],
            symbol: self.symbols[which],
            role,
            axes: &["head", "query", "key"][named.clone()],
            rule: rule(VARS[named].iter().copied(), body),
        };
        recorder.tensor(meaning, values);
    }

    /// The variables up to the query (2) or the key (3).
    fn places(&self, end: usize) -> Vec<Index> {
        VARS[self.first()..end]
            .iter()
            .map(|name| var(name))
            .collect()
    }

    /// The first of [`VARS`] that the tensors have.
    fn first(&self) -> usize {
        usize::from(!self.each_head)
    }
}

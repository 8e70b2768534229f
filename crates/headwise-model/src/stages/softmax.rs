//! From scores to weights, with every intermediate: mask, row maximum, exponentials, row sum, weights.

use crate::cells::{Cells, Kept};
use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::build::{
    Formula, Place, entry, exp_shifted, fixed, maximum, negative_infinity, plain, read, rule,
    select, sum, var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::Array4;

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
        let shown = entry("visible", &["i", "j"]);
        let hidden = negative_infinity();
        let mask = select(
            shown,
            Comparison::Equal,
            plain(1.0),
            cell(self.scores),
            hidden,
        );
        self.keep(recorder, 0, Role::Score, mask, masked);

        // From here on the kept scores are read back: f32 is coarse where scores are large.
        let masked = recorder.cells::<3>(masked_name);
        let [heads, queries, keys] = masked.shape;
        let of_rows = |cells: &Cells<3>, of_row: fn(&[f64]) -> f64| Cells {
            shape: [heads, queries],
            numbers: cells.numbers.chunks_exact(keys).map(of_row).collect(),
        };
        let max = of_rows(&masked, |row| {
            row.iter().copied().fold(f64::NEG_INFINITY, f64::max)
        });
        let largest = maximum("j", fixed(keys), cell(masked_name));
        self.keep(recorder, 1, Role::Score, largest, &max);

        let exponentials = Cells::from_places(masked.shape, &mut |[h, i, j]| {
            (masked[[h, i, j]] - max[[h, i]]).exp()
        });
        let shifted = exp_shifted(cell(masked_name), row(max_name));
        self.keep(recorder, 2, Role::Weight, shifted, &exponentials);

        let total = sum("j", fixed(keys), cell(exponentials_name));
        self.keep(
            recorder,
            3,
            Role::Weight,
            total,
            &of_rows(&exponentials, |row| row.iter().sum()),
        );

        let share = cell(exponentials_name) / row(sum_name);
        self.keep(recorder, 4, Role::Weight, share, weights);
    }

    fn keep(
        &self,
        recorder: &mut Recorder,
        which: usize,
        role: Role,
        body: Formula,
        values: &dyn Kept,
    ) {
        // Maxima and sums have no axis of keys.
        let named = self.first()..if matches!(which, 1 | 3) { 2 } else { 3 };
        let meaning = Meaning {
            name: self.names[which],
            symbol: self.symbols[which],
            role,
            axes: &["head", "query", "key"][named.clone()],
            rule: rule(&VARS[named], body),
        };
        recorder.tensor(meaning, values);
    }

    /// The variables up to the query (2) or the key (3).
    fn places(&self, end: usize) -> Vec<Place> {
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

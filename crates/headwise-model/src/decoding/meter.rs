//! What a run spends, counted where it is spent.

use headwise_core::kv_cache::{RowShape, Rows};
use std::borrow::Cow;
use std::cell::Cell;

/// Counts of a run so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    /// Multiplications with an addition each, in all products of the run.
    pub(crate) multiply_adds: u64,
    /// Of those, in the products of linear maps.
    pub(crate) in_maps: u64,
    /// Pairs of query and key that were scored, in all heads of all layers.
    pub(crate) pairs: u64,
}

/// A counter that a run carries along.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    spent: Cell<Spent>,
}

impl Meter {
    /// What was counted since the last call.
    pub(crate) fn take(&self) -> Spent {
        self.spent.take()
    }

    /// `rows` rows were multiplied with a matrix `[inner, columns]`.
    pub(super) fn product(&self, rows: usize, inner: usize, columns: usize) {
        let products = rows as u64 * inner as u64 * columns as u64;
        let mut spent = self.spent.get();
        spent.multiply_adds += products;
        spent.in_maps += products;
        self.spent.set(spent);
    }

    fn read(&self, numbers: usize, pairs: u64) {
        let mut spent = self.spent.get();
        spent.multiply_adds += numbers as u64;
        spent.pairs += pairs;
        self.spent.set(spent);
    }
}

/// The rows of a cache in f32, read in f64. Each number that attention reads it multiplies once, with
/// one of the query or with a weight: reading is what is counted.
#[derive(Clone, Copy)]
pub(crate) struct Counted<'a> {
    pub(crate) rows: &'a dyn Rows<f32>,
    pub(crate) meter: &'a Meter,
}

impl Counted<'_> {
    fn widen(row: Cow<'_, [f32]>) -> Cow<'static, [f64]> {
        row.iter().map(|&x| f64::from(x)).collect()
    }
}

impl Rows<f64> for Counted<'_> {
    fn shape(&self) -> RowShape {
        self.rows.shape()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn token(&self, index: usize) -> usize {
        self.rows.token(index)
    }

    fn key(&self, head: usize, index: usize) -> Cow<'_, [f64]> {
        let row = self.rows.key(head, index);
        self.meter.read(row.len(), 1);
        Self::widen(row)
    }

    fn value(&self, head: usize, index: usize) -> Cow<'_, [f64]> {
        let row = self.rows.value(head, index);
        self.meter.read(row.len(), 0);
        Self::widen(row)
    }
}

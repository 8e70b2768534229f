//! A mean that remembers over how many cases it was taken.

/// A sum and a count.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Average {
    sum: f64,
    count: u64,
}

impl Average {
    /// Takes one case in.
    pub(super) fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    /// How many cases there were.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Their mean, 0 when there was none.
    pub(super) fn mean(&self) -> f64 {
        self.sum / self.count.max(1) as f64
    }
}

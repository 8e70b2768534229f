//! All keys, packed once in the order in which the register tile reads them, in place of the rows.

use std::marker::PhantomData;
use std::ops::Range;

use headwise_core::{AttentionError, ErrorCode};

use super::OPERATION;
use crate::lanes::{Best, Lanes};
use crate::pack::{all_finite, grouped, groups, pack_left_rows};

/// Keys of a tile: its scores for eight rows stay in the first-level cache. Divisible by either height
/// of the register tile, so that tiles end where panels do.
pub(super) const KEYS: usize = 264;

/// The keys of a map, taken apart from the queries: so rows that were packed can be freed before the
/// queries are made.
#[derive(Clone, Debug)]
pub struct Keys<L = Best> {
    /// `[keys / R][head_dim][R]`.
    panels: Vec<f32>,
    len: usize,
    head_dim: usize,
    lanes: PhantomData<fn() -> L>,
}

/// A panel of neighbouring keys.
pub(super) struct Panel<'a> {
    /// The first of them.
    pub(super) start: usize,
    /// R, or 4 at the end.
    pub(super) rows: usize,
    /// `[head_dim][rows]`.
    pub(super) numbers: &'a [f32],
}

impl<L: Lanes> Keys<L> {
    /// Of `k [keys, head_dim]`.
    ///
    /// # Errors
    /// `shape-mismatch` when the length is no multiple of head_dim, or head_dim is 0; `bad-setting` for
    /// numbers that are not finite.
    pub fn new(k: &[f32], head_dim: usize) -> Result<Self, AttentionError> {
        let refuse = |code, message: &str| {
            let (left, right) = ([k.len()], [head_dim]);
            Err(AttentionError::new(code, OPERATION, &left, &right, message))
        };
        if k.len().checked_rem(head_dim) != Some(0) {
            let message = "k must be rows of head_dim numbers, at least one";
            return refuse(ErrorCode::ShapeMismatch, message);
        }
        if !all_finite(k) {
            return refuse(ErrorCode::BadSetting, "k must be finite");
        }
        let len = k.len() / head_dim;
        let mut panels = vec![0.0; grouped(len, L::ROWS) * head_dim];
        match L::ROWS {
            6 => pack_left_rows::<L, 6>(k, head_dim, &mut panels),
            _ => pack_left_rows::<L, 4>(k, head_dim, &mut panels),
        }
        Ok(Self {
            panels,
            len,
            head_dim,
            lanes: PhantomData,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn head_dim(&self) -> usize {
        self.head_dim
    }

    /// The tiles that hold keys of `keys`, each with those of them that it holds.
    pub(super) fn tiles(&self, keys: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<L> {
        let Range { start, end } = *keys;
        (start / KEYS..end.div_ceil(KEYS))
            .map(move |tile| start.max(tile * KEYS)..end.min((tile + 1) * KEYS))
    }

    /// The panels that hold the keys of one tile.
    pub(super) fn panels(
        &self,
        Range { start, end }: Range<usize>,
        height: usize,
    ) -> impl Iterator<Item = Panel<'_>> {
        let first = start / KEYS * KEYS;
        groups(self.len.min(first + KEYS) - first, height)
            .map(move |group| {
                let from = first + group.start;
                let numbers = &self.panels[from * self.head_dim..];
                Panel {
                    start: from,
                    rows: group.rows,
                    numbers: &numbers[..group.rows * self.head_dim],
                }
            })
            .filter(move |panel| panel.start < end && start < panel.start + panel.rows)
    }

    /// One key, as it was given.
    pub(super) fn row(&self, key: usize) -> Vec<f32> {
        let mut panels = self.panels(key..key + 1, L::ROWS);
        let panel = panels.next().expect("every key is in a panel");
        let columns = panel.numbers.chunks_exact(panel.rows);
        columns.map(|column| column[key - panel.start]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::Portable;

    #[test]
    fn every_key_is_found_again() {
        for keys in [1, 3, 4, 5, 6, 7, 263, 264, 265, 270, 600] {
            let k: Vec<f32> = (0..keys * 3).map(|x| x as f32).collect();
            let packed = Keys::<Portable>::new(&k, 3).unwrap();
            for (key, row) in k.chunks(3).enumerate() {
                assert_eq!(packed.row(key), row, "{key} of {keys}");
            }
        }
    }

    #[test]
    fn tiles_hold_each_key_once() {
        let packed = Keys::<Portable>::new(&[0.0; 1000], 1).unwrap();
        for keys in [0..1, 0..1000, 100..700, 263..265, 264..528, 999..1000] {
            let held: Vec<usize> = packed.tiles(&keys).flatten().collect();
            assert_eq!(held, keys.clone().collect::<Vec<_>>());
            for tile in packed.tiles(&keys) {
                let own = |panel: Panel<'_>| panel.start..panel.start + panel.rows;
                let panels: Vec<usize> = packed.panels(tile.clone(), 4).flat_map(own).collect();
                assert!(tile.clone().all(|key| panels.contains(&key)), "{tile:?}");
            }
        }
    }
}

//! Keys and values of one head, packed a tile at a time.

use std::ops::Range;

use crate::lanes::Lanes;
use crate::pack::{all_finite, grouped, pack_left_columns, pack_left_rows};

/// B_c: keys of a tile. Its scores for a block of queries stay in the second-level cache, and the cost
/// of a tile beside its products is spread over many keys. Divisible by either height of the register
/// tile.
pub(super) const KEYS: usize = 264;

/// Keys and values of a head, row-major.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    /// `[kv_len, head_dim]`.
    pub(crate) k: &'a [f32],
    /// `[kv_len, value_dim]`.
    pub(crate) v: &'a [f32],
    pub(crate) kv_len: usize,
    pub(crate) head_dim: usize,
    pub(crate) value_dim: usize,
}

impl<'a> Head<'a> {
    /// The values of some keys, `[keys, value_dim]`.
    pub(crate) fn values(&self, keys: &Range<usize>) -> &'a [f32] {
        &self.v[keys.start * self.value_dim..keys.end * self.value_dim]
    }

    /// Some keys, `[keys, head_dim]`.
    pub(crate) fn keys(&self, keys: &Range<usize>) -> &'a [f32] {
        &self.k[keys.start * self.head_dim..keys.end * self.head_dim]
    }
}

/// The tiles of a head. Each is packed when first asked for, while the caches hold it; every block of
/// queries that follows, of every query head that shares the keys, finds it ready.
#[derive(Clone, Debug, Default)]
pub(super) struct PackedHead {
    tiles: Vec<Option<KeyTile>>,
}

impl PackedHead {
    /// Nothing packed yet.
    pub(super) fn new(head: &Head<'_>) -> Self {
        Self {
            tiles: vec![None; head.kv_len.div_ceil(KEYS)],
        }
    }

    /// Tile `index`, for register tiles of R rows.
    pub(super) fn tile<L: Lanes, const R: usize>(
        &mut self,
        index: usize,
        head: &Head<'_>,
    ) -> &KeyTile {
        let keys = key_range(head, index);
        self.tiles[index].get_or_insert_with(|| KeyTile::new::<L, R>(head, &keys))
    }
}

/// The keys of tile `index`.
pub(super) fn key_range(head: &Head<'_>, index: usize) -> Range<usize> {
    index * KEYS..head.kv_len.min((index + 1) * KEYS)
}

/// One tile, packed as left operands.
#[derive(Clone, Debug)]
pub(super) struct KeyTile {
    /// `[keys / R][head_dim][R]`.
    pub(super) keys: Vec<f32>,
    /// `[value_dim / R][keys][R]`.
    pub(super) values: Vec<f32>,
    /// Whether every value is finite.
    pub(super) finite: bool,
}

impl KeyTile {
    fn new<L: Lanes, const R: usize>(head: &Head<'_>, keys: &Range<usize>) -> Self {
        let (k, v) = (head.keys(keys), head.values(keys));
        let mut tile = Self {
            keys: vec![0.0; grouped(keys.len(), R) * head.head_dim],
            values: vec![0.0; grouped(head.value_dim, R) * keys.len()],
            finite: all_finite(v),
        };
        pack_left_rows::<L, R>(k, head.head_dim, &mut tile.keys);
        pack_left_columns::<R>(v, head.value_dim, &mut tile.values);
        tile
    }
}

//! Keys and values of one head, packed a tile at a time.

use std::ops::Range;

use crate::pack::{Row8, WIDTH, all_finite, pack_columns, pack_rows, padded};

/// B_c: keys of a tile. Its scores for a block of queries stay in the second-level cache.
pub(super) const KEYS: usize = 256;

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

    pub(super) fn tile(&mut self, index: usize, head: &Head<'_>) -> &KeyTile {
        self.tiles[index].get_or_insert_with(|| KeyTile::new(head, &key_range(head, index)))
    }
}

/// The keys of tile `index`.
pub(super) fn key_range(head: &Head<'_>, index: usize) -> Range<usize> {
    index * KEYS..head.kv_len.min((index + 1) * KEYS)
}

/// One tile, packed.
#[derive(Clone, Debug)]
pub(super) struct KeyTile {
    head_dim: usize,
    /// Keys, padded.
    rows: usize,
    /// `[keys / 8][head_dim][8]`.
    keys: Vec<Row8>,
    /// `[value_dim / 8][rows][8]`.
    values: Vec<Row8>,
    /// Whether every value is finite.
    pub(super) finite: bool,
}

impl KeyTile {
    fn new(head: &Head<'_>, keys: &Range<usize>) -> Self {
        let Head {
            head_dim,
            value_dim,
            ..
        } = *head;
        let (rows, values) = (padded(keys.len(), WIDTH), head.values(keys));
        let mut tile = Self {
            head_dim,
            rows,
            keys: vec![Row8::default(); rows / WIDTH * head_dim],
            values: vec![Row8::default(); value_dim.div_ceil(WIDTH) * rows],
            finite: all_finite(values),
        };
        if head_dim > 0 {
            let panels = tile.keys.chunks_exact_mut(head_dim);
            for (keys, panel) in head.keys(keys).chunks(WIDTH * head_dim).zip(panels) {
                pack_rows(keys, head_dim, panel);
            }
        }
        if rows > 0 {
            for (index, panel) in tile.values.chunks_exact_mut(rows).enumerate() {
                let columns = index * WIDTH..value_dim.min((index + 1) * WIDTH);
                pack_columns(values, value_dim, columns, panel);
            }
        }
        tile
    }

    /// Eight keys, for products over head_dim.
    pub(super) fn key_panel(&self, panel: usize) -> &[Row8] {
        &self.keys[panel * self.head_dim..(panel + 1) * self.head_dim]
    }

    /// Eight columns of the values of the tile's keys `span`.
    pub(super) fn value_panel(&self, panel: usize, span: &Range<usize>) -> &[Row8] {
        &self.values[panel * self.rows..][span.clone()]
    }
}

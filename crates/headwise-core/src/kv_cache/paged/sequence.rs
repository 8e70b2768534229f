//! One text of a pool, read through its table.

use std::borrow::Cow;

use super::BlockPool;
use super::pool::Table;
use crate::Real;
use crate::kv_cache::{RowShape, Rows};

/// The rows of one text.
#[derive(Clone, Copy, Debug)]
pub struct Sequence<'a, T> {
    pool: &'a BlockPool<T>,
    table: &'a Table,
}

impl<'a, T: Real> Sequence<'a, T> {
    pub(super) fn new(pool: &'a BlockPool<T>, table: &'a Table) -> Self {
        Self { pool, table }
    }

    /// The block table: the physical block of each logical one.
    pub fn blocks(&self) -> &'a [usize] {
        &self.table.blocks
    }

    /// Physical block of a row, and its row in there.
    fn place(&self, index: usize) -> (usize, usize) {
        let rows = self.pool.block_rows();
        (self.table.blocks[index / rows], index % rows)
    }
}

impl<T: Real> Rows<T> for Sequence<'_, T> {
    fn shape(&self) -> RowShape {
        self.pool.shape()
    }

    fn len(&self) -> usize {
        self.table.len
    }

    fn token(&self, index: usize) -> usize {
        index
    }

    fn key(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        let (block, row) = self.place(index);
        self.pool.block(block).slab.key(head, row).into()
    }

    fn value(&self, head: usize, index: usize) -> Cow<'_, [T]> {
        let (block, row) = self.place(index);
        self.pool.block(block).slab.value(head, row).into()
    }
}

//! Blocks, who holds them, and who shares them.

use ndarray::ArrayView2;

use super::{Fragmentation, Sequence};
use crate::kv_cache::slab::Slab;
use crate::kv_cache::{Growth, RowShape, refuse};
use crate::{AttentionError, ErrorCode, Real};

/// A text in a pool; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SequenceId(usize);

/// Memory for the caches of many texts, in blocks of so many rows. A text's table names its blocks in
/// order, wherever they lie, so no text needs room in one piece and none is wasted but in its last
/// block. Texts with the same beginning share its blocks until one of them writes: then it gets a
/// copy.
#[derive(Clone, Debug)]
pub struct BlockPool<T> {
    shape: RowShape,
    block_rows: usize,
    blocks: Vec<Block<T>>,
    /// Blocks that nobody holds; the last is taken next.
    free: Vec<usize>,
    /// Oldest first, so in the order of their ids.
    tables: Vec<(SequenceId, Table)>,
    next: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Block<T> {
    pub(super) slab: Slab<T>,
    /// Texts whose tables name it.
    holders: usize,
    /// Rows written, by whichever holder.
    filled: usize,
}

/// The blocks of one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) blocks: Vec<usize>,
    pub(super) len: usize,
}

impl<T: Real> BlockPool<T> {
    /// A pool of `blocks` blocks of `block_rows` rows, all free. Takes all its memory at once.
    ///
    /// # Errors
    /// `bad-setting` when a block has no rows, `too-large`.
    pub fn new(shape: RowShape, block_rows: usize, blocks: usize) -> Result<Self, AttentionError> {
        if block_rows == 0 {
            let message = "a block must hold at least one row";
            return Err(refuse(ErrorCode::BadSetting, &[block_rows], &[1], message));
        }
        shape.check(block_rows.saturating_mul(blocks))?;
        let block = || Block {
            slab: Slab::new(shape, block_rows),
            holders: 0,
            filled: 0,
        };
        Ok(Self {
            shape,
            block_rows,
            blocks: std::iter::repeat_with(block).take(blocks).collect(),
            free: (0..blocks).rev().collect(),
            tables: Vec::new(),
            next: 0,
        })
    }

    /// A new text without tokens. Takes no block yet.
    pub fn start(&mut self) -> SequenceId {
        self.insert(Table::default())
    }

    /// A new text that begins with all tokens of another, sharing its blocks. Copies nothing.
    ///
    /// # Errors
    /// `bad-setting` when the text is not in the pool.
    pub fn fork(&mut self, id: SequenceId) -> Result<SequenceId, AttentionError> {
        let table = self.table_of(id)?.clone();
        for &block in &table.blocks {
            self.blocks[block].holders += 1;
        }
        Ok(self.insert(table))
    }

    /// Ends a text. Blocks that no other shares are free again; gives their bytes.
    ///
    /// # Errors
    /// As [`Self::fork`].
    pub fn release(&mut self, id: SequenceId) -> Result<usize, AttentionError> {
        let at = self.place_of(id)?;
        let (_, table) = self.tables.remove(at);
        let freed = table.blocks.into_iter().map(|block| self.let_go(block));
        Ok(freed.sum())
    }

    /// Adds a token's keys `[kv_heads, head_dim]` and values `[kv_heads, value_dim]` to a text.
    ///
    /// # Errors
    /// `shape-mismatch`; `bad-setting` when the text is not in the pool; `cache-full` when a block is
    /// needed and none is free. The pool is then as it was.
    pub fn append(
        &mut self,
        id: SequenceId,
        keys: ArrayView2<'_, T>,
        values: ArrayView2<'_, T>,
    ) -> Result<Growth, AttentionError> {
        self.shape.check_token(&keys, &values)?;
        let at = self.place_of(id)?;
        let Table { blocks, len } = &self.tables[at].1;
        let (token, row) = (*len, *len % self.block_rows);
        let last = blocks.last().copied();
        let mut growth = Growth {
            token,
            written: size_of::<T>() * self.shape.numbers(),
            ..Growth::default()
        };
        let block = match last.filter(|_| row > 0) {
            Some(own) if self.blocks[own].holders == 1 => own,
            Some(shared) => self.copy_on_write(shared, row, &mut growth)?,
            None => self.take(&mut growth)?,
        };
        let target = &mut self.blocks[block];
        target.slab.write(row, &keys, &values);
        target.filled = row + 1;
        growth.slot = block * self.block_rows + row;
        let table = &mut self.tables[at].1;
        table.blocks.truncate(token / self.block_rows);
        table.blocks.push(block);
        table.len += 1;
        Ok(growth)
    }

    /// The rows of a text.
    ///
    /// # Errors
    /// As [`Self::fork`].
    pub fn sequence(&self, id: SequenceId) -> Result<Sequence<'_, T>, AttentionError> {
        Ok(Sequence::new(self, self.table_of(id)?))
    }

    /// The texts in the pool, oldest first.
    pub fn sequences(&self) -> impl Iterator<Item = SequenceId> + '_ {
        self.tables.iter().map(|&(id, _)| id)
    }

    /// Texts that hold a block.
    ///
    /// # Panics
    /// When there is no such block.
    pub fn holders(&self, block: usize) -> usize {
        self.blocks[block].holders
    }

    /// Rows of a block.
    pub fn block_rows(&self) -> usize {
        self.block_rows
    }

    /// How the rows are used.
    pub fn fragmentation(&self) -> Fragmentation {
        let held = self.blocks.iter().filter(|block| block.holders > 0);
        Fragmentation {
            rows: self.blocks.len() * self.block_rows,
            free: self.free.len() * self.block_rows,
            unwritten: held.clone().map(|held| self.block_rows - held.filled).sum(),
            saved: held.map(|held| (held.holders - 1) * held.filled).sum(),
        }
    }

    pub(super) fn shape(&self) -> RowShape {
        self.shape
    }

    pub(super) fn block(&self, block: usize) -> &Block<T> {
        &self.blocks[block]
    }

    fn insert(&mut self, table: Table) -> SequenceId {
        let id = SequenceId(self.next);
        self.next += 1;
        self.tables.push((id, table));
        id
    }

    fn table_of(&self, id: SequenceId) -> Result<&Table, AttentionError> {
        Ok(&self.tables[self.place_of(id)?].1)
    }

    /// Where a text's table stands.
    fn place_of(&self, id: SequenceId) -> Result<usize, AttentionError> {
        let place = self.tables.binary_search_by_key(&id, |&(own, _)| own);
        place.map_err(|_| {
            let message = "the text is not in this pool";
            refuse(ErrorCode::BadSetting, &[id.0], &[self.next], message)
        })
    }

    fn take(&mut self, growth: &mut Growth) -> Result<usize, AttentionError> {
        let Some(block) = self.free.pop() else {
            let (rows, blocks) = (self.block_rows, self.blocks.len());
            let message = "no block is free";
            return Err(refuse(ErrorCode::CacheFull, &[rows], &[blocks], message));
        };
        self.blocks[block].holders = 1;
        growth.allocated = self.blocks[block].slab.bytes();
        Ok(block)
    }

    /// A block with the first rows of a shared one, for the text that is about to write.
    fn copy_on_write(
        &mut self,
        shared: usize,
        rows: usize,
        growth: &mut Growth,
    ) -> Result<usize, AttentionError> {
        let block = self.take(growth)?;
        let source = self.blocks[shared].slab.clone();
        self.blocks[block].slab.copy_from(&source, rows);
        self.let_go(shared);
        growth.copied = rows * growth.written;
        Ok(block)
    }

    /// One holder fewer; gives the bytes that are free for it.
    fn let_go(&mut self, block: usize) -> usize {
        let own = &mut self.blocks[block];
        own.holders -= 1;
        if own.holders > 0 {
            return 0;
        }
        own.filled = 0;
        self.free.push(block);
        self.blocks[block].slab.bytes()
    }
}

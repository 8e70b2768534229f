//! What the rows of a pool are used for.

/// How the rows of a pool are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fragmentation {
    /// Rows of all blocks.
    pub rows: usize,
    /// Rows of blocks that no text holds.
    pub free: usize,
    /// Rows of held blocks with nothing written: internal fragmentation, less than a block for each
    /// text.
    pub unwritten: usize,
    /// Rows that texts would hold more if none were shared.
    pub saved: usize,
}

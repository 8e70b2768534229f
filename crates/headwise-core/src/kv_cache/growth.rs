//! What an append did.

/// The report of one append. Sizes are bytes of keys and values together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// Place of the token in its text, counted from 0.
    pub token: usize,
    /// The physical row that it was written to.
    pub slot: usize,
    /// The token whose row was given up for it.
    pub evicted: Option<usize>,
    /// Memory newly taken.
    pub allocated: usize,
    /// Memory given back.
    pub freed: usize,
    /// Bytes written for the token itself.
    pub written: usize,
    /// Bytes of older rows that had to move: a doubling, or a copy of a shared block.
    pub copied: usize,
}

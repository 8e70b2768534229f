//! Maps of attention that are too large to be stored, looked at block by block.
//!
//! | module | what it is |
//! |---|---|
//! | [`Region`] | rows and keys that are looked at, divided into blocks, and which of the rows are read |
//! | [`blocks`] | the largest and the mean weight of every block, by brute force: the oracle |
//! | [`Cell`] | one weight from its query, its key and its row's log-sum-exp |
//! | [`constructed`] | heads with a known structure, over texts of any length |
//!
//! A map of n queries has n^2 cells. None of them has to be kept: with the log-sum-exp of a row every
//! weight follows from two vectors, `exp(scale q . k - lse)`, as the backward pass of
//! FlashAttention-2 has it (Dao 2023, section 3.1.2). What is held is Q, K and one number a row.

pub mod constructed;

mod blocks;
mod cell;
mod region;

pub use blocks::{Blocks, blocks, shape};
pub use cell::Cell;
pub use region::Region;

const OPERATION: &str = "map";

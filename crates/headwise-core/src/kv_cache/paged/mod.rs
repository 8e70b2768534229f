//! Rows of many texts in blocks (PagedAttention, Kwon et al. 2023, section 4).

mod fragmentation;
mod pool;
mod sequence;

pub use fragmentation::Fragmentation;
pub use pool::{BlockPool, SequenceId};
pub use sequence::Sequence;

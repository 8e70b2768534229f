//! Rows of many texts in blocks (PagedAttention, Kwon et al. 2023, section 4).

mod pool;
mod sequence;

pub use pool::{BlockPool, Fragmentation, SequenceId};
pub use sequence::Sequence;

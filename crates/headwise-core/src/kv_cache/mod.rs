//! Keys and values of the tokens so far: data structures that report how they grow.
//!
//! A cache holds rows, one for each token that it keeps, of one layer of one text. Each append tells
//! in a [`Growth`] where the row went and what it cost; what is held is read through [`Rows`], in the
//! order of the text, so that [`attend`] and every kernel treat all caches alike.
//!
//! | cache | keeps | source |
//! |---|---|---|
//! | [`Contiguous`] | every row, side by side; doubles, or has a reserved size | |
//! | [`BlockPool`] | rows of many texts in blocks behind tables, shared prefixes once | vLLM, Kwon et al. 2023 |
//! | [`Ring`] | the first s rows and the last w | StreamingLLM, Xiao et al. 2023 |
//! | [`Quantized`] | every row in 8 bits a number | KIVI, Liu et al. 2024, for keys by channel |
//! | [`Latent`] | a low-rank latent and one rotary key for all heads | DeepSeek-V2 2024, section 2.1 |
//!
//! With `Ring` a window of keys is what stays; with the others a decoded row equals the row of a run
//! over the whole text.

mod attend;
mod contiguous;
mod growth;
mod latent;
mod paged;
mod quantized;
mod ring;
mod rows;
mod slab;

pub use attend::attend;
pub use contiguous::Contiguous;
pub use growth::Growth;
pub use latent::{Latent, LatentShape, LatentWeights};
pub use paged::{BlockPool, Fragmentation, Sequence, SequenceId};
pub use quantized::{Granularity, Quantized};
pub use ring::Ring;
pub use rows::{RowShape, Rows};

use crate::{AttentionError, ErrorCode};

/// A refusal of a cache: the numbers that disagree, and why.
fn refuse(code: ErrorCode, left: &[usize], right: &[usize], message: &str) -> AttentionError {
    AttentionError::new(code, "kv cache", left, right, message)
}

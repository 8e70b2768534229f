//! What attention costs, in closed form: parameters, floating-point operations, bytes moved, bytes
//! cached. Every formula is tested against work that was counted while it was done.
//!
//! Counts saturate at `u64::MAX`.

mod attention;
mod layer;
mod model;

pub use attention::{
    attention_flops, cache_bytes, causal_pairs, naive_bytes, tiled_bytes, tiled_bytes_keys_outside,
};
pub use layer::Layer;
pub use model::{
    Attention, Cache, FeedForward, Machine, Model, Operations, Parameters, Pass, Peaks, Published,
    PublishedMachine, Roof, Setting, Sheet, Storage, Work, cache_curve, published,
    published_machines,
};

/// Cells of arrays of these shapes, all together.
///
/// ```
/// assert_eq!(headwise_core::cost::cells(&[&[2, 3], &[4], &[]]), 6 + 4 + 1);
/// ```
pub fn cells(shapes: &[&[usize]]) -> u64 {
    shapes
        .iter()
        .map(|shape| {
            let sizes = shape.iter().map(|&size| size as u64);
            sizes.fold(1, u64::saturating_mul)
        })
        .fold(0, u64::saturating_add)
}

/// A product of sizes that saturates.
fn product<const N: usize>(sizes: [usize; N]) -> u64 {
    sizes
        .into_iter()
        .fold(1, |product, size| product.saturating_mul(size as u64))
}

/// A sum that saturates.
fn sum<const N: usize>(terms: [u64; N]) -> u64 {
    terms.into_iter().fold(0, u64::saturating_add)
}

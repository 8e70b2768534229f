//! Attention itself, without its projections.

use super::{product, sum};
use crate::Dims;
use crate::tiled::TileSizes;

/// Operations of the two matrix products: a multiplication and an addition for each of d_k features
/// of a score and each of d_v features that a weight scales. `2 b h n m (d_k + d_v)`.
///
/// Softmax and scaling, O(b h n m), are left out, as is usual (Dao 2023, section 4.1). Every pair of
/// query and key counts; for a causal mask scale by [`causal_pairs`] over `n m`.
pub fn attention_flops(dims: &Dims) -> u64 {
    let pairs = product([dims.batch, dims.heads, dims.q_len, dims.kv_len]);
    let each = sum([dims.head_dim as u64, dims.value_dim as u64]).saturating_mul(2);
    pairs.saturating_mul(each)
}

/// How many pairs of query and key a causal mask leaves of `n m`, aligned bottom right.
///
/// ```
/// use headwise_core::cost::causal_pairs;
///
/// assert_eq!(causal_pairs(4, 4), 10); // the triangle: 1 + 2 + 3 + 4
/// assert_eq!(causal_pairs(1, 4), 4); // decoding: the new token sees the whole cache
/// ```
pub fn causal_pairs(q_len: usize, kv_len: usize) -> u64 {
    // The last query sees every key, each one before it a key less, until none is left.
    let (rows, most) = (q_len.min(kv_len) as u64, kv_len as u64);
    // rows keys fewer than a rectangle: 0 + 1 + ... + (rows - 1), without overflow before halving.
    let (left, right) = (rows, rows.saturating_sub(1));
    let missing = if left % 2 == 0 {
        (left / 2).saturating_mul(right)
    } else {
        left.saturating_mul(right / 2)
    };
    rows.saturating_mul(most).saturating_sub(missing)
}

/// Bytes that attention moves to and from slow memory when each of its three passes writes its
/// result there (Dao et al. 2022, algorithm 0), a number taking `element` bytes.
///
/// Scores: reads Q and K, writes S. Softmax: reads S, writes P. Output: reads P and V, writes O.
/// `b h (n d_k + m d_k + m d_v + n d_v + 4 n m)` numbers: every query head reads its keys and values
/// itself, also where heads share them.
pub fn naive_bytes(dims: &Dims, element: usize) -> u64 {
    let ends = sum([
        product([dims.q_len, dims.head_dim]),
        product([dims.kv_len, dims.head_dim]),
        product([dims.kv_len, dims.value_dim]),
        product([dims.q_len, dims.value_dim]),
    ]);
    let between = product([4, dims.q_len, dims.kv_len]);
    product([dims.batch, dims.heads, element]).saturating_mul(sum([ends, between]))
}

/// Bytes that the tile loop of [`crate::tiled`] moves when no tile is skipped.
///
/// Each tile of queries is read once and passes over all keys and values; outputs and log-sum-exps
/// are written once (Dao 2023, algorithm 1): `b h (n d_k + ceil(n / B_r) m (d_k + d_v) + n d_v + n)`
/// numbers. The width B_c of a key tile does not matter.
///
/// # Panics
/// When `sizes.rows` is 0.
pub fn tiled_bytes(dims: &Dims, sizes: TileSizes, element: usize) -> u64 {
    let passes = dims.q_len.div_ceil(sizes.rows);
    let numbers = sum([
        product([dims.q_len, dims.head_dim]),
        product([passes, dims.kv_len, dims.head_dim]),
        product([passes, dims.kv_len, dims.value_dim]),
        product([dims.q_len, dims.value_dim]),
        dims.q_len as u64,
    ]);
    product([dims.batch, dims.heads, element]).saturating_mul(numbers)
}

/// The same with keys in the outer loop (Dao et al. 2022, algorithm 1): keys and values are read once,
/// and for each tile of keys the queries and the states m, l, O are read and the states written back:
/// `b h (m (d_k + d_v) + ceil(m / B_c) n (d_k + 2 (d_v + 2)) + n d_v + n)` numbers, the outcome's last
/// writing included.
///
/// # Panics
/// When `sizes.cols` is 0.
pub fn tiled_bytes_keys_outside(dims: &Dims, sizes: TileSizes, element: usize) -> u64 {
    let passes = dims.kv_len.div_ceil(sizes.cols);
    let state = product([2, dims.value_dim.saturating_add(2)]);
    let numbers = sum([
        product([dims.kv_len, dims.head_dim]),
        product([dims.kv_len, dims.value_dim]),
        product([passes, dims.q_len]).saturating_mul(sum([dims.head_dim as u64, state])),
        product([dims.q_len, dims.value_dim]),
        dims.q_len as u64,
    ]);
    product([dims.batch, dims.heads, element]).saturating_mul(numbers)
}

/// Bytes of the keys and values that one layer caches: `b g m (d_k + d_v)` numbers.
///
/// The kv heads are cached, not the query heads: what multi-query (Shazeer 2019) and grouped-query
/// attention (Ainslie et al. 2023) save.
pub fn cache_bytes(dims: &Dims, element: usize) -> u64 {
    let each = sum([dims.head_dim as u64, dims.value_dim as u64]);
    product([dims.batch, dims.kv_heads, dims.kv_len, element]).saturating_mul(each)
}

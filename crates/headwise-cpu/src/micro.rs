//! The register tile: a few rows of A times eight columns of B, accumulated without touching memory.
//!
//! ```text
//! C[r][c] = sum_p A[r][p] B[p][c]          r < R, c < 8
//! ```
//!
//! Each step reads 8 numbers of B, and of each row of A one number into all lanes. R = 4 fills the
//! registers of a machine that multiplies and adds apart: 8 accumulators, 2 of B, 1 of A and a
//! product. R = 6 fills them where the two are one instruction.
//!
//! The loop is not unrolled: where steps share a basic block, LLVM's WebAssembly backend gathers each
//! accumulator's operations of all steps, so that what the steps read no longer fits the registers.

use std::ops::Range;

use crate::lanes::Lanes;
use crate::pack::Row8;

/// R rows of 8 accumulators.
pub(crate) type Tile<L, const R: usize> = [[L; 2]; R];

/// The product of R rows of A and a packed panel of B.
///
/// # Panics
/// When a row of A is shorter than the panel.
#[inline(always)]
pub(crate) fn product<L: Lanes, const R: usize>(a: [&[f32]; R], b: &[Row8]) -> Tile<L, R> {
    // Equal lengths, so that they are checked here and not in the loop.
    let a = a.map(|row| &row[..b.len()]);
    let mut tile = [[L::splat(0.0); 2]; R];
    for (p, row) in b.iter().enumerate() {
        let b = [L::load(&row.0[0]), L::load(&row.0[1])];
        for (tile, a) in tile.iter_mut().zip(a) {
            let a = L::splat(a[p]);
            tile[0] = a.mul_add(b[0], tile[0]);
            tile[1] = a.mul_add(b[1], tile[1]);
        }
    }
    tile
}

/// Rows `first..first + R` of a row-major matrix, cut to `columns`.
#[inline(always)]
pub(crate) fn rows<const R: usize>(
    matrix: &[f32],
    stride: usize,
    first: usize,
    columns: Range<usize>,
) -> [&[f32]; R] {
    std::array::from_fn(|r| &matrix[(first + r) * stride..][columns.clone()])
}

/// Writes eight accumulators over the first eight of `to`.
#[inline(always)]
pub(crate) fn write<L: Lanes>([low, high]: [L; 2], to: &mut [f32]) {
    let [to_low, to_high] = halves(to);
    low.store(to_low);
    high.store(to_high);
}

/// Adds eight accumulators to the first eight of `to`.
#[inline(always)]
pub(crate) fn accumulate<L: Lanes>([low, high]: [L; 2], to: &mut [f32]) {
    let [to_low, to_high] = halves(to);
    L::load(to_low).add(low).store(to_low);
    L::load(to_high).add(high).store(to_high);
}

#[inline(always)]
fn halves(to: &mut [f32]) -> [&mut [f32; 4]; 2] {
    let [low, high, ..] = to.as_chunks_mut().0 else {
        panic!("a row of accumulators has eight columns");
    };
    [low, high]
}

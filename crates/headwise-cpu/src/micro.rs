//! The register tile: a few rows of A times eight columns of B, accumulated without touching memory.
//!
//! ```text
//! C[r][c] = C[r][c] + sum_p A[r][p] B[p][c]          r < R, c < 8
//! ```
//!
//! Each step reads 8 numbers of B, and of A R numbers, each into all lanes. R = 4 fills the registers of
//! a machine that multiplies and adds apart: 8 accumulators, 2 of B, 1 of A and a product. R = 6 fills
//! them where the two are one instruction. Both operands are packed (see [`crate::pack`]): with two
//! addresses to advance in place of R + 1, a step costs little beyond its arithmetic.
//!
//! A step costs 33 instructions of x86 where a count is scaled for each address, and 26 where the
//! addresses advance ([`crate::lockstep`]): a core that shares its front end with another thread is at half
//! its speed with the one and near three quarters with the other.
//!
//! The loop is not unrolled here: where steps share a basic block, LLVM's WebAssembly backend gathers each
//! accumulator's operations of all steps, so that what the steps read no longer fits the registers. V8
//! unrolls it in their order.

use crate::lanes::Lanes;
use crate::lockstep::lockstep;
use crate::pack::{Row8, WIDTH};

/// R rows of 8 accumulators.
pub(crate) type Tile<L, const R: usize> = [[L; 2]; R];

/// A tile of zeros.
#[inline(always)]
pub(crate) fn zeros<L: Lanes, const R: usize>() -> Tile<L, R> {
    [[L::splat(0.0); 2]; R]
}

/// `tile` plus the product of a packed panel of A and one of B, over the shorter one's steps.
#[inline(always)]
pub(crate) fn product<L: Lanes, const R: usize>(
    mut tile: Tile<L, R>,
    a: &[[f32; R]],
    b: &[Row8],
) -> Tile<L, R> {
    for (a, b) in lockstep(a, b) {
        let b = [L::load(&b.0[0]), L::load(&b.0[1])];
        for (tile, &a) in tile.iter_mut().zip(a) {
            let a = L::splat(a);
            tile[0] = a.mul_add(b[0], tile[0]);
            tile[1] = a.mul_add(b[1], tile[1]);
        }
    }
    tile
}

/// Reads a tile whose rows lie one behind the other.
///
/// # Panics
/// When there are fewer than R rows.
#[inline(always)]
pub(crate) fn read<L: Lanes, const R: usize>(from: &[Row8]) -> Tile<L, R> {
    let from: &[Row8; R] = from.first_chunk().expect("a tile has R rows");
    from.map(|Row8([low, high])| [L::load(&low), L::load(&high)])
}

/// Writes a tile, its rows one behind the other.
///
/// # Panics
/// When there is room for fewer than R rows.
#[inline(always)]
pub(crate) fn write<L: Lanes, const R: usize>(tile: Tile<L, R>, to: &mut [Row8]) {
    let to: &mut [Row8; R] = to.first_chunk_mut().expect("a tile has R rows");
    for ([low, high], to) in tile.into_iter().zip(to) {
        low.store(&mut to.0[0]);
        high.store(&mut to.0[1]);
    }
}

/// Writes eight accumulators in a row.
#[inline(always)]
pub(crate) fn row<L: Lanes>([low, high]: [L; 2]) -> [f32; WIDTH] {
    let mut row = Row8::default();
    low.store(&mut row.0[0]);
    high.store(&mut row.0[1]);
    let [[a, b, c, d], [e, f, g, h]] = row.0;
    [a, b, c, d, e, f, g, h]
}

//! A mask's data as the kernels read it: its rows as words, and what it does to each tile.

use headwise_core::{Dims, Mask};
use ndarray::ArrayViewD;

use super::operands::word;
use crate::shaders::Problem;
use crate::shaders::flash_forward::MASK_BITS;

/// Minus infinity as an f32's bits.
const MINUS_INFINITY: u32 = f32::NEG_INFINITY.to_bits();
/// Tiles whose states share a word.
const TILES_PER_WORD: usize = 16;

/// A mask's rows, one after the other, and the states of its tiles behind them. Axes of length 1 stay
/// short, with a stride of 0.
#[derive(Default)]
pub(super) struct Packed {
    words: Vec<u32>,
    /// Words of a row.
    row: usize,
    /// Rows of a plane, planes of a batch entry, and batch entries.
    axes: [usize; 3],
}

impl Packed {
    /// Packs a mask, and writes into `problem` how to find a cell of it.
    pub(super) fn new(mask: &Mask<'_, f32>, dims: &Dims, problem: &mut Problem) -> Self {
        let shape = mask.shape();
        let axis = |from_right: usize| {
            let place = shape.len().checked_sub(from_right);
            place.map_or(1, |axis| shape[axis])
        };
        let axes = [axis(2), axis(3), axis(4)];
        // A mask without axes is one row of equal cells.
        let width = shape.last().copied().unwrap_or(dims.kv_len);
        let count = axes.iter().product::<usize>();
        let (kind, row, words) = match mask {
            Mask::Boolean(cells) => {
                let bits = |row: &[bool]| row.chunks(32).map(bits).collect::<Vec<u32>>();
                let cells = flat(cells, count * width);
                let words = (0..count).flat_map(|row| bits(&cells[row * width..][..width]));
                (MASK_BITS, width.div_ceil(32), words.collect())
            }
            Mask::Additive(cells) => {
                let cells = flat(cells, count * width);
                (MASK_BITS + 1, width, bytemuck::cast_vec(cells))
            }
        };
        problem.mask_kind = kind;
        problem.mask_covered = word(width);
        [problem.mask_query, problem.mask_head, problem.mask_batch] = strides(axes, row);
        Self { words, row, axes }
    }

    /// Adds the state of each tile of so many queries and keys, which are whole words of bits, and writes
    /// into `problem` how to find it: see `shared/spans.wgsl`.
    pub(super) fn add_tiles(&mut self, height: usize, width: usize, problem: &mut Problem) {
        let is_bits = problem.mask_kind == MASK_BITS;
        let kv_len = problem.kv_len as usize;
        let (cells, hidden) = if is_bits {
            (width / 32, 0)
        } else {
            (width, MINUS_INFINITY)
        };
        let is_plain = |word: u32| {
            if is_bits {
                word == u32::MAX
            } else {
                word << 1 == 0
            }
        };
        let [queries, heads, batch] = self.axes;
        let (down, across) = (queries.div_ceil(height), kv_len.div_ceil(width));
        let row = across.div_ceil(TILES_PER_WORD);
        let mut states = vec![0; batch * heads * down * row];
        for query in 0..batch * heads * queries {
            let first = (query / queries * down + query % queries / height) * row;
            let own = &self.words[query * self.row..][..self.row];
            for tile in 0..across {
                let cell = |at| own.get(at).copied().unwrap_or(hidden);
                let mut seen = false;
                let mut plain = true;
                for at in tile * cells..(tile + 1) * cells {
                    seen |= cell(at) != hidden;
                    plain &= is_plain(cell(at));
                }
                let place = 2 * (tile % TILES_PER_WORD);
                let state: &mut u32 = &mut states[first + tile / TILES_PER_WORD];
                // Both bits gather over the queries; the upper one says the contrary for now.
                *state |= u32::from(seen) << place | u32::from(!plain) << (place + 1);
            }
        }
        states.iter_mut().for_each(|word| *word ^= 0xaaaa_aaaa);
        problem.tiles_first = word(self.words.len());
        [problem.tiles_row, problem.tiles_head, problem.tiles_batch] =
            strides([down, heads, batch], row);
        self.words.extend(states);
    }

    pub(super) fn into_words(self) -> Vec<u32> {
        self.words
    }
}

/// Words between two entries of each axis, the innermost first; 0 where there is one entry for all.
fn strides([inner, middle, outer]: [usize; 3], row: usize) -> [u32; 3] {
    let stride = |own: usize, words: usize| if own > 1 { word(words) } else { 0 };
    [
        stride(inner, row),
        stride(middle, row * inner),
        stride(outer, row * inner * middle),
    ]
}

/// The cells in order; so many copies of the only one where there are no axes.
fn flat<T: Copy>(cells: &ArrayViewD<'_, T>, count: usize) -> Vec<T> {
    match cells.as_slice() {
        Some(own) if own.len() == count => own.to_vec(),
        _ => cells.iter().copied().cycle().take(count).collect(),
    }
}

/// Up to 32 cells as the bits of a word, the first the lowest.
fn bits(cells: &[bool]) -> u32 {
    cells
        .iter()
        .enumerate()
        .fold(0, |word, (place, &seen)| word | u32::from(seen) << place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array4;

    /// The states of the tiles of one row of them.
    fn states(mask: &Mask<'_, f32>, dims: &Dims) -> Vec<u32> {
        let mut problem = Problem {
            kv_len: word(dims.kv_len),
            ..Problem::default()
        };
        let mut packed = Packed::new(mask, dims, &mut problem);
        packed.add_tiles(4, 32, &mut problem);
        let row = packed.into_words()[problem.tiles_first as usize];
        (0..dims.kv_len.div_ceil(32))
            .map(|tile| row >> (2 * tile) & 3)
            .collect()
    }

    fn dims(kv_len: usize) -> Dims {
        Dims::from_shapes(&[1, 1, 4, 1], &[1, 1, kv_len, 1], &[1, 1, kv_len, 1]).unwrap()
    }

    #[test]
    fn a_tile_is_hidden_or_plain_or_neither() {
        let seen =
            |(_, _, query, key): (_, _, usize, usize)| key >= 64 || (key == 40 && query == 3);
        let bits = Array4::from_shape_fn((1, 1, 4, 96), seen);
        let mask = Mask::Boolean(bits.view().into_dyn());
        assert_eq!(states(&mask, &dims(96)), [0, 1, 3]);
        let bias = bits.mapv(|seen| if seen { -0.0 } else { f32::NEG_INFINITY });
        assert_eq!(
            states(&Mask::Additive(bias.view().into_dyn()), &dims(96)),
            [0, 1, 3]
        );
    }

    #[test]
    fn keys_beyond_the_mask_are_hidden_and_a_bias_is_not_plain() {
        let bias = Array4::from_elem((1, 1, 1, 32), 0.5);
        assert_eq!(
            states(&Mask::Additive(bias.view().into_dyn()), &dims(96)),
            [1, 0, 0]
        );
    }
}

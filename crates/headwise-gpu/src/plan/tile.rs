//! The shape of a flash attention tile, and which one fits a device.

use super::{Limits, Precision};
use crate::shaders::flash_forward::{MAX_KEY_QUADS, MAX_VALUE_QUADS, ROW_QUADS_PER_THREAD};
use crate::shaders::flash_quads;

/// Which shader computes flash attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKernel {
    /// `flash_forward`: tiles staged in workgroup memory.
    Staged,
    /// `flash_half`: the same, with K and V in half precision.
    Half,
    /// `flash_quads`: four threads that hand numbers to each other, for adapters in software.
    Quads,
}

/// How a flash attention kernel cuts its work; the names are those of the shaders' overrides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlashTile {
    /// The shader.
    pub kernel: FlashKernel,
    /// Threads that share a row.
    pub threads_x: u32,
    /// Threads that share a column.
    pub threads_y: u32,
    /// Columns of S of a thread, in quads: 1 or 2.
    pub key_quads: u32,
    /// Columns of O of a thread, in quads: 1 to 4.
    pub value_quads: u32,
    /// Columns of Q and K, or keys of V, that are staged at once; a multiple of 4.
    pub depth: u32,
}

/// Bytes of `vec4<f32>`; one of f16 has half as many.
const VECTOR: u32 = 16;
/// What else the shader keeps in workgroup memory: two words, and room for alignment.
const OTHER: u32 = VECTOR;

impl FlashTile {
    /// B_r, in queries.
    pub fn rows(&self) -> u32 {
        let quads = match self.kernel {
            FlashKernel::Staged | FlashKernel::Half => ROW_QUADS_PER_THREAD,
            FlashKernel::Quads => flash_quads::ROW_QUADS,
        };
        4 * quads * self.threads_y
    }

    /// B_c, in keys.
    pub fn keys(&self) -> u32 {
        4 * self.key_quads * self.threads_x
    }

    /// Columns of the values that one workgroup computes.
    pub fn values(&self) -> u32 {
        4 * self.value_quads * self.threads_x
    }

    /// Vectors of the left factors: a column of Q, or then one of P, four rows to a vector and padded by
    /// one.
    pub(super) fn left(&self) -> u32 {
        self.depth.max(self.keys()) * (self.rows() / 4 + 1)
    }

    /// Vectors of the right factors: K, four columns to a vector and a row of them padded by one, or then
    /// V, four keys to a vector.
    pub(super) fn right(&self) -> u32 {
        self.depth / 4 * (self.keys() + 1).max(self.values())
    }

    /// Vectors of the row reductions.
    pub(super) fn peers(&self) -> u32 {
        self.threads_x * self.rows() / 4
    }

    /// Bytes of workgroup memory.
    pub fn workgroup_bytes(&self) -> u32 {
        let right = match self.kernel {
            FlashKernel::Quads => return 0,
            FlashKernel::Staged => VECTOR,
            FlashKernel::Half => VECTOR / 2,
        };
        (self.left() + self.peers()) * VECTOR + self.right() * right + OTHER
    }

    /// Whether a device can run the tile and the shader knows it.
    pub fn fits(&self, limits: &Limits) -> bool {
        (1..=MAX_KEY_QUADS).contains(&self.key_quads)
            && (1..=MAX_VALUE_QUADS).contains(&self.value_quads)
            // A mask's bits are summed up word by word.
            && self.keys().is_multiple_of(32)
            && match self.kernel {
                FlashKernel::Staged => true,
                FlashKernel::Half => limits.precision == Precision::F16Staging,
                FlashKernel::Quads => limits.prefers_quads(),
            }
            && self.threads_x * self.threads_y <= limits.invocations
            && self.workgroup_bytes() <= limits.workgroup_bytes
    }

    /// The tile for values of such a width: the first of [`Self::candidates`].
    pub fn choose(value_dim: usize, limits: &Limits) -> Self {
        Self::candidates(value_dim, limits)[0]
    }

    /// The tiles worth trying, the best guess first; there is always one. Few threads with large
    /// register tiles win on adapters in software; on a GPU, tiles whose threads fill a wave, the
    /// largest that fits first.
    pub fn candidates(value_dim: usize, limits: &Limits) -> Vec<Self> {
        let tile = |kernel, threads_x, threads_y, key_quads, depth| {
            let quads = value_dim.max(1).div_ceil(4 * threads_x as usize);
            Self {
                kernel,
                threads_x,
                threads_y,
                key_quads,
                value_quads: quads.min(MAX_VALUE_QUADS as usize) as u32,
                depth,
            }
        };
        // Vectors of half the size: twice as many of them at once.
        let (kernel, times) = match limits.precision {
            Precision::F32 => (FlashKernel::Staged, 1_u32),
            Precision::F16Staging => (FlashKernel::Half, 2),
        };
        let staged = |x, y, key_quads, depth| tile(kernel, x, y, key_quads, times * depth);
        let mut tiles = vec![
            staged(8, 8, 2, 16),
            staged(8, 8, 1, 16),
            staged(8, 8, 1, 8),
            staged(8, 4, 1, 16),
            // Deep enough in f32: its tile of V is wide.
            staged(4, 4, 2, 32 / times),
        ];
        if limits.precision == Precision::F32 {
            let (threads, keys) = (flash_quads::THREADS, flash_quads::KEY_QUADS);
            tiles.push(tile(FlashKernel::Quads, threads, 1, keys, 4));
        }
        if limits.software {
            tiles.reverse();
        }
        tiles.retain(|tile| tile.fits(limits));
        tiles
    }
}

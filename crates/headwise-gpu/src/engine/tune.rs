//! Which tile is fastest here: measured once for each pair of widths, then remembered.

use super::{Engine, Tensor};
use crate::error::GpuError;
use crate::plan::{self, FlashTile};
use headwise_core::{Dims, Options};

/// Query heads and queries of the trial: enough to fill a GPU, short on a software adapter.
const HEADS: usize = 8;
const LEN: usize = 256;
/// Timed runs of each tile, after one that compiles.
const ROUNDS: usize = 3;

impl Engine {
    /// Times each tile that fits on a small problem and takes the fastest for every later one of the
    /// same widths. `now` is a clock in any unit. Returns at once where the answer is known.
    ///
    /// # Errors
    /// What the device reports; nothing is remembered then.
    pub async fn tune(
        &self,
        head_dim: usize,
        value_dim: usize,
        now: impl Fn() -> f64,
    ) -> Result<FlashTile, GpuError> {
        if let Some(tile) = self.tuned(head_dim, value_dim) {
            return Ok(tile);
        }
        let shape = |dim| [1, HEADS, LEN, dim];
        let keys = vec![0.0; HEADS * LEN * head_dim];
        let values = vec![0.0; HEADS * LEN * value_dim];
        let k = self.upload(&shape(head_dim), &keys).await?;
        let v = self.upload(&shape(value_dim), &values).await?;
        let dims = Dims::from_shapes(k.shape(), k.shape(), v.shape())?;

        let tiles = FlashTile::candidates(value_dim, self.limits());
        let mut best = (f64::INFINITY, tiles[0]);
        for tile in tiles {
            for round in 0..=ROUNDS {
                let start = now();
                self.try_tile(&dims, tile, [&k, &v]).await?;
                let took = now() - start;
                if round > 0 && took < best.0 {
                    best = (took, tile);
                }
            }
        }
        self.tuned
            .borrow_mut()
            .insert((head_dim, value_dim), best.1);
        Ok(best.1)
    }

    /// The tile that [`Engine::tune`] found for such widths.
    pub(super) fn tuned(&self, head_dim: usize, value_dim: usize) -> Option<FlashTile> {
        self.tuned.borrow().get(&(head_dim, value_dim)).copied()
    }

    /// Runs a tile to its end: its log-sum-exps are read back. The keys serve as queries.
    async fn try_tile(
        &self,
        dims: &Dims,
        tile: FlashTile,
        [k, v]: [&Tensor; 2],
    ) -> Result<(), GpuError> {
        let plan = plan::flash_with(dims, &Options::default(), self.limits(), tile)?;
        let buffers = self.run("tune", &plan, &[k, k, v]).await?;
        self.read(&buffers[plan.results[1]]).await?;
        Ok(())
    }
}

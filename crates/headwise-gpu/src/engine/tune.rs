//! Which tile is fastest here: measured once for each pair of widths, then remembered.

use super::{Engine, Tensor};
use crate::error::{GpuError, GpuErrorCode};
use crate::plan::{self, FlashTile};
use headwise_core::{Dims, Options};

/// Query heads and queries of the trial: enough to fill a GPU, short on a software adapter.
const HEADS: usize = 8;
const LEN: usize = 256;
/// Timed runs of each tile, after one that compiles.
const ROUNDS: usize = 3;

impl Engine {
    /// Times each tile that fits on a small problem and takes the fastest for every later one of the
    /// same widths. `now` is a clock in any unit. A tile that takes twice the best time is not tried
    /// again, and one that the device rejects is left out. Returns at once where the answer is known.
    ///
    /// # Errors
    /// What the device reports, a rejected tile aside; nothing is remembered then.
    pub async fn tune(
        &self,
        head_dim: usize,
        value_dim: usize,
        now: impl Fn() -> f64,
    ) -> Result<FlashTile, GpuError> {
        if let Some(tile) = self.tuned(head_dim, value_dim) {
            return Ok(tile);
        }
        let [keys, values] = [head_dim, value_dim].map(|width| [1, HEADS, LEN, width]);
        let dims = Dims::from_shapes(&keys, &keys, &values)?;
        let k = self
            .upload(&keys, &vec![0.0; HEADS * LEN * head_dim])
            .await?;
        let v = self
            .upload(&values, &vec![0.0; HEADS * LEN * value_dim])
            .await?;

        let tiles = FlashTile::candidates(value_dim, self.limits());
        let mut best = (f64::INFINITY, tiles[0]);
        for tile in tiles {
            for round in 0..=ROUNDS {
                let start = now();
                let trial = Box::pin(self.try_tile(&dims, tile, [&k, &v]));
                match self.answer("tune", trial).await {
                    Err(error) if error.code() == GpuErrorCode::Validation => break,
                    tried => drop(tried?),
                }
                let took = now() - start;
                if round > 0 && took > 2.0 * best.0 {
                    break;
                }
                if round > 0 && took < best.0 {
                    best = (took, tile);
                }
            }
        }
        self.remember((head_dim, value_dim), best.1);
        Ok(best.1)
    }

    /// What [`Engine::tune`] has found, to be kept for the next engine on the same adapter: a line
    /// `head_dim value_dim place` for each pair of widths, where `place` counts the
    /// [`FlashTile::candidates`].
    pub fn tuning(&self) -> String {
        let mut lines: Vec<String> = self
            .tuned
            .borrow()
            .iter()
            .filter_map(|&((head_dim, value_dim), _)| {
                let place = self.tuned_place(head_dim, value_dim)?;
                Some(format!("{head_dim} {value_dim} {place}\n"))
            })
            .collect();
        lines.sort();
        lines.concat()
    }

    /// Takes over what [`Engine::tuning`] said. Lines that make no sense here are left out, so that no
    /// text leads to a tile that the device cannot run.
    pub fn recall_tuning(&self, text: &str) {
        for line in text.lines() {
            let numbers: Vec<usize> = line.split(' ').map_while(|x| x.parse().ok()).collect();
            let &[head_dim, value_dim, place] = numbers.as_slice() else {
                continue;
            };
            self.recall_tile(head_dim, value_dim, place);
        }
    }

    /// Takes over what [`Engine::tuned_place`] said of such widths; a place without a tile here is left
    /// out.
    pub fn recall_tile(&self, head_dim: usize, value_dim: usize, place: usize) {
        let tiles = FlashTile::candidates(value_dim, self.limits());
        if let Some(&tile) = tiles.get(place) {
            self.remember((head_dim, value_dim), tile);
        }
    }

    /// The place among the [`FlashTile::candidates`] of the tile that [`Engine::tune`] has found for such
    /// widths.
    pub fn tuned_place(&self, head_dim: usize, value_dim: usize) -> Option<usize> {
        let own = self.tuned(head_dim, value_dim)?;
        let tiles = FlashTile::candidates(value_dim, self.limits());
        tiles.into_iter().position(|tile| tile == own)
    }

    /// The tile that [`Engine::tune`] found for such widths.
    pub(super) fn tuned(&self, head_dim: usize, value_dim: usize) -> Option<FlashTile> {
        let tuned = self.tuned.borrow();
        let found = tuned
            .iter()
            .find(|(widths, _)| *widths == (head_dim, value_dim));
        found.map(|&(_, tile)| tile)
    }

    fn remember(&self, widths: (usize, usize), tile: FlashTile) {
        let mut tuned = self.tuned.borrow_mut();
        tuned.retain(|(own, _)| *own != widths);
        tuned.push((widths, tile));
    }

    /// Runs a tile; its log-sum-exps are to be read. The keys serve as queries.
    async fn try_tile(
        &self,
        dims: &Dims,
        tile: FlashTile,
        [k, v]: [&Tensor; 2],
    ) -> Result<Vec<Tensor>, GpuError> {
        let plan = plan::flash_with(dims, &Options::default(), self.limits(), tile)?;
        let mut buffers = self.run("tune", &plan, &[k, k, v]).await?;
        Ok(vec![buffers.swap_remove(plan.results[1])])
    }
}

//! Parameters before any training.

use super::layout::Kind;
use super::{Network, Parameters};
use headwise_core::{Real, draw::draw};
use serde::{Deserialize, Serialize};

/// How large the parameters are drawn. Gains begin at 1 and biases at 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Initial {
    /// Standard deviation of the embedding's cells.
    pub embedding: f64,
    /// Standard deviation of learned positions. The published 0.02 leaves heads that look at a
    /// distance, the first half of an induction head, long in the making.
    pub positions: f64,
    /// Standard deviation of a map's cells, times the root of its inputs. Maps into the residual
    /// stream are divided by the root of their number besides (Radford et al. 2019, section 2.3).
    pub maps: f64,
}

impl Default for Initial {
    fn default() -> Self {
        Self {
            embedding: 0.05,
            positions: 0.1,
            maps: 0.5,
        }
    }
}

impl<T: Real> Parameters<T> {
    /// Draws all parameters; the same seed gives the same ones.
    pub fn drawn(network: &Network, initial: &Initial, seed: u32) -> Self {
        let mut parameters = Self::zeros(network);
        let layers = &network.layout().layers;
        let residual: Vec<_> = layers
            .iter()
            .flat_map(|layer| [layer.o.weight, layer.down.weight])
            .collect();
        let tensors = parameters.tensors().to_vec();
        for (stream, (_, slot)) in tensors.into_iter().enumerate() {
            let map = |inputs: usize| {
                let depth = if residual.contains(&slot) {
                    residual.len()
                } else {
                    1
                };
                initial.maps / ((inputs * depth) as f64).sqrt()
            };
            let numbers = &mut parameters.numbers_mut()[slot.range()];
            let deviation = match slot.kind {
                Kind::Gain => {
                    numbers.fill(T::one());
                    continue;
                }
                Kind::Bias => continue,
                Kind::Embedding => initial.embedding,
                Kind::Positions => initial.positions,
                Kind::InOut => map(slot.shape[0]),
                Kind::OutIn => map(slot.shape[1]),
            };
            for (counter, number) in (0..).zip(numbers) {
                *number = T::from_f64(deviation * draw(seed, stream as u32, counter));
            }
        }
        parameters
    }
}

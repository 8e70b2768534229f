//! Rotary positions: how fast each pair of features turns, and the turning of queries and keys.

use headwise_core::AttentionError;
use headwise_core::rope::{Angles, Rotary, rotary_embedding};
use ndarray::{Array1, Array2, Array4, ArrayView4};
use std::f64::consts::TAU;

/// How the frequencies are changed for texts longer than those trained on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stretch {
    /// Not at all.
    None,
    /// All of them divided by a factor: position interpolation (Chen et al. 2023).
    Linear {
        /// At least 1.
        factor: f64,
    },
    /// Slow pairs divided by a factor, fast ones kept, those between blended (Llama 3.1; Grattafiori
    /// et al. 2024).
    Llama3 {
        /// What slow pairs are divided by.
        factor: f64,
        /// Pairs that turn fewer times than this over the original context are slow.
        low: f64,
        /// Pairs that turn more times than this over the original context are fast; above `low`.
        high: f64,
        /// The context of the first training, in tokens.
        context: f64,
    },
}

/// Radians a token for each pair of features, `[head_dim / 2]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Frequencies(Array1<f64>);

impl Frequencies {
    /// `theta^(-2p / head_dim)` for pair p (Su et al. 2021, section 3.2.2), stretched.
    pub fn new(head_dim: usize, theta: f64, stretch: Stretch) -> Self {
        Self(Array1::from_shape_fn(head_dim / 2, |pair| {
            let frequency = theta.powf(-2.0 * pair as f64 / head_dim as f64);
            stretch.apply(frequency)
        }))
    }

    /// Radians a token for each pair.
    pub(crate) fn radians(&self) -> &[f64] {
        self.0.as_slice().expect("one axis, in order")
    }

    /// Turns each head of `x [batch, heads, n, head_dim]`, whose first token stands at `start`. Pairs
    /// are features `(p, p + head_dim / 2)`, as in the files of Llama and Mistral.
    ///
    /// # Errors
    /// `bad-setting` when x has not the width of these frequencies.
    pub fn turn(
        &self,
        x: ArrayView4<'_, f32>,
        start: usize,
    ) -> Result<Array4<f32>, AttentionError> {
        let (batch, _, len, _) = x.dim();
        let angle = |(i, pair): (usize, usize)| (start + i) as f64 * self.0[pair];
        let shape = (len, self.0.len());
        let cos = Array2::from_shape_fn(shape, |at| angle(at).cos() as f32);
        let sin = Array2::from_shape_fn(shape, |at| angle(at).sin() as f32);
        let positions = Array2::from_shape_fn((batch, len), |(_, i)| i);
        let angles = Angles::ByPosition {
            cos: cos.view(),
            sin: sin.view(),
            positions: positions.view(),
        };
        rotary_embedding(x, &angles, Rotary::default())
    }
}

impl Stretch {
    fn apply(self, frequency: f64) -> f64 {
        match self {
            Self::None => frequency,
            Self::Linear { factor } => frequency / factor,
            Self::Llama3 {
                factor,
                low,
                high,
                context,
            } => {
                let turns = context * frequency / TAU;
                let kept = ((turns - low) / (high - low)).clamp(0.0, 1.0);
                kept * frequency + (1.0 - kept) * frequency / factor
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LLAMA3: Stretch = Stretch::Llama3 {
        factor: 8.0,
        low: 1.0,
        high: 4.0,
        context: 8192.0,
    };

    #[test]
    fn fast_pairs_are_kept_and_slow_ones_divided() {
        assert_eq!(LLAMA3.apply(1.0), 1.0);
        assert_eq!(LLAMA3.apply(1e-4), 1e-4 / 8.0);
        // 2.5 turns over the context: half way between.
        let middle = 2.5 * TAU / 8192.0;
        assert!((LLAMA3.apply(middle) - middle * (0.5 + 0.5 / 8.0)).abs() < 1e-15);
    }

    #[test]
    fn stretched_frequencies_still_fall_from_pair_to_pair() {
        let Frequencies(frequencies) = Frequencies::new(128, 500_000.0, LLAMA3);
        assert_eq!(frequencies[0], 1.0);
        let pairs = frequencies.as_slice().unwrap().windows(2);
        assert!(pairs.into_iter().all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn scores_depend_on_the_distance_alone() {
        let frequencies = Frequencies::new(8, 10_000.0, Stretch::Linear { factor: 2.0 });
        let draw = |stream| {
            let cell = |(_, _, _, c)| headwise_core::draw::draw(5, stream, c as u32) as f32;
            Array4::from_shape_fn((1, 1, 1, 8), cell)
        };
        let (q, k) = (draw(0), draw(1));
        let score = |i, j| {
            let q = frequencies.turn(q.view(), i).unwrap();
            let k = frequencies.turn(k.view(), j).unwrap();
            (q * k).sum()
        };
        let near = score(7, 4);
        assert!((score(1003, 1000) - near).abs() < 1e-3);
        assert!((score(8, 4) - near).abs() > 1e-2);
    }
}

//! AdamW (Loshchilov & Hutter 2019, algorithm 2) and the clipping before it.

use super::{Network, Parameters};
use headwise_core::Real;
use serde::{Deserialize, Serialize};

/// How [`AdamW`] averages and decays.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decay {
    /// Of the mean of gradients, beta_1.
    pub first: f64,
    /// Of the mean of their squares, beta_2.
    pub second: f64,
    /// Added to the root of that mean.
    pub epsilon: f64,
    /// What share of a matrix is taken away in a step, times the rate; gains and biases are left.
    pub weight: f64,
}

impl Default for Decay {
    fn default() -> Self {
        Self {
            first: 0.9,
            second: 0.98,
            epsilon: 1e-8,
            weight: 0.1,
        }
    }
}

/// The optimiser's memory.
#[derive(Clone, Debug)]
pub struct AdamW<T> {
    decay: Decay,
    /// The decayed mean of gradients.
    pub(super) first: Parameters<T>,
    /// The decayed mean of their squares.
    pub(super) second: Parameters<T>,
    /// How many steps were made.
    pub(super) steps: u64,
}

impl<T: Real> AdamW<T> {
    /// No step was made.
    pub fn new(network: &Network, decay: Decay) -> Self {
        Self {
            decay,
            first: Parameters::zeros(network),
            second: Parameters::zeros(network),
            steps: 0,
        }
    }

    /// Moves the parameters against their gradients.
    pub fn step(&mut self, parameters: &mut Parameters<T>, gradients: &Parameters<T>, rate: f64) {
        self.steps += 1;
        let Decay {
            first,
            second,
            epsilon,
            weight,
        } = self.decay;
        let number = T::from_f64;
        // The means begin at 0: divided by what they would be of gradients that are 1.
        let unbiased = |decay: f64| number(1.0 / (1.0 - decay.powf(self.steps as f64)));
        let (first_scale, second_scale) = (unbiased(first), unbiased(second));
        let (keep_first, keep_second) = (number(first), number(second));
        let (add_first, add_second) = (number(1.0 - first), number(1.0 - second));
        let (rate_t, epsilon) = (number(rate), number(epsilon));

        for (_, slot) in parameters.tensors().to_vec() {
            let kept = number(if slot.is_matrix() {
                1.0 - rate * weight
            } else {
                1.0
            });
            let range = slot.range();
            let means = self.first.numbers_mut()[range.clone()].iter_mut();
            let squares = self.second.numbers_mut()[range.clone()].iter_mut();
            let gradients = &gradients.numbers()[range.clone()];
            let numbers = parameters.numbers_mut()[range].iter_mut();
            for (((number, &gradient), mean), square) in
                numbers.zip(gradients).zip(means).zip(squares)
            {
                *mean = keep_first * *mean + add_first * gradient;
                *square = keep_second * *square + add_second * gradient * gradient;
                let root = (*square * second_scale).sqrt() + epsilon;
                *number = kept * *number - rate_t * *mean * first_scale / root;
            }
        }
    }
}

/// Scales gradients whose Euclidean norm is above `most` down to it (Pascanu et al. 2013, algorithm 1).
/// Gives the norm as it was.
pub fn clip<T: Real>(gradients: &mut Parameters<T>, most: f64) -> f64 {
    let squares = gradients
        .numbers()
        .iter()
        .map(|&number| Real::to_f64(number).powi(2));
    let norm = squares.sum::<f64>().sqrt();
    if norm > most {
        let scale = T::from_f64(most / norm);
        gradients
            .numbers_mut()
            .iter_mut()
            .for_each(|number| *number *= scale);
    }
    norm
}
